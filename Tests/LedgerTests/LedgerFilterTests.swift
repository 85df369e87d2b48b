import Journey
import Ledger
import OwnThreads
import Testing
import Trading

@Suite(.ownThreads)
struct LedgerFilterTests {
    private let folder = TemporaryFolder()

    /// Two sources, two accounts, and alerts whose orders ended in different ways, a minute apart.
    private func reader() throws -> LedgerReader {
        let ledger = try LedgerFile(path: folder.ledger)
        let alerts = [
            Sample.alert(1, source: "orb", at: 0), Sample.alert(2, source: "orb", at: 60),
            Sample.alert(3, source: "vwap", at: 120), Sample.alert(4, source: "vwap", at: 180),
        ]
        let orders = [
            Sample.order("a", alert: alerts[0].fingerprint, account: "one", state: .filled, at: 0),
            Sample.order("b", alert: alerts[0].fingerprint, account: "two", state: .working, at: 0),
            Sample.order("c", alert: alerts[1].fingerprint, account: "two", state: .denied, at: 60),
            Sample.order("d", alert: alerts[2].fingerprint, account: "one", state: .denied, at: 120),
            Sample.order("e", alert: alerts[2].fingerprint, account: "one", state: .rejected, at: 121),
            Sample.order("f", account: "two", state: .cancelled, at: 122),
        ]
        let deliveries = [
            Sample.delivery(1, alert: alerts[0].fingerprint, at: 0),
            Sample.delivery(2, alert: alerts[0].fingerprint, outcome: .duplicate),
            Sample.delivery(3, outcome: .refused),
        ]
        let fills = [
            Sample.fill(1, tag: "a", account: "one", at: 0),
            Sample.fill(2, tag: "e", account: "one", at: 120),
            Sample.fill(3, tag: nil, account: "two", at: 130),
        ]
        try ledger.append(
            alerts.map { .alert($0) } + orders.map { .order($0) } + deliveries.map { .delivery($0) }
                + fills.map { .fill($0) }
                + [.position(Sample.position("A", 1)), .position(Sample.position("B", 0))]
                + [.lock(Sample.lock(1)), .lock(Sample.bareLock(2)), .lock(Sample.lock(3, isCleared: true))]
                + [.day(Sample.dayRow(0)), .day(Sample.dayRow(1))],
            at: Sample.start)
        return try LedgerReader(path: folder.ledger)
    }

    @Test(arguments: [
        (LedgerFilter(), ["a", "b", "c", "d", "e", "f"]),
        (LedgerFilter(account: AccountName("one")), ["a", "d", "e"]),
        (LedgerFilter(source: "orb"), ["a", "b", "c"]),
        (LedgerFilter(state: "denied"), ["c", "d"]),
        (LedgerFilter(since: Sample.time(60)), ["c", "d", "e", "f"]),
        (LedgerFilter(until: Sample.time(60)), ["a", "b"]),
        (LedgerFilter(since: Sample.time(60), until: Sample.time(121)), ["c", "d"]),
        (LedgerFilter(limit: 2), ["e", "f"]),
        (LedgerFilter(limit: 0), []),
        (LedgerFilter(limit: 100), ["a", "b", "c", "d", "e", "f"]),
        (LedgerFilter(account: AccountName("one"), source: "vwap", state: "denied", limit: 1), ["d"]),
        (LedgerFilter(account: AccountName("nobody")), []),
    ])
    func `orders are filtered, and the newest are kept`(filter: LedgerFilter, tags: [String]) throws {
        #expect(try reader().orders(filter).map(\.tag.text) == tags)
    }

    @Test(arguments: [
        (LedgerFilter(), [UInt8(1), 2, 3, 4]),
        (LedgerFilter(account: AccountName("two")), [1, 2]),
        (LedgerFilter(source: "vwap"), [3, 4]),
        (LedgerFilter(state: "open"), [1]),
        (LedgerFilter(state: "denied"), [2]),
        (LedgerFilter(state: "settled"), [3]),
        (LedgerFilter(state: "no_orders"), [4]),
        (LedgerFilter(since: Sample.time(60), limit: 2), [3, 4]),
        (LedgerFilter(until: Sample.time(120)), [1, 2]),
    ])
    func `alerts are filtered`(filter: LedgerFilter, numbers: [UInt8]) throws {
        let expected = numbers.map { Sample.fingerprint($0) }
        #expect(try reader().alerts(filter).map(\.row.fingerprint) == expected)
    }

    @Test func `an alert is listed with its deliveries and status`() throws {
        let alerts = try reader().alerts()
        #expect(alerts.map(\.deliveries) == [2, 0, 0, 0])
        #expect(alerts.map(\.status) == [.open, .denied, .settled, .noOrders])
    }

    @Test(arguments: [
        (LedgerFilter(), [Int64(1), 2, 3]),
        (LedgerFilter(account: AccountName("two")), [3]),
        (LedgerFilter(source: "orb"), [1]),
        (LedgerFilter(since: Sample.time(120)), [2, 3]),
        (LedgerFilter(until: Sample.time(120)), [1]),
        (LedgerFilter(limit: 1), [3]),
    ])
    func `fills are filtered`(filter: LedgerFilter, trades: [Int64]) throws {
        #expect(try reader().fills(filter).map(\.trade.id.number) == trades)
    }

    @Test func `the other lists are filtered by what they know`() throws {
        let reader = try reader()
        #expect(try reader.deliveries(LedgerFilter(state: "duplicate")).map(\.id) == [2])
        #expect(try reader.deliveries(LedgerFilter(source: "nobody")).isEmpty)
        #expect(try reader.positions(LedgerFilter(state: "long")).count == 1)
        #expect(try reader.positions(LedgerFilter(state: "flat")).count == 1)
        #expect(try reader.positions(LedgerFilter(state: "short")).isEmpty)
        #expect(try reader.locks(LedgerFilter(state: "open")).map(\.id) == [1, 2])
        #expect(try reader.locks(LedgerFilter(state: "cleared")).map(\.id) == [3])
        #expect(try reader.days(LedgerFilter(since: Sample.start)).map(\.day) == [Sample.day(1)])
        #expect(try reader.audit(LedgerFilter(limit: 3)).map(\.row.kind) == ["lock", "day", "day"])
        #expect(try reader.audit(LedgerFilter(since: Sample.time(1))).isEmpty)
    }

    @Test func `a member that a list does not know is named`() {
        let all = LedgerFilter(account: AccountName("one"), source: "orb", state: "x")
        #expect(all.unheeded(by: .orders).isEmpty)
        #expect(all.unheeded(by: .alerts).isEmpty)
        #expect(all.unheeded(by: .discrepancies) == ["source", "state"])
        #expect(all.unheeded(by: .days) == ["source", "state"])
        #expect(all.unheeded(by: .contracts) == ["account", "source"])
        #expect(LedgerFilter(since: Sample.start, limit: 1).unheeded(by: .days).isEmpty)
    }
}
