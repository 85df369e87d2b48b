import Glibc
import Synchronization

/// Results go to standard output, words for people to standard error; whole lines, from any thread.
enum Console {
    private static let lock = Mutex<Void>(())

    static func out(_ line: String) { write(line, to: STDOUT_FILENO) }
    static func error(_ line: String) { write(line, to: STDERR_FILENO) }

    /// One log line: UTC time, then a fixed message with `key=value` facts.
    static func log(_ message: String) { error("\(SystemClock.now().wall) \(message)") }

    private static func write(_ line: String, to descriptor: Int32) {
        let bytes = Array((line + "\n").utf8)
        lock.withLock { _ in
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.write(descriptor, $0.baseAddress, $0.count)
                }
                if count < 0, errno == EINTR { continue }
                // A reader that went away is no reason to stop trading.
                guard count > 0 else { return }
                sent += count
            }
        }
    }
}
