import Dispatch
import Glibc
import Synchronization

/// Results go to standard output, words for people to standard error; whole lines, from any thread.
enum Console {
    private static let lock = Mutex<Void>(())
    /// Writes the lines of threads that must not wait for a slow reader.
    private static let queue = DispatchQueue(label: "console")
    /// Lines that wait in it.
    private static let waiting = Atomic<Int>(0)
    /// Beyond so many the reader is taken for gone, and lines are dropped: trading goes on.
    private static let waitingMax = 10_000
    /// Set when nobody reads standard output any more.
    private static let outputGone = Atomic<Bool>(false)

    /// Whether the reader of standard output has gone, as `head` does when it has enough.
    static var isOutputGone: Bool { outputGone.load(ordering: .relaxed) }

    /// The system's number for why standard output could not be written, besides a reader that has gone; else 0.
    private static let outputFault = Atomic<Int32>(0)

    /// Why something that was to be on standard output is not there; nil when all of it is, or its reader has gone.
    static var outputFailure: String? {
        let number = outputFault.load(ordering: .relaxed)
        return number == 0 ? nil : String(cString: strerror(number))
    }

    static func out(_ line: String) { queue.sync { write(line, to: STDOUT_FILENO) } }
    /// A line for people: what came from outside may be in it.
    static func tell(_ line: String) { out(line.withoutControls) }
    static func error(_ line: String) { queue.sync { write(line, to: STDERR_FILENO) } }

    /// Writes a line to standard output later, in order, without making the caller wait.
    ///
    /// - Returns: false when the line was dropped, since too many wait for a slow reader.
    @discardableResult
    static func outLater(_ line: String) -> Bool { later(line, STDOUT_FILENO) }

    /// One log line: UTC time, then a fixed message with `key=value` facts. Never makes the caller wait.
    static func log(_ message: String) { later("\(SystemClock.now().wall) \(message)", STDERR_FILENO) }

    @discardableResult
    private static func later(_ line: String, _ descriptor: Int32) -> Bool {
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= waitingMax else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        queue.async {
            write(line, to: descriptor)
            waiting.wrappingSubtract(1, ordering: .relaxed)
        }
        return true
    }

    /// Returns once every line given before is written, or after 2 s with a reader that takes none.
    static func drain() {
        let isDone = DispatchSemaphore(value: 0)
        queue.async { isDone.signal() }
        _ = isDone.wait(timeout: .now() + .seconds(2))
    }

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
                guard count > 0 else {
                    if descriptor == STDOUT_FILENO {
                        if count < 0, errno != EPIPE { outputFault.store(errno, ordering: .relaxed) }
                        outputGone.store(true, ordering: .relaxed)
                    }
                    return
                }
                sent += count
            }
        }
    }
}
