import Trading

/// One timer on the client's queue: setting it again replaces the earlier wish.
///
/// @unchecked Sendable: touched only on its queue.
final class Alarm: @unchecked Sendable {
    private let queue: any WorkQueue
    private var timer: (any WorkTimer)?

    init(on queue: any WorkQueue) { self.queue = queue }

    deinit { timer?.cancel() }

    func set(after wait: Span, _ ring: @escaping @Sendable () -> Void) {
        cancel()
        timer = queue.after(wait, ring)
    }

    func cancel() {
        timer?.cancel()
        timer = nil
    }
}
