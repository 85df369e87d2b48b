import Gateway
import Trading

/// A client's serial queue on the timeline: each job is one of the timeline's.
///
/// @unchecked Sendable: one thread runs a world.
final class SimulatedQueue: WorkQueue, @unchecked Sendable {
    private let timeline: Timeline
    private var depth = 0
    private(set) var isAlive = true
    /// What to do when it is gone.
    private var last: [@Sendable () -> Void] = []

    init(on timeline: Timeline) { self.timeline = timeline }

    /// Nothing runs any more.
    func die() {
        isAlive = false
        if depth == 0 { letGo() }
    }

    func whenGone(_ job: @escaping @Sendable () -> Void) { last.append(job) }

    private func letGo() {
        let jobs = last
        last = []
        for job in jobs { job() }
    }

    func async(_ job: @escaping @Sendable () -> Void) {
        guard isAlive else { return }
        timeline.after(.zero) { [self] in run(job) }
    }

    func sync<Value>(_ job: () -> Value) -> Value {
        depth += 1
        defer { leave() }
        return job()
    }

    func after(_ wait: Span, _ job: @escaping @Sendable () -> Void) -> any WorkTimer {
        let timer = SimulatedTimer(on: timeline)
        timer.ticket = timeline.after(wait) { [self, weak timer] in
            timer?.ticket = nil
            run(job)
        }
        return timer
    }

    /// Nothing blocks here.
    func aside(_ group: WorkGroup, _ job: @escaping @Sendable () -> Void) { job() }

    /// The world goes on meanwhile.
    func wait(for group: WorkGroup) {
        while isAlive, !group.isEmpty {
            guard timeline.step() else { preconditionFailure("nothing is left that could end the wait") }
        }
    }

    func assertCurrent() { precondition(depth > 0, "what belongs to a queue runs on it") }

    private func run(_ job: () -> Void) {
        guard isAlive else { return }
        depth += 1
        defer { leave() }
        job()
    }

    private func leave() {
        depth -= 1
        if depth == 0, !isAlive { letGo() }
    }
}

/// @unchecked Sendable: one thread runs a world.
private final class SimulatedTimer: WorkTimer, @unchecked Sendable {
    private let timeline: Timeline
    /// Nil once it rang.
    var ticket: Timeline.Ticket?

    init(on timeline: Timeline) { self.timeline = timeline }

    func cancel() {
        guard let ticket else { return }
        self.ticket = nil
        timeline.cancel(ticket)
    }
}
