import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

/// What a restarted Desk is told of positions, beside their rows.
@Suite(.ownThreads)
struct LedgerHoldingsTests {
    private let folder = TemporaryFolder()

    private func fill(
        _ trade: Int64, _ side: Side, _ size: Int64, tag: String? = nil, isVoided: Bool = false, at: Int64 = 0
    ) -> LedgerRow {
        var fill = Sample.fill(trade, tag: tag, at: at)
        fill.trade.contract = ContractID("MNQ")
        fill.trade.side = side
        fill.trade.size = size
        fill.trade.isVoided = isVoided
        return .fill(fill)
    }

    private func unexplained(_ id: Int64, ours: String, theirs: String) -> LedgerRow {
        var row = Sample.discrepancy(id, about: "MNQ")
        row.kind = "unexplained_position"
        row.account = AccountName("combine-1")
        (row.ours, row.theirs) = (ours, theirs)
        return .discrepancy(row)
    }

    @Test func `holdings are all fills that are not voided, and what no fill explains`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(
            [
                unexplained(1, ours: "0", theirs: "-2"), fill(1, .buy, 3), fill(2, .sell, 2),
                fill(3, .buy, 5, isVoided: true), unexplained(2, ours: "-1", theirs: "1"),
                fill(2, .sell, 2),
            ], at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.time(10))
        // 3 − 2, and −2 and +2.
        #expect(
            memory.holdings == [
                HoldingRow(
                    account: AccountName("combine-1"), contract: ContractID("MNQ"), signedSize: 1)
            ])
        #expect(memory.fills.isEmpty)
        #expect(memory.fillsFrom == Sample.time(10))
        #expect(try ledger.restore(oldestFill: Sample.start).fillsFrom == nil)
    }

    @Test func `what is held follows each fill that comes, is voided, moved or taken away`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        func held() throws -> [Int64] {
            try ledger.restore(oldestFill: Sample.time(10)).holdings.map(\.signedSize)
        }
        try ledger.append([fill(1, .buy, 3)], at: Sample.start)
        #expect(try held() == [3])
        try ledger.append([fill(2, .sell, 7, isVoided: true)], at: Sample.start)
        #expect(try held() == [3])
        try ledger.append([fill(2, .sell, 7)], at: Sample.start)
        #expect(try held() == [-4])
        try ledger.append([fill(2, .sell, 7, isVoided: true)], at: Sample.start)
        #expect(try held() == [3])
        try ledger.append([unexplained(1, ours: "3", theirs: "-2")], at: Sample.start)
        #expect(try held() == [-2])
        #expect(throws: LedgerFault.self) {
            try ledger.append([fill(3, .buy, 9, tag: "of-nothing")], at: Sample.start)
        }
        try ledger.reopen()
        #expect(try held() == [-2])
        ledger.close()
        try folder.run("UPDATE discrepancies SET kind = 'position'; UPDATE fills SET contract = 'NQ'")
        #expect(
            try LedgerFile(path: folder.ledger).restore(oldestFill: Sample.start).holdings.map(\.signedSize)
                == [0, 3])
        try folder.run("DELETE FROM discrepancies; DELETE FROM fills")
        #expect(
            try LedgerFile(path: folder.ledger).restore(oldestFill: Sample.start).holdings.map(\.signedSize)
                == [0, 0])
    }

    @Test func `a ledger of the third version is added up once`() throws {
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append(
                [
                    unexplained(1, ours: "0", theirs: "-2"), fill(1, .buy, 3), fill(2, .sell, 2),
                    fill(3, .buy, 5, isVoided: true),
                ], at: Sample.start)
        }
        try folder.run(
            """
            \(TemporaryFolder.dropVersionFive)
            DROP TABLE holdings;
            \(TemporaryFolder.heldTriggers.map { "DROP TRIGGER \($0);" }.joined(separator: " "))
            CREATE INDEX fills_held ON fills (account, contract, side, size) WHERE is_voided = 0;
            CREATE INDEX discrepancies_unexplained ON discrepancies (account, subject, ours, theirs)
              WHERE kind = 'unexplained_position';
            PRAGMA user_version = 3;
            """)
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(try ledger.restore(oldestFill: Sample.start).holdings.map(\.signedSize) == [-1])
        try ledger.append([fill(4, .buy, 4)], at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.start).holdings.map(\.signedSize) == [3])
    }

    @Test(arguments: [
        ("UPDATE holdings SET signed_size = 9", "the table says 9; fills and adoptions make 1"),
        ("DELETE FROM holdings", "the table says 0; fills and adoptions make 1"),
        (
            "INSERT INTO holdings VALUES ('combine-1', 'NQ', 4)",
            "the table says 4; fills and adoptions make 0"
        ),
    ])
    func `what is held and does not follow from the fills is found`(edit: String, what: String) throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let position = PositionRow(
            account: AccountName("combine-1"),
            position: Position(
                contract: ContractID("MNQ"), signedSize: 1, averagePrice: Price(nanos: 1_000_000_000)),
            at: Sample.start)
        try ledger.append([fill(1, .buy, 1), .position(position)], at: Sample.start)
        func found() throws -> [LedgerFinding] {
            try LedgerReader(path: folder.ledger).verify { _ in nil }.findings.filter { $0.kind == .position }
        }
        #expect(try found().isEmpty)
        try folder.run(edit)
        let findings = try found()
        #expect(findings.map(\.what) == [what])
        #expect(findings.allSatisfy { $0.subject.hasPrefix("holding combine-1/") })
    }

    @Test func `the entries of an open position come with what the watchdog made for them`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alerts = [Sample.alert(1), Sample.alert(2)]
        let old = Sample.order("ab-old", alert: alerts[0].fingerprint, state: .filled)
        let entry = Sample.order("ab-new", alert: alerts[1].fingerprint, state: .filled)
        var stop = Sample.order("ab-stop", alert: alerts[1].fingerprint, state: .rejected)
        (stop.orderClass, stop.leg) = (.protect, 100)
        try ledger.append(
            alerts.map { .alert($0) } + [.order(old), .order(entry), .order(stop)]
                + [
                    fill(1, .buy, 1, tag: "ab-old", at: 1), fill(2, .sell, 1, at: 2),
                    fill(3, .buy, 2, tag: "ab-new", at: 3), .position(Sample.position("MNQ", 2)),
                ], at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.start)
        #expect(memory.entries.map(\.tag.text) == ["ab-new", "ab-stop"])
    }

    @Test(arguments: [("ab-exit", ["ab-1"]), (nil, [])] as [(String?, [String])])
    func
        `what an exit made that met a stop comes with the entry of before, what was traded by hand with none`(
            newest: String?, found: [String]
        ) throws
    {
        let ledger = try LedgerFile(path: folder.ledger)
        let alerts = [Sample.alert(1), Sample.alert(2)]
        let entry = Sample.order("ab-1", alert: alerts[0].fingerprint, state: .filled)
        var exit = Sample.order("ab-exit", alert: alerts[1].fingerprint, state: .filled)
        exit.orderClass = .reduce
        try ledger.append(
            alerts.map { .alert($0) } + [.order(entry), .order(exit)]
                + [
                    fill(1, .buy, 2, tag: "ab-1", at: 1), fill(2, .sell, 2, at: 2),
                    fill(3, .sell, 2, tag: newest, at: 3), .position(Sample.position("MNQ", -2)),
                ], at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.start).entries.map(\.tag.text) == found)
    }

    @Test func `orders that were given up are remembered for a while`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        var vanished = Sample.order("ab-2", state: .cancelled, at: 2)
        vanished.code = "ORDER_VANISHED"
        let orders = [
            Sample.order("ab-1", state: .notPlaced, at: 1), vanished,
            Sample.order("ab-3", state: .cancelled, at: 3),
        ]
        try ledger.append(orders.map { .order($0) }, at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.time(1))
        #expect(memory.givenUp.map(\.tag.text) == ["ab-2", "ab-1"])
        #expect(try ledger.restore(oldestFill: Sample.time(2)).givenUp.map(\.tag.text) == ["ab-2"])
    }

    @Test func `filled entries whose legs were not all shown are remembered for a while`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        func entry(_ tag: String, _ bracket: Bracket?, at second: Int64) -> OrderRow {
            var row = Sample.order(tag, alert: alert.fingerprint, state: .filled, at: second)
            (row.bracket, row.filled, row.times.reconciledAt) = (bracket, 2, Sample.time(9))
            return row
        }
        let both = Bracket(stop: Ticks(80), target: Ticks(160))
        var orders = [
            entry("ab-1", both, at: 1), entry("ab-2", both, at: 2), entry("ab-3", nil, at: 3),
            entry("ab-4", Bracket(stop: Ticks(80), target: nil), at: 4), entry("ab-5", both, at: 5),
            Sample.order("ab-4-SL", state: .cancelled, leg: 1),
            Sample.order("ab-5-SL", state: .cancelled, leg: 1),
        ]
        for index in orders.indices.suffix(2) { orders[index].orderClass = .protect }
        try ledger.append([.alert(alert)] + orders.map { .order($0) }, at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.time(2))
        #expect(memory.legless.map(\.tag.text) == ["ab-5", "ab-2"])
    }

    @Test func `scheduled closes are remembered by when they came`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alerts = [
            Sample.alert(1, source: "schedule", at: 1), Sample.alert(2, source: "schedule", at: 5),
            Sample.alert(3, at: 6),
        ]
        try ledger.append(alerts.map { .alert($0) }, at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.time(5)).scheduled == [alerts[1]])
    }

    @Test func `a day's opening balance is kept, and rows without one stay as they were`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        var day = Sample.dayRow(0)
        day.openingBalance = Money("50000.25")
        day.openingReadAt = Sample.time(7)
        try ledger.append([.day(day), .day(Sample.dayRow(1))], at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.start).days == [day, Sample.dayRow(1)])
        #expect(String(decoding: day.json(), as: UTF8.self).contains(#""opening_balance":50000.25"#))
        #expect(!String(decoding: Sample.dayRow(1).json(), as: UTF8.self).contains("opening_balance"))
    }

    @Test func `a ledger of version 11 opens, and its days began as they say`() throws {
        let account = AccountName("combine-1")
        let old = DayRow(account: account, day: Sample.day(0), openingBalance: Money("50000"))
        var new = DayRow(account: account, day: Sample.day(1), openingBalance: Money("50010"))
        do { try LedgerFile(path: folder.ledger).append([.day(old)], at: Sample.start) }
        try folder.run("\(TemporaryFolder.dropOpenings) PRAGMA user_version = 11;")
        new.openingReadAt = Sample.time(5)
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append([.day(new)], at: Sample.start)
            #expect(try ledger.restore(oldestFill: Sample.start).days == [old, new])
        }
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.isSound)
        try folder.run("UPDATE days SET opening_read_at = NULL")
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.findings.count == 1)
    }

    @Test func `a day's floor is kept, and the newest of each account is remembered however old`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let entry = FloorEntry(floor: Money("-2000")!, asOf: CivilDate("2026-10-02")!)
        func day(_ later: Int64, _ floor: String, breached: Bool = false) -> DayRow {
            var day = Sample.dayRow(later)
            day.openingBalance = Money("0")
            let loss = LossFloor(peak: .zero, floor: Money(floor)!, isBreached: breached)
            day.floor = DayFloor(
                loss: loss, basis: .reconstructed, entry: entry, since: breached ? Sample.time(8) : nil)
            return day
        }
        let rows = [day(0, "-2000"), day(1, "-1000.25", breached: true), Sample.dayRow(2)]
        try ledger.append(rows.map { .day($0) }, at: Sample.start)
        let memory = try ledger.restore(oldestFill: Sample.start.advanced(by: .seconds(20 * 86_400)))
        #expect(memory.days.isEmpty)
        #expect(memory.floors == [rows[1]])
        ledger.close()
        let text = String(decoding: rows[1].json(), as: UTF8.self)
        #expect(text.contains(#""floor":-1000.25,"peak":0,"breached":true,"floor_basis":"reconstructed""#))
        #expect(
            try LedgerReader(path: folder.ledger).verify { _ in nil }.findings.allSatisfy {
                $0.kind != .changed
            })
        try folder.run("UPDATE days SET floor = floor - 1 WHERE floor IS NOT NULL")
        let report = try LedgerReader(path: folder.ledger).verify { _ in nil }
        #expect(report.findings.contains { $0.kind == .changed })
    }

    @Test func `a position that a leg or a stop of the watchdog made comes with their entry`() throws {
        for tag in ["ab-1-TP", "ab-1-100"] {
            let folder = TemporaryFolder()
            let ledger = try LedgerFile(path: folder.ledger)
            let alert = Sample.alert(1)
            let entry = Sample.order("ab-1", alert: alert.fingerprint, state: .filled)
            var leg = Sample.order(tag, alert: alert.fingerprint, state: .filled)
            (leg.orderClass, leg.parent) = (.protect, entry.tag)
            try ledger.append(
                [
                    .alert(alert), .order(entry), .order(leg), fill(1, .sell, 1, tag: "ab-1", at: 1),
                    fill(2, .buy, 1, at: 2), fill(3, .buy, 2, tag: tag, at: 3),
                    .position(Sample.position("MNQ", 2)),
                ], at: Sample.start)
            let memory = try ledger.restore(oldestFill: Sample.start)
            #expect(memory.entries.map(\.tag.text) == ["ab-1"])
        }
    }

    @Test func `a leg that works comes with its entry, though nothing is held`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        let entry = Sample.order("ab-1", alert: alert.fingerprint, state: .filled)
        var leg = Sample.order("ab-1-TP", alert: alert.fingerprint, state: .working)
        (leg.orderClass, leg.parent) = (.protect, entry.tag)
        try ledger.append([.alert(alert), .order(entry), .order(leg)], at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.start).entries.map(\.tag.text) == ["ab-1"])
    }

    @Test func `the watchdog's orders of a live entry come along, flat or not`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        let entry = Sample.order("ab-1", alert: alert.fingerprint, state: .partiallyFilled)
        var stop = Sample.order("ab-stop", alert: alert.fingerprint, state: .filled)
        (stop.orderClass, stop.leg, stop.parent) = (.protect, 100, entry.tag)
        try ledger.append([.alert(alert), .order(entry), .order(stop)], at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.start).entries.map(\.tag.text).contains("ab-stop"))
    }
}
