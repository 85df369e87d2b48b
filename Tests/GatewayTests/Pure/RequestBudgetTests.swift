import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct RequestBudgetTests {
    var budget = RequestBudget(requestsMax: 6, lookUpsUpTo: 5, entriesUpTo: 4, readsUpTo: 3, barsMax: 2)
    /// A place is free again this long after the answer.
    static let span = RequestBudget.window.microseconds + RollingWindow.margin.microseconds

    private func at(_ seconds: Int64) -> Timestamp { Samples.steady(seconds) }

    /// Sends one request that is answered at once; false when it has to wait.
    private mutating func ask(_ rank: RequestRank, _ seconds: Int64) -> Bool {
        guard budget.turn(of: rank, at: at(seconds)) == .now else { return false }
        let serial = budget.leave(as: rank, at: at(seconds))
        budget.ended(serial, at: at(seconds))
        return true
    }

    @Test(
        arguments: [
            (RequestRank.session, 6), (.flatten, 6), (.exit, 6), (.lookUp, 5), (.entry, 4), (.read, 3),
            (.routine, 3),
        ] as [(RequestRank, Int)])
    mutating func `each rank leaves up to its own limit`(rank: RequestRank, count: Int) {
        var left: [Bool] = []
        for _ in 0..<8 { left.append(ask(rank, 0)) }
        #expect(left == Array(repeating: true, count: count) + Array(repeating: false, count: 8 - count))
    }

    @Test mutating func `readings that come round by themselves leave the rest of a window to others`() {
        budget = RequestBudget(requestsMax: 9, lookUpsUpTo: 9, entriesUpTo: 8, readsUpTo: 7, routineMax: 4)
        var left = (0..<6).map { _ in ask(.routine, 0) }
        #expect(left == [true, true, true, true, false, false])
        left = (0..<6).map { _ in ask(.entry, 1) }
        #expect(left == [true, true, true, true, false, false])
        // A window that others fill up to the reads' limit holds them back as it does any read.
        let turn = budget.turn(of: .routine, at: Timestamp(microseconds: Self.span))
        #expect(turn == .now)
        _ = [ask(.exit, 40), ask(.exit, 40), ask(.exit, 40)]
        let held = budget.turn(of: .routine, at: Timestamp(microseconds: Self.span))
        #expect(held == .at(Timestamp(microseconds: Self.span + 1_000_000)))
    }

    @Test mutating func `a request that must wait is told when the window has moved on`() {
        _ = [ask(.read, 0), ask(.read, 10), ask(.read, 20)]
        let due = Timestamp(microseconds: Self.span)
        let turn = budget.turn(of: .read, at: at(30))
        #expect(turn == .at(due))
        let early = budget.turn(of: .read, at: Timestamp(microseconds: Self.span - 1))
        let late = budget.turn(of: .read, at: due)
        #expect(early == .at(due))
        #expect(late == .now)
    }

    @Test mutating func `a request holds its place from hand-over until the window after its answer`() {
        for _ in 0..<3 { _ = budget.leave(at: at(0)) }
        let unanswered = budget.turn(of: .read, at: at(500))
        #expect(unanswered == .afterAnswer)
        budget.ended(1, at: at(500))
        let answered = budget.turn(of: .read, at: at(501))
        #expect(answered == .at(Timestamp(microseconds: 500_000_000 + Self.span)))
    }

    @Test mutating func `a request of which no byte left takes no place`() {
        for _ in 0..<3 { budget.unsent(budget.leave(at: at(0))) }
        let turn = budget.turn(of: .read, at: at(0))
        #expect(turn == .now)
    }

    @Test mutating func `bars have a window of their own`() {
        for _ in 0..<3 { _ = ask(.read, 0) }
        var turns: [RequestBudget.Turn] = []
        for _ in 0..<3 {
            let turn = budget.turn(of: .read, isBars: true, at: at(0))
            turns.append(turn)
            if turn == .now { budget.ended(budget.leave(isBars: true, at: at(0)), at: at(0)) }
        }
        let due = Timestamp(
            microseconds: RequestBudget.barsWindow.microseconds + RollingWindow.margin.microseconds)
        #expect(turns == [.now, .now, .at(due)])
    }

    @Test mutating func `after a 429 reads, entries and look-ups rest, longer each time`() {
        var rests: [Int64] = []
        var time: Int64 = 0
        for _ in 0..<4 {
            let serial = budget.leave(at: at(time))
            budget.refused(serial, wait: nil, at: at(time))
            for rank in [RequestRank.lookUp, .entry, .read] {
                guard case .at(let due) = budget.turn(of: rank, at: at(time)) else {
                    return #expect(Bool(false), "\(rank) does not rest")
                }
                if rank == .read { rests.append(due.since(at(time)).microseconds / 1_000_000) }
            }
            time += 100
        }
        #expect(rests == [5, 15, 30, 30])
    }

    @Test mutating func `refusals of requests that were under way together count as one`() {
        let serials = (0..<3).map { _ in budget.leave(at: at(0)) }
        for serial in serials { budget.refused(serial, wait: nil, at: at(1)) }
        let turn = budget.turn(of: .read, at: at(1))
        #expect(turn == .at(at(6)))
    }

    @Test mutating func `an answer to a later request starts the rests from the beginning`() {
        for time in [Int64(0), 100] { budget.refused(budget.leave(at: at(time)), wait: nil, at: at(time)) }
        budget.ended(budget.leave(at: at(200)), at: at(200))
        budget.refused(budget.leave(at: at(300)), wait: nil, at: at(300))
        let turn = budget.turn(of: .read, at: at(300))
        #expect(turn == .at(at(305)))
    }

    @Test(arguments: [(0, 1), (1, 1), (7, 7), (120, 120), (121, 120), (86_400, 120)] as [(Int64, Int64)])
    mutating func `what the venue says of the wait is believed within bounds`(said: Int64, rest: Int64) {
        budget.refused(budget.leave(at: at(0)), wait: .seconds(said), at: at(0))
        let turn = budget.turn(of: .entry, at: at(0))
        #expect(turn == .at(at(rest)))
    }

    @Test mutating func `while the venue rests exits try one at a time`() {
        budget.refused(budget.leave(at: at(0)), wait: nil, at: at(0))
        let first = budget.turn(of: .flatten, at: at(1))
        let probe = budget.leave(at: at(1))
        let second = budget.turn(of: .exit, at: at(1))
        budget.ended(probe, at: at(2))
        let third = budget.turn(of: .exit, at: at(2))
        #expect([first, second, third] == [.now, .afterAnswer, .now])
    }

    @Test mutating func `while the venue rests neither a close nor a sign-in waits for the other`() {
        budget.refused(budget.leave(at: at(0)), wait: nil, at: at(0))
        let close = budget.leave(as: .flatten, at: at(1))
        let signIn = budget.turn(of: .session, at: at(1))
        let exit = budget.turn(of: .exit, at: at(1))
        budget.ended(close, at: at(2))
        _ = budget.leave(as: .session, at: at(2))
        let beside = budget.turn(of: .flatten, at: at(2))
        let entry = budget.turn(of: .entry, at: at(2))
        #expect([signIn, exit, beside, entry] == [.now, .afterAnswer, .now, .at(at(5))])
    }

    @Test(
        arguments: [
            ("7", 7), ("0", 0), (" 7 ", 7), ("Sat, 21 Nov 2026 05:00:10 GMT", 10),
            ("Sat, 21 Nov 2026 04:59:00 GMT", 0),
        ] as [(String, Int64)])
    func `a wait is read as seconds or as a date`(text: String, seconds: Int64) throws {
        let now = try #require(Timestamp("2026-11-21T05:00:00Z"))
        #expect(RetryAfter.wait(text, at: now) == .seconds(seconds))
    }

    @Test(arguments: ["", "-1", "soon", "1.5", "Sat, 21 Nov 2026 05:00:10", "Sat, 21 Foo 2026 05:00:10 GMT"])
    func `a wait that cannot be read is none`(text: String) throws {
        let now = try #require(Timestamp("2026-11-21T05:00:00Z"))
        #expect(RetryAfter.wait(text, at: now) == nil)
    }
}
