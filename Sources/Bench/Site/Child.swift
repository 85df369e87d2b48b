import CLinux
import Glibc

/// A process of ours: what it says on standard output, what it costs, and its end.
final class Child {
    let pid: pid_t
    /// Where its standard error goes.
    let log: String
    private let output: Int32
    private var said: [UInt8] = []
    private var isGone = false

    init(_ words: [String], environment: [String: String], log: String) throws {
        self.log = log
        var ends: [Int32] = [-1, -1]
        // Sockets, unlike a pipe's ends, are kept from other children from the first moment.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw BenchFailure("socketpair", errno) }
        defer { close(ends[1]) }
        output = ends[0]
        do { pid = try Self.spawn(words, environment, output: ends[1], log: log) } catch {
            close(ends[0])
            throw error
        }
    }

    deinit {
        end(by: SIGKILL)
        close(output)
    }

    /// What follows a prefix on its next line that begins so.
    func line(after prefix: String, seconds: Double) throws -> String {
        let end = Stopwatch.now() + Int64(seconds * 1e9)
        while true {
            while let index = said.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: said[..<index], as: UTF8.self)
                said.removeSubrange(...index)
                if line.hasPrefix(prefix) { return String(line.dropFirst(prefix.count)) }
            }
            let left = (end - Stopwatch.now()) / 1_000_000
            guard left > 0, try read(milliseconds: Int32(clamping: left)) else {
                throw BenchFailure("no line \"\(prefix)…\" within \(seconds) s; it said: \(lastWords)")
            }
        }
    }

    /// - Returns: false when nothing came, or nothing can come any more.
    private func read(milliseconds: Int32) throws -> Bool {
        var waited = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        guard poll(&waited, 1, milliseconds) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(output, &buffer, buffer.count)
        guard count > 0 else { return false }
        said += buffer[..<count]
        return true
    }

    /// The end of its standard error.
    var lastWords: String {
        String(decoding: SmallFile.read(log).suffix(1_000), as: UTF8.self)
    }

    // MARK: Cost

    /// Processor time of all its threads, in nanoseconds.
    var processorNanoseconds: Int64 {
        var clock = clockid_t()
        guard clock_getcpuclockid(pid, &clock) == 0 else { return 0 }
        return Stopwatch.read(clock)
    }

    /// Memory that is in use now, and the most that ever was, in MiB.
    var memory: (now: Double, most: Double) {
        let text = String(decoding: SmallFile.read("/proc/\(pid)/status"), as: UTF8.self)
        func value(_ name: String) -> Double {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
            return line.flatMap { Double($0.filter(\.isNumber)) }.map { $0 / 1_024 } ?? 0
        }
        return (value("VmRSS:"), value("VmHWM:"))
    }

    /// Bytes of files that it has changed so far and that went, or will go, to the disk.
    var writtenBytes: Int64 {
        let text = String(decoding: SmallFile.read("/proc/\(pid)/io"), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("write_bytes:") }
        return line.flatMap { Int64($0.filter(\.isNumber)) } ?? 0
    }

    // MARK: Its end

    /// Ends it and waits until it is gone; what does not end within 20 s is killed.
    func end(by signal: Int32 = SIGTERM) {
        guard !isGone else { return }
        isGone = true
        kill(pid, signal)
        var status: Int32 = 0
        let isOver = Stopwatch.wait(seconds: 20) { waitpid(pid, &status, WNOHANG) != 0 }
        guard !isOver else { return }
        kill(pid, SIGKILL)
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }

    private static func spawn(
        _ words: [String], _ environment: [String: String], output: Int32, log: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Stop signals, which we hold, are the child's to take; Ctrl-C is ours alone to pass on.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw BenchFailure("posix_spawn \(words[0])", code) }
        return pid
    }
}

/// Files of a few kilobytes.
enum SmallFile {
    /// Nothing where it cannot be read.
    static func read(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Writes it anew, for its owner alone.
    static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchFailure("open \(path)", errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw BenchFailure("write \(path)", errno)
        }
    }
}
