package import Trading

/// The serial queue that everything of one client runs on: one job at a time, in the order given.
package protocol WorkQueue: AnyObject, Sendable {
    func async(_ job: @escaping @Sendable () -> Void)
    /// Runs a job in the queue and waits for it. Not to be called from the queue.
    func sync<Value>(_ job: () -> Value) -> Value
    /// Runs a job in the queue after so long, unless the timer is cancelled in the queue before.
    func after(_ wait: Span, _ job: @escaping @Sendable () -> Void) -> any WorkTimer
    /// Runs outside of the queue what may block; the group counts it meanwhile.
    func aside(_ group: WorkGroup, _ job: @escaping @Sendable () -> Void)
    /// Waits until a group is empty. Not to be called from the queue.
    func wait(for group: WorkGroup)
    /// Takes what to do when the queue is gone for good, with jobs that will never run; a real one never is.
    func whenGone(_ job: @escaping @Sendable () -> Void)
    /// Stops the program when it is not called from the queue.
    func assertCurrent()
}

/// One wish to be called later.
package protocol WorkTimer: AnyObject, Sendable {
    func cancel()
}
