import Dispatch
import Trading

/// The machine's own serial queue.
final class ThreadQueue: WorkQueue {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func async(_ job: @escaping @Sendable () -> Void) { queue.async(execute: job) }

    func sync<Value>(_ job: () -> Value) -> Value { queue.sync(execute: job) }

    func after(_ wait: Span, _ job: @escaping @Sendable () -> Void) -> any WorkTimer {
        ThreadTimer(on: queue, after: wait, job)
    }

    func aside(_ group: WorkGroup, _ job: @escaping @Sendable () -> Void) {
        group.enter()
        DispatchQueue.global().async {
            job()
            group.leave()
        }
    }

    func wait(for group: WorkGroup) {
        let isEmpty = DispatchSemaphore(value: 0)
        group.whenEmpty { isEmpty.signal() }
        isEmpty.wait()
    }

    func whenGone(_ job: @escaping @Sendable () -> Void) {}

    func assertCurrent() { dispatchPrecondition(condition: .onQueue(queue)) }
}

/// One timer of the machine's.
///
/// @unchecked Sendable: touched only on its queue.
private final class ThreadTimer: WorkTimer, @unchecked Sendable {
    private let timer: any DispatchSourceTimer

    init(on queue: DispatchQueue, after wait: Span, _ job: @escaping @Sendable () -> Void) {
        timer = DispatchSource.makeTimerSource(queue: queue)
        let microseconds = Int(clamping: max(0, wait.microseconds))
        timer.schedule(deadline: .now() + .microseconds(microseconds), leeway: .milliseconds(1))
        timer.setEventHandler(handler: job)
        timer.resume()
    }

    deinit { timer.cancel() }

    func cancel() { timer.cancel() }
}
