import Synchronization
import Trading

/// A clock that stands still until a test moves it.
final class StoppedClock: Sendable {
    private let moment: Mutex<Timestamp>

    init(_ start: Timestamp = Bench.start) { moment = Mutex(start) }
    var now: Timestamp { moment.withLock { $0 } }
    func advance(by span: Span) { moment.withLock { $0 = $0.advanced(by: span) } }
}
