import Dispatch
import Trading

/// One timer on the client's queue: setting it again replaces the earlier wish.
///
/// @unchecked Sendable: touched only on its queue.
final class Alarm: @unchecked Sendable {
    private let queue: DispatchQueue
    private var timer: (any DispatchSourceTimer)?

    init(on queue: DispatchQueue) { self.queue = queue }

    deinit { timer?.cancel() }

    func set(after wait: Span, _ ring: @escaping @Sendable () -> Void) {
        cancel()
        let timer = DispatchSource.makeTimerSource(queue: queue)
        let microseconds = Int(clamping: max(0, wait.microseconds))
        timer.schedule(deadline: .now() + .microseconds(microseconds), leeway: .milliseconds(1))
        timer.setEventHandler(handler: ring)
        self.timer = timer
        timer.resume()
    }

    func cancel() {
        timer?.cancel()
        timer = nil
    }
}
