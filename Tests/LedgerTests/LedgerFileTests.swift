import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerFileTests {
    private let folder = TemporaryFolder()

    @Test func `what was appended is found and restored after reopening`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        let order = Sample.fullOrder("ab-1", alert: alert.fingerprint)
        try ledger.append([.alert(alert), .order(order)], at: Sample.start)
        try ledger.reopen()
        let found = try ledger.find(alert.key, at: Sample.start)
        #expect(found == KnownAlert(row: alert, verdicts: [Verdict(order)]))
        let memory = try ledger.restore(oldestFill: Sample.start)
        #expect(memory.orders == [order])
        #expect(memory.alerts == [alert])
    }

    @Test func `what was appended is there when another program opens the file later`() throws {
        let alert = Sample.alert(1)
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append([.alert(alert)], at: Sample.start)
        }
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(try ledger.find(alert.key, at: Sample.start)?.row == alert)
    }

    @Test func `a committed batch survives a program that ends without closing`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        let other = TemporaryFolder()
        for part in ["", "-wal"] {
            #expect(folder.copy(folder.ledger + part, to: other.ledger + part))
        }
        let recovered = try LedgerFile(path: other.ledger)
        #expect(try recovered.find(Sample.alert(1).key, at: Sample.start)?.row == Sample.alert(1))
    }

    @Test func `a row replaces the one with its key, and the audit keeps both`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let first = Sample.order("ab-1", state: .approved)
        let second = Sample.order("ab-1", state: .working)
        try ledger.append([.order(first)], at: Sample.time(1))
        try ledger.append([.order(second)], at: Sample.time(2))
        let reader = try LedgerReader(path: folder.ledger)
        #expect(try reader.orders() == [second])
        let audit = try reader.audit()
        #expect(audit.map(\.row) == [first.audited(at: Sample.time(1)), second.audited(at: Sample.time(2))])
        #expect(audit.map(\.seq) == [1, 2])
        #expect(audit.map(\.earlier) == [nil, 1])
    }

    @Test(arguments: OrderRow.table.columns.indices)
    func `a row replaces whatever differs, the columns that hardly ever change too`(column: Int) throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let alert = Sample.alert(1)
        let first = Sample.order("ab-1")
        var second = Sample.fullOrder("ab-1", alert: alert.fingerprint)
        second.createdAt = Sample.time(9)
        second.parent = OrderTag("ab-2")
        // The one column of the second order, and what the first has in all others.
        let values = zip(first.values, second.values).enumerated().map { $0 == column ? $1.1 : $1.0 }
        guard let mixed = try? OrderRow(values + [.int64(0)], in: "a row") else { return }
        try ledger.append([.alert(alert), .order(first), .order(mixed)], at: Sample.time(1))
        #expect(try LedgerReader(path: folder.ledger).orders() == [mixed])
    }

    @Test func `a row may replace another in the same batch`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let rows = [OrderState.approved, .sent, .working].map {
            LedgerRow.order(Sample.order("ab-1", state: $0))
        }
        try ledger.append(rows, at: Sample.start)
        let reader = try LedgerReader(path: folder.ledger)
        #expect(try reader.orders().map(\.state) == [.working])
        #expect(try reader.audit().map(\.earlier) == [nil, 1, 2])
    }

    @Test func `an audit row goes into the chain as it is`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let verdict = Sample.verdict("ab-1")
        try ledger.append([.audit(verdict)], at: Sample.time(99))
        #expect(try LedgerReader(path: folder.ledger).audit().map(\.row) == [verdict])
    }

    @Test func `a child may stand before its parent in a batch`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1).reversed(), at: Sample.start)
        #expect(try LedgerReader(path: folder.ledger).verify(recomputing: { _ in nil }).isSound)
    }

    @Test func `an empty batch writes nothing`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append([], at: Sample.start)
        #expect(try LedgerReader(path: folder.ledger).audit().isEmpty)
    }

    @Test(arguments: [
        LedgerRow.order(Sample.order("ab-2", alert: Sample.fingerprint(9))),
        .delivery(Sample.delivery(2, alert: Sample.fingerprint(9))),
        .attempt(Sample.attempt("ab-unknown", 1)),
        .fill(Sample.fill(2, tag: "ab-unknown")),
    ])
    func `a row that refers to nothing takes its whole batch with it`(orphan: LedgerRow) throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append([.order(Sample.order("ab-0"))], at: Sample.start)
        let error = #expect(throws: LedgerFault.self) {
            try ledger.append([.order(Sample.order("ab-1")), orphan], at: Sample.start)
        }
        #expect(error?.kind == .unavailable)
        try ledger.reopen()
        #expect(try ledger.restore(oldestFill: Sample.start).orders.map(\.tag.text) == ["ab-0"])
        #expect(try LedgerReader(path: folder.ledger).audit().count == 1)
    }

    @Test func `after a failed batch nothing is written until reopened`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(throws: LedgerFault.self) {
            try ledger.append([.attempt(Sample.attempt("ab-unknown", 1))], at: Sample.start)
        }
        let error = #expect(throws: LedgerFault.self) {
            try ledger.append([.order(Sample.order("ab-1"))], at: Sample.start)
        }
        #expect(error?.kind == .unavailable)
        try ledger.reopen()
        try ledger.append([.order(Sample.order("ab-1"))], at: Sample.start)
        #expect(try LedgerReader(path: folder.ledger).verify(recomputing: { _ in nil }).isSound)
    }

    @Test func `a full disk is unavailable, and the ledger goes on once there is room`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append([.order(Sample.order("ab-1"))], at: Sample.start)
        try ledger.limitPages(to: 1)
        var big = Sample.alert(1)
        big.canonical = Array(("\"" + String(repeating: "a", count: 60_000) + "\"").utf8)
        let error = #expect(throws: LedgerFault.self) {
            try ledger.append([.alert(big), .order(Sample.order("ab-2"))], at: Sample.start)
        }
        #expect(error?.kind == .unavailable)
        #expect(error?.description.contains(folder.ledger) == true)
        #expect(error?.description.contains("aaaa") == false)
        try ledger.reopen()
        #expect(try ledger.restore(oldestFill: Sample.start).orders.map(\.tag.text) == ["ab-1"])
        try ledger.append([.alert(big)], at: Sample.start)
        #expect(try ledger.find(big.key, at: Sample.start)?.row == big)
    }

    @Test func `after closing everything is unavailable`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        ledger.close()
        let calls: [() throws -> Void] = [
            { try ledger.append([.order(Sample.order("ab-1"))], at: Sample.start) },
            { _ = try ledger.find(Sample.fingerprint(1), at: Sample.start) },
            { _ = try ledger.restore(oldestFill: Sample.start) },
            { try ledger.reopen() },
        ]
        for call in calls {
            let error = #expect(throws: LedgerFault.self) { try call() }
            #expect(error?.kind == .unavailable)
        }
    }

    @Test func `closing leaves the whole ledger in one file`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        ledger.close()
        #expect(folder.names == ["ledger.db", "ledger.db.lock", "ledger.db.reserve"])
    }
}
