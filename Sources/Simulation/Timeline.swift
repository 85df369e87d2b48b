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
        fileprivate let slot: Int

        fileprivate static func < (left: Ticket, right: Ticket) -> Bool {
            (left.at, left.number) < (right.at, right.number)
        }
    }

    private struct Job {
        let number: UInt64
        let run: @Sendable () -> Void
    }

    package private(set) var steady = Timestamp(microseconds: 0)
    private var wallAhead: Span
    /// A heap. Tickets of cancelled jobs stay until they come up.
    private var tickets: [Ticket] = []
    /// What is to happen, each at its ticket's slot; nil for a cancelled one and for a slot to be used again.
    private var jobs: [Job?] = []
    private var freeSlots: [Int] = []
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
        let job = Job(number: count, run: run)
        let slot = freeSlots.popLast() ?? jobs.count
        if slot == jobs.count { jobs.append(job) } else { jobs[slot] = job }
        let ticket = Ticket(at: steady.advanced(by: max(wait, .zero)), number: count, slot: slot)
        count += 1
        push(ticket)
        return ticket
    }

    /// A job that ran already is left alone.
    package func cancel(_ ticket: Ticket) {
        guard ticket.slot < jobs.count, let job = jobs[ticket.slot], job.number == ticket.number else {
            return
        }
        jobs[ticket.slot] = nil
        // What it held goes only now: that may cancel others.
        withExtendedLifetime(job) {}
    }

    /// When the next job is due; nil when nothing is left.
    package var next: Timestamp? {
        drop()
        return tickets.first?.at
    }

    /// Runs the next job.
    ///
    /// - Returns: false when nothing is left.
    package func step() -> Bool {
        drop()
        guard let ticket = pop(), let job = jobs[ticket.slot] else { return false }
        free(ticket.slot)
        // A job before this one may have taken longer than the wait.
        steady = max(steady, ticket.at)
        job.run()
        return true
    }

    /// Gives up everything that is still to happen, and lets go of what it holds.
    package func end() {
        let gone = jobs
        (tickets, jobs, freeSlots) = ([], [], [])
        withExtendedLifetime(gone) {}
    }

    /// Passes over what was cancelled.
    private func drop() {
        while let first = tickets.first, jobs[first.slot] == nil {
            _ = pop()
            free(first.slot)
        }
    }

    private func free(_ slot: Int) {
        jobs[slot] = nil
        freeSlots.append(slot)
    }

    // MARK: Heap

    private func push(_ ticket: Ticket) {
        tickets.append(ticket)
        var child = tickets.count - 1
        while child > 0, ticket < tickets[(child - 1) / 2] {
            tickets[child] = tickets[(child - 1) / 2]
            child = (child - 1) / 2
        }
        tickets[child] = ticket
    }

    private func pop() -> Ticket? {
        guard let first = tickets.first else { return nil }
        let last = tickets.removeLast()
        guard !tickets.isEmpty else { return first }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < tickets.count else { break }
            if child + 1 < tickets.count, tickets[child + 1] < tickets[child] { child += 1 }
            guard tickets[child] < last else { break }
            tickets[parent] = tickets[child]
            parent = child
        }
        tickets[parent] = last
        return first
    }
}
