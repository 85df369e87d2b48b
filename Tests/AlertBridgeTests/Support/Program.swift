import Engine
import Glibc
import Synchronization

/// The built binary as a process of its own, with everything that it says.
final class Program: Sendable {
    enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(by: Int32)
    }

    private struct State: Sendable {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var ending: Ending?
    }

    /// Beside the test bundle, where the build puts both.
    static let path: String = {
        let bundle = CommandLine.arguments[0]
        guard let real = realpath(bundle, nil) else { return bundle }
        defer { free(real) }
        let folder = String(cString: real).split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return folder.joined(separator: "/") + "/alertbridge"
    }()

    let pid: pid_t
    private let state = Mutex(State())
    private let watcher = WorkerThread()

    /// - Parameters:
    ///   - environment: All that the process gets.
    ///   - program: Another one than ours.
    ///   - input: The file, or terminal, that it reads from.
    init(
        _ words: [String], environment: [String: String] = [:], program: String = path,
        input: String = "/dev/null"
    ) throws {
        let (output, errors) = (try Pipe(), try Pipe())
        defer {
            output.closeWriter()
            errors.closeWriter()
        }
        pid = try Self.spawn(
            [program] + words, environment: environment, input: input, output: output.writer,
            errors: errors.writer)
        let readers = [output.reader, errors.reader]
        guard watcher.start({ [self] in watch(readers) }) else {
            throw SystemFailure("pthread_create", EAGAIN)
        }
    }

    var output: String { String(decoding: state.withLock { $0.output }, as: UTF8.self) }
    var errors: String { String(decoding: state.withLock { $0.errors }, as: UTF8.self) }
    var ending: Ending? { state.withLock { $0.ending } }
    /// Whole lines of its standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    func signal(_ number: Int32) {
        // Once it was waited for, its number may be another's.
        state.withLock { if $0.ending == nil { kill(pid, number) } }
    }

    /// Ends it as a power cut would, and waits until it is gone.
    func kill9() {
        signal(SIGKILL)
        watcher.join()
    }

    /// What follows a prefix on its first line of output that has it; nil when it ends or 30 s pass before.
    func word(after prefix: String) async -> String? {
        func found() -> String? {
            let text = output
            guard let end = text.lastIndex(of: "\n") else { return nil }
            let lines = text[..<end].split(separator: "\n")
            return lines.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
        _ = await eventually { found() != nil || ending != nil }
        return found()
    }

    /// - Returns: nil when it still runs after 30 s.
    func ended() async -> Ending? {
        _ = await eventually { ending != nil }
        return ending
    }

    /// Runs a command to its end.
    static func run(
        _ words: [String], environment: [String: String] = [:], program: String = path
    ) async throws -> Program {
        let program = try Program(words, environment: environment, program: program)
        if await program.ended() == nil { program.kill9() }
        return program
    }

    // MARK: Process

    private static func spawn(
        _ words: [String], environment: [String: String], input: String, output: Int32, errors: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY | O_NOCTTY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw SystemFailure("posix_spawn \(words[0])", code) }
        return pid
    }

    /// Takes in what it says until it ends.
    private func watch(_ readers: [Int32]) {
        var open = readers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while open.contains(where: { $0.fd >= 0 }) {
            guard poll(&open, nfds_t(open.count), -1) >= 0 || errno == EINTR else { break }
            for index in open.indices where open[index].fd >= 0 && open[index].revents != 0 {
                let count = read(open[index].fd, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count > 0 {
                    keep(buffer[..<count], isOutput: index == 0)
                } else {
                    close(open[index].fd)
                    open[index].fd = -1
                }
            }
        }
        settle()
    }

    private func keep(_ bytes: ArraySlice<UInt8>, isOutput: Bool) {
        state.withLock { state in
            if isOutput { state.output += bytes } else { state.errors += bytes }
        }
    }

    /// Waits for its end. The number is given back and the ending written in one step, so that no signal
    /// goes to another process.
    private func settle() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        state.withLock { state in
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            state.ending = signal == 0 ? .exited(status >> 8 & 0xff) : .killed(by: signal)
        }
    }

    /// A pair of sockets: unlike a pipe's, its ends are kept from other children from the first moment.
    private struct Pipe {
        let reader: Int32
        let writer: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SystemFailure("socketpair", errno) }
            (reader, writer) = (ends[0], ends[1])
        }

        func closeWriter() { close(writer) }
    }
}
