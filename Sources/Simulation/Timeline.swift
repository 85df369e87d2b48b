package import Trading

/// The time of a simulated world: what happens when, one thing after the other.
///
/// The steady clock moves only from one job to the next, or when a job says that it took long; the wall clock
/// follows it at a distance that may be stepped. Jobs due at one moment run in the order they were set.
///
/// @unchecked Sendable: one thread runs a world from its first job to its last.
package final class Timeline: @unchecked Sendable {
    package struct Ticket: Hashable, Sendable {
        fileprivate let at: Timestamp
        fileprivate let number: UInt64
    }

    private struct Job {
        let ticket: Ticket
        let run: @Sendable () -> Void
    }

    package private(set) var steady = Timestamp(microseconds: 0)
    private var wallAhead: Span
    /// A heap by ticket.
    private var jobs: [Job] = []
    private var cancelled: Set<Ticket> = []
    private var count: UInt64 = 0

    package init(wall: Timestamp) { wallAhead = wall.since(steady) }

    package var now: Moment { Moment(wall: steady.advanced(by: wallAhead), steady: steady) }

    /// Steps the wall clock; the steady one takes no notice.
    package func stepWall(by span: Span) {
        wallAhead = Span(microseconds: wallAhead.microseconds + span.microseconds)
    }

    /// What runs now takes so long; everything else waits meanwhile.
    package func pass(_ span: Span) {
        precondition(span >= .zero, "time does not run backwards")
        steady = steady.advanced(by: span)
    }

    @discardableResult
    package func after(_ wait: Span, _ run: @escaping @Sendable () -> Void) -> Ticket {
        let ticket = Ticket(at: steady.advanced(by: max(wait, .zero)), number: count)
        count += 1
        push(Job(ticket: ticket, run: run))
        return ticket
    }

    /// A job that ran already is left alone.
    package func cancel(_ ticket: Ticket) { cancelled.insert(ticket) }

    /// When the next job is due; nil when nothing is left.
    package var next: Timestamp? {
        drop()
        return jobs.first?.ticket.at
    }

    /// Runs the next job.
    ///
    /// - Returns: false when nothing is left.
    package func step() -> Bool {
        drop()
        guard let job = pop() else { return false }
        // A job before this one may have taken longer than the wait.
        steady = max(steady, job.ticket.at)
        job.run()
        return true
    }

    /// Gives up everything that is still to happen, and lets go of what it holds.
    package func end() {
        jobs = []
        cancelled = []
    }

    private func drop() {
        while let first = jobs.first, cancelled.remove(first.ticket) != nil { _ = pop() }
        if jobs.isEmpty { cancelled = [] }
    }

    // MARK: Heap

    private static func isBefore(_ left: Job, _ right: Job) -> Bool {
        (left.ticket.at, left.ticket.number) < (right.ticket.at, right.ticket.number)
    }

    private func push(_ job: Job) {
        jobs.append(job)
        var child = jobs.count - 1
        while child > 0, Self.isBefore(jobs[child], jobs[(child - 1) / 2]) {
            jobs.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func pop() -> Job? {
        guard let first = jobs.first else { return nil }
        let last = jobs.removeLast()
        guard !jobs.isEmpty else { return first }
        jobs[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < jobs.count && Self.isBefore(jobs[child], jobs[least]) {
                least = child
            }
            guard least != parent else { return first }
            jobs.swapAt(parent, least)
            parent = least
        }
    }
}
