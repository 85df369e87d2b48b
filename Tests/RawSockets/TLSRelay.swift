import Glibc

/// A TLS server that passes one connection's bytes through in the clear: `openssl s_server`.
package final class TLSRelay: Sendable {
    package let port: UInt16
    /// The clear side.
    package let connection: RawConnection
    /// PEM file of the self-signed certificate, for `localhost`.
    package let caFile: String

    private let process: pid_t
    private let directory: String

    package init() throws(SocketError) {
        directory = try Self.temporaryDirectory()
        let (certificate, key) = (directory + "/certificate.pem", directory + "/key.pem")
        let (near, far) = try Loopback.pair()
        defer { close(far) }
        connection = RawConnection(near, index: 0)
        caFile = certificate
        let made = try Self.start(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", key, "-out", certificate, "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost",
            ], on: nil)
        guard Self.wait(for: made) == 0 else { throw SocketError("openssl req") }
        // It takes a port of its own: one that was picked for it could be another test's by the time it is up.
        process = try Self.start(
            ["s_server", "-quiet", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key], on: far)
        port = try Self.listeningPort(of: process)
    }

    /// Ends the relay without a word to its peer, and removes its certificate.
    package func stop() {
        kill(process, SIGKILL)
        _ = Self.wait(for: process)
        connection.close()
        for name in ["certificate.pem", "key.pem"] { unlink(directory + "/" + name) }
        rmdir(directory)
    }

    /// Waits until a process listens. It prints no port when it is quiet, so this asks the system.
    private static func listeningPort(of process: pid_t) throws(SocketError) -> UInt16 {
        for _ in 0..<2_000 {
            if let port = OpenResources.listeningPorts(of: process).first { return port }
            // Nothing tells when another process is that far, so this only gives it the processor.
            var none = pollfd(fd: -1, events: 0, revents: 0)
            poll(&none, 1, 5)
        }
        throw SocketError("openssl s_server never listened")
    }

    private static func temporaryDirectory() throws(SocketError) -> String {
        var template = Array("/tmp/tls-relay-XXXXXX\0".utf8CString)
        guard mkdtemp(&template) != nil else { throw SocketError("mkdtemp") }
        return String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// - Parameter descriptor: Its standard input and output; `nil` for none.
    private static func start(_ arguments: [String], on descriptor: Int32?) throws(SocketError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for standard in 0...2 as ClosedRange<Int32> {
            if let descriptor, standard < 2 {
                posix_spawn_file_actions_adddup2(&actions, descriptor, standard)
            } else {
                posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0)
            }
        }
        var words: [UnsafeMutablePointer<CChar>?] = (["openssl"] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        errno = posix_spawnp(&process, "openssl", &actions, nil, &words, environ)
        guard errno == 0 else { throw SocketError("openssl") }
        return process
    }

    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = -1
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status
    }
}
