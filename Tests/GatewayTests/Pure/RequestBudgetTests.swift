import Testing
import Trading

@testable import Gateway

struct RequestBudgetTests {
    var budget = RequestBudget(requestsMax: 5, readsUpTo: 3)

    private mutating func read(_ seconds: Int64) -> Timestamp? {
        budget.takeRead(at: Samples.steady(seconds))
    }
    private mutating func money(_ seconds: Int64) -> Bool {
        budget.takeMoney(isEntry: false, at: Samples.steady(seconds))
    }

    @Test mutating func `reads leave until their share is used, then when the window has moved on`() {
        let reads = [read(0), read(10), read(20), read(30)]
        #expect(reads == [nil, nil, nil, Samples.steady(60)])
        let early = read(59)
        let due = read(60)
        let next = read(60)
        #expect(early == Samples.steady(60))
        #expect(due == nil)
        #expect(next == Samples.steady(70))
    }

    @Test mutating func `calls that move money have a reserve of their own`() {
        _ = [read(0), read(0), read(0), read(0)]
        let calls = [money(1), money(1), money(1)]
        #expect(calls == [true, true, false])
        let late = [money(59), money(60)]
        #expect(late == [false, true])
    }

    @Test mutating func `entries leave a reserve for what closes and cancels`() {
        budget = RequestBudget(requestsMax: 5, readsUpTo: 3, entriesUpTo: 4)
        var entries: [Bool] = []
        for _ in 0..<5 { entries.append(budget.takeMoney(isEntry: true, at: Samples.steady(0))) }
        #expect(entries == [true, true, true, true, false])
        let exits = [money(1), money(1)]
        #expect(exits == [true, false])
    }

    @Test mutating func `calls that move money count against the reads`() {
        _ = [money(0), money(0), money(0)]
        let waits = read(1)
        #expect(waits == Samples.steady(60))
    }

    @Test mutating func `logins count and are never held back`() {
        for _ in 0..<9 { budget.note(at: Samples.steady(0)) }
        let isLet = money(1)
        let waits = read(1)
        #expect(!isLet)
        #expect(waits == Samples.steady(60))
    }

    @Test mutating func `after a 429 reads rest for ten seconds and money does not`() {
        budget.refused(at: Samples.steady(0))
        let early = read(9)
        let isLet = money(9)
        let due = read(10)
        #expect(early == Samples.steady(10))
        #expect(isLet)
        #expect(due == nil)
    }
}
