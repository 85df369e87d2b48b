import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

/// Every option of every list that commands print: it filters, and by what the rows are about.
@Suite(.ownThreads)
struct LedgerOwnerTests {
    private let folder = TemporaryFolder()
    private let one = AccountName("one")
    private let two = AccountName("two")

    /// An alert of each of two sources, which trade an account and a contract each.
    private func reader() throws -> LedgerReader {
        let ledger = try LedgerFile(path: folder.ledger)
        var rows: [LedgerRow] = []
        for (number, source, account) in [(1, "orb", "one"), (2, "vwap", "two")] as [(UInt8, String, String)]
        {
            let alert = Sample.alert(number, source: source, at: Int64(number) * 60)
            let tag = OrderTag.start(of: alert.fingerprint) + "-\(account)-0"
            var delivery = Sample.delivery(Int64(number), alert: alert.fingerprint)
            delivery.source = source
            var fill = Sample.fill(Int64(number), tag: tag, account: account, at: Int64(number) * 60)
            fill.trade.isVoided = number == 2
            var position = Sample.position("CON.F.US.MNQ.Z26", number == 1 ? 1 : -1)
            position.account = AccountName(account)
            position.at = Sample.time(Int64(number) * 60)
            var told = Sample.notification(Int64(number), number == 1 ? .pending : .delivered)
            (told.account, told.alert) = (AccountName(account), alert.fingerprint)
            told.at = Sample.time(Int64(number) * 60)
            rows += [
                .alert(alert), .delivery(delivery),
                .order(
                    Sample.order(
                        tag, alert: alert.fingerprint, account: account,
                        state: number == 1 ? .filled : .denied,
                        at: Int64(number) * 60)),
                .audit(Sample.verdict(tag)), .attempt(Sample.attempt(tag, 1)), .fill(fill),
                .position(position), .notification(told), .control(Sample.control(account)),
            ]
        }
        // What no alert asked for, and what no account is about.
        rows.append(
            .audit(AuditRow(at: Sample.start, kind: "desk.started", subject: "desk", body: Array("{}".utf8))))
        try ledger.append(rows, at: Sample.start)
        return try LedgerReader(path: folder.ledger)
    }

    @Test(arguments: [LedgerList.alerts, .orders, .fills, .positions, .notifications])
    func `each list takes each option, and it filters`(list: LedgerList) throws {
        let reader = try reader()
        func count(_ filter: LedgerFilter) throws -> Int {
            var count = 0
            try reader.export([list], filter) { _, _ throws(LedgerFault) in count += 1 }
            return count
        }
        #expect(LedgerFilter.everything.unheeded(by: list).isEmpty)
        #expect(try count(LedgerFilter()) == 2)
        for account in [one, two] { #expect(try count(LedgerFilter(account: account)) == 1) }
        for source in ["orb", "vwap"] { #expect(try count(LedgerFilter(source: source)) == 1) }
        #expect(try count(LedgerFilter(account: one, source: "orb")) == 1)
        #expect(try count(LedgerFilter(account: one, source: "vwap")) == 0)
        #expect(try count(LedgerFilter(account: AccountName("nobody"))) == 0)
        #expect(try count(LedgerFilter(source: "nobody")) == 0)
        #expect(try count(LedgerFilter(since: Sample.time(120))) == 1)
        #expect(try count(LedgerFilter(until: Sample.time(120))) == 1)
        #expect(try count(LedgerFilter(limit: 1)) == 1)
        let states = try #require(list.states)
        #expect(try states.map { try count(LedgerFilter(state: $0)) }.reduce(0, +) == 2)
        #expect(try states.map { try count(LedgerFilter(state: $0)) }.max() == 1)
    }

    @Test(arguments: [("one", "orb", "filled"), ("two", "vwap", "denied")])
    func `an audit row is of the account and the source that it is about`(
        account: String, source: String, state: String
    ) throws {
        let reader = try reader()
        let name = AccountName(account)
        #expect(LedgerFilter.everything.unheeded(by: .audit).isEmpty)
        #expect(
            try reader.audit(LedgerFilter(account: name)).map(\.row.kind) == [
                "alert", "delivery", "order", "risk.verdict", "attempt", "fill", "position", "notification",
                "control",
            ])
        #expect(
            try reader.audit(LedgerFilter(source: source)).map(\.row.kind) == [
                "alert", "delivery", "order", "risk.verdict", "attempt", "fill", "notification",
            ])
        #expect(try reader.audit(LedgerFilter(account: name, source: source, limit: 2)).count == 2)
        #expect(try reader.audit(LedgerFilter(state: state)).map(\.row.kind) == ["order"])
        #expect(try reader.audit(LedgerFilter(state: "halted")).map(\.row.kind) == ["control", "control"])
        #expect(try reader.audit(LedgerFilter(account: AccountName("nobody"))).isEmpty)
        #expect(try reader.audit(LedgerFilter(source: "nobody")).isEmpty)
        #expect(
            try reader.audit(LedgerFilter(account: name, source: source == "orb" ? "vwap" : "orb")).isEmpty)
    }

    @Test func `what somebody made unreadable is of nobody, and hides nothing else`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(
            [
                .audit(AuditRow(at: Sample.start, kind: "odd", subject: "x", body: Array("{".utf8))),
                .order(Sample.order("a", account: "one")),
            ], at: Sample.start)
        let reader = try LedgerReader(path: folder.ledger)
        #expect(try reader.audit(LedgerFilter(account: one)).map(\.row.kind) == ["order"])
    }
}
