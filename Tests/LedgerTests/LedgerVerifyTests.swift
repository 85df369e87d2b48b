import Crypto
import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerVerifyTests {
    private let folder = TemporaryFolder()

    /// Two journeys of six links each, and eight links of other kinds: 20 in all.
    private func written() throws -> LedgerReader {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.time(1))
        try ledger.append(Sample.journey(2), at: Sample.time(2))
        var refused = Sample.delivery(3, outcome: .refused)
        refused.certificateSubject = "CN=a"
        refused.certificateFingerprint = String(repeating: "0a", count: 32)
        refused.signedID = "msg_1"
        refused.code = "STALE"
        refused.refusal = Sample.refusal
        let rest: [LedgerRow] = [
            .position(Sample.position("A", 1)), .discrepancy(Sample.discrepancy(1)), .lock(Sample.lock(1)),
            .day(
                DayRow(
                    account: AccountName("combine-1"), day: Sample.day(0),
                    openingBalance: Money(tenThousandths: 500_000_000), openingReadAt: Sample.time(3),
                    floor: Sample.dayFloor)),
            .lock(Sample.lock(2, isCleared: true)), .delivery(refused),
            .order(Sample.fullOrder("ab-3", alert: Sample.fingerprint(1))),
            .attempt(Sample.change("ab-2", 2, by: Sample.fingerprint(1))),
        ]
        try ledger.append(rest, at: Sample.time(3))
        ledger.close()
        return try LedgerReader(path: folder.ledger)
    }

    private func findings(after sql: String) throws -> [LedgerFinding] {
        let reader = try written()
        try folder.tamper(sql)
        return try reader.verify { _ in nil }.findings
    }

    @Test func `a ledger as written is sound`() throws {
        let report = try written().verify { _ in nil }
        #expect(report.isSound)
        #expect(report.auditRows == 20)
        #expect(report.rowsCompared == 18)
        #expect(report.verdictsRecomputed == 2)
        #expect(report.lastSeq == 20)
        #expect(report.lastHash.count == 64)
    }

    @Test func `an empty ledger is sound`() throws {
        try LedgerFile(path: folder.ledger).close()
        let report = try LedgerReader(path: folder.ledger).verify { _ in nil }
        #expect(report.isSound)
        #expect(report.lastSeq == 0)
    }

    @Test(arguments: [
        ("UPDATE audit SET body = x'7b7d' WHERE seq = 4", "audit 4", "content"),
        ("UPDATE audit SET at = at + 1 WHERE seq = 1", "audit 1", "content"),
        ("UPDATE audit SET kind = kind || 'x' WHERE seq = 4", "audit 4", "content"),
        ("UPDATE audit SET subject = subject || 'x' WHERE seq = 10", "audit 10", "content"),
        ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 4", "audit 4", "content"),
        ("UPDATE audit SET prev_hash = zeroblob(32) WHERE seq = 4", "audit 4", "hash of row 3"),
        ("DELETE FROM audit WHERE seq = 4", "audit 5", "row 4 is missing"),
        ("DELETE FROM audit WHERE seq = 1", "audit 2", "row 1 is missing"),
        ("UPDATE audit SET seq = 0 WHERE seq = 1", "audit 0", "row 1 is missing"),
    ])
    func `a row of the audit that was edited or taken out is named`(
        sql: String, subject: String, what: String
    ) throws {
        let first = try findings(after: sql).first { $0.kind == .chain }
        #expect(first?.subject == subject)
        #expect(first?.what.contains(what) == true)
    }

    @Test func `only the first break of the chain is reported`() throws {
        let all = try findings(after: "UPDATE audit SET body = x'7b7d' WHERE seq IN (4, 10, 16)")
        #expect(all.filter { $0.kind == .chain }.map(\.subject) == ["audit 4"])
    }

    @Test func `two rows of the audit that changed places are found`() throws {
        let all = try findings(
            after: """
                UPDATE audit SET seq = -1 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 10;
                UPDATE audit SET seq = 10 WHERE seq = -1
                """)
        #expect(all.first { $0.kind == .chain }?.subject == "audit 4")
    }

    @Test func `a row put into the audit is found`() throws {
        let all = try findings(
            after: """
                UPDATE audit SET seq = seq + 100 WHERE seq >= 4;
                UPDATE audit SET seq = seq - 99 WHERE seq > 100;
                INSERT INTO audit SELECT 4, at, kind, subject, body, prev_hash, hash, earlier FROM audit
                  WHERE seq = 5
                """)
        #expect(all.first { $0.kind == .chain }?.subject == "audit 5")
    }

    @Test func `a row added at the end is found, though it names the hash before it`() throws {
        let all = try findings(
            after: """
                INSERT INTO audit SELECT 21, at, 'x', 'y', body, hash, hash, NULL FROM audit WHERE seq = 20
                """)
        #expect(all.map(\.subject) == ["audit 21"])
    }

    @Test func `cutting off the end is found by the rows it leaves behind`() throws {
        let all = try findings(after: "DELETE FROM audit WHERE seq = 20")
        #expect(all.map(\.kind) == [.added])
        #expect(all.map(\.subject) == ["attempt ab-2/2"])
    }

    @Test(arguments: [
        ("UPDATE orders SET size = 9 WHERE tag = 'ab-1'", "order ab-1"),
        ("UPDATE fills SET profit = profit + 1 WHERE trade = 2", "fill combine-1/2"),
        (
            "UPDATE alerts SET canonical = x'7b7d' WHERE source = 'orb' AND ticker = 'NQ1!' AND rowid = 1",
            "alert"
        ),
        ("UPDATE attempts SET code = NULL WHERE tag = 'ab-2' AND number = 1", "attempt ab-2/1"),
        ("UPDATE positions SET signed_size = 2", "position combine-1/A"),
        ("UPDATE deliveries SET peer = 'x' WHERE id = 1", "delivery 1"),
        ("UPDATE locks SET cleared_at = 1 WHERE id = 1", "lock 1"),
        ("UPDATE days SET profit = 1", "day combine-1/"),
        ("UPDATE discrepancies SET done = ''", "discrepancy 1"),
    ])
    func `a row that was edited is named`(sql: String, subject: String) throws {
        let all = try findings(after: sql)
        #expect(all.map(\.kind) == [.changed])
        #expect(all.first?.subject.hasPrefix(subject) == true)
    }

    @Test(arguments: [
        ("UPDATE fills SET is_voided = 2 WHERE trade = 1", "fill combine-1/1", "is_voided"),
        ("UPDATE days SET day = 99999999", "day combine-1/99999999", "day"),
        (
            "UPDATE alerts SET key = x'00' WHERE hex(fingerprint) LIKE '01%'",
            "alert \(Sample.fingerprint(1))", "key"
        ),
        ("UPDATE orders SET state = 'nowhere' WHERE tag = 'ab-1'", "order ab-1", "state"),
    ])
    func `a value that cannot be right is named with its column`(
        sql: String, subject: String, column: String
    ) throws {
        let found = try #require(try findings(after: sql).first { $0.kind == .unreadable })
        #expect(found.subject == subject)
        #expect(found.what.contains("column \(column) of a row"), "\(found.what)")
    }

    @Test(arguments: [2, 3])
    func `an audit row that does not tell whose version it is is named`(seq: Int) throws {
        let found = try findings(after: "UPDATE audit SET body = x'7b7d' WHERE seq = \(seq)")
        #expect(
            found.contains { $0.kind == .unreadable && $0.what.contains("audit row \(seq) does not tell") })
    }

    @Test(arguments: [
        ("DELETE FROM fills WHERE trade = 1", "fill combine-1/1"),
        ("DELETE FROM deliveries WHERE id = 2", "delivery 2"),
        ("DELETE FROM attempts WHERE tag = 'ab-1'", "attempt ab-1/1"),
        ("DELETE FROM positions", "position combine-1/A"), ("DELETE FROM locks WHERE id = 1", "lock 1"),
        ("DELETE FROM days", "day combine-1/"), ("DELETE FROM discrepancies", "discrepancy 1"),
        ("DELETE FROM orders WHERE tag = 'ab-3'", "order ab-3"),
    ])
    func `a row that was deleted is named`(sql: String, subject: String) throws {
        let all = try findings(after: sql)
        #expect(all.map(\.kind) == [.missing])
        #expect(all.first?.subject.hasPrefix(subject) == true)
    }

    @Test func `a row that others refer to is missed by them too`() throws {
        let all = try findings(after: "DELETE FROM orders WHERE tag = 'ab-1'")
        #expect(all.contains { $0.kind == .missing && $0.subject == "order ab-1" })
        #expect(all.filter { $0.kind == .foreignKey }.count == 2)
    }

    @Test func `a row that nobody wrote is named`() throws {
        let all = try findings(
            after: """
                INSERT INTO fills SELECT account, 99, contract, venue_order, at, price, side, size, profit,
                  fees, commissions, is_voided, tag, day, audit_seq FROM fills WHERE trade = 1
                """)
        #expect(all.map(\.kind) == [.added])
        #expect(all.map(\.subject) == ["fill combine-1/99"])
    }

    @Test func `a row set back to an older version is named`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append([.position(Sample.position("A", 1))], at: Sample.start)
        try ledger.append([.position(Sample.position("A", 2))], at: Sample.start)
        try folder.run("UPDATE positions SET signed_size = 1, audit_seq = 1")
        let all = try LedgerReader(path: folder.ledger).verify { _ in nil }.findings
        #expect(all.map(\.kind) == [.changed])
        #expect(all.map(\.subject) == ["position combine-1/A"])
    }

    @Test(arguments: [
        DeliveryRow.table, AlertRow.table, OrderRow.table, AttemptRow.table, FillRow.table,
        PositionRow.table, DiscrepancyRow.table, LockRow.table, DayRow.table,
    ])
    func `no column of any table can be edited unseen`(table: LedgerTable) throws {
        _ = try written()
        for column in table.columns + ["audit_seq"] {
            let copy = TemporaryFolder()
            #expect(folder.copy(folder.ledger, to: copy.ledger))
            // Another value of the same type.
            let edit = """
                CASE typeof(\(column))
                WHEN 'integer' THEN iif(\(column) IN (0, 1), 1 - \(column), \(column) + 1)
                WHEN 'text' THEN \(column) || 'x'
                ELSE CAST(substr(\(column), 1, length(\(column)) - 1) || x'41' AS BLOB) END
                """
            let changed = try copy.tamper(
                """
                PRAGMA foreign_keys = OFF;
                UPDATE \(table.name) SET \(column) = \(edit)
                  WHERE rowid = (SELECT max(rowid) FROM \(table.name) WHERE \(column) IS NOT NULL)
                """)
            #expect(changed == 1, "no sample sets \(table.name).\(column)")
            let report = try LedgerReader(path: copy.ledger).verify { _ in nil }
            #expect(!report.isSound, "\(table.name).\(column)")
        }
    }

    @Test func `a verdict that does not follow is a finding`() throws {
        var seen: [String] = []
        let report = try written().verify { row in
            seen.append(row.subject)
            return row.subject == "ab-2" ? "the gate denies it" : nil
        }
        #expect(seen == ["ab-1", "ab-2"])
        #expect(report.findings.map(\.kind) == [.verdict])
        #expect(report.findings.first?.what.contains("the gate denies it") == true)
    }

    @Test func `an index that lost an entry is found by SQLite's own check`() throws {
        let all = try findings(
            after: """
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = 'CREATE INDEX fills_at ON fills (price)'
                  WHERE name = 'fills_at'
                """)
        #expect(all.contains { $0.kind == .integrity })
    }

    @Test func `a page that was overwritten is a finding and no crash`() throws {
        _ = try written()
        let pages = try folder.count("PRAGMA page_count")
        var unsound = 0
        for page in 1..<pages {
            let other = TemporaryFolder()
            #expect(folder.copy(folder.ledger, to: other.ledger))
            #expect(
                other.overwrite(
                    other.ledger, at: Int(page) * 4_096, with: [UInt8](repeating: 0xa5, count: 64)))
            do {
                if try !LedgerReader(path: other.ledger).verify(recomputing: { _ in nil }).isSound {
                    unsound += 1
                }
            } catch {
                #expect(error.kind == .damaged)
                unsound += 1
            }
        }
        #expect(unsound == pages - 1)
    }

    @Test func `findings past the bound are counted`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let rows = (1...(VerifyReport.findingsMax + 7)).map {
            LedgerRow.discrepancy(Sample.discrepancy(Int64($0)))
        }
        try ledger.append(rows, at: Sample.start)
        try folder.run("UPDATE discrepancies SET done = 'nothing'")
        let report = try LedgerReader(path: folder.ledger).verify { _ in nil }
        #expect(report.findings.count == VerifyReport.findingsMax)
        #expect(report.findingsLeftOut == 7)
    }

    @Test func `the hash is that of the length-prefixed fields`() {
        let row = AuditRow(at: Timestamp(microseconds: 258), kind: "k", subject: "", body: [0x7b, 0x7d])
        let eight: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 8]
        let encoded: [UInt8] =
            eight + [0, 0, 0, 0, 0, 0, 0, 1] + eight + [0, 0, 0, 0, 0, 0, 1, 2]
            + [0, 0, 0, 0, 0, 0, 0, 1] + Array("k".utf8) + [0, 0, 0, 0, 0, 0, 0, 0]
            + [0, 0, 0, 0, 0, 0, 0, 2] + [0x7b, 0x7d]
            + [0, 0, 0, 0, 0, 0, 0, 32] + [UInt8](repeating: 0, count: 32)
        var chain = AuditChain.start
        #expect(chain.link(row, earlier: nil).hash == SHA256.hash(encoded))
    }
}
