import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerRetentionTests {
    private let folder = TemporaryFolder()

    /// Ten alerts, one second apart, each with its delivery.
    private func written() throws -> LedgerFile {
        let ledger = try LedgerFile(path: folder.ledger)
        for number in 1...10 as ClosedRange<UInt8> {
            try ledger.append(Sample.journey(number), at: Sample.time(Int64(number)))
        }
        return ledger
    }

    private func findings() throws -> [LedgerFinding] {
        try LedgerReader(path: folder.ledger).verify { _ in nil }.findings
    }

    @Test func `the oldest go in small steps, and the chain says which`() throws {
        let ledger = try written()
        let now = Sample.time(100)
        #expect(try ledger.dropDeliveries(before: Sample.time(6), limit: 3, at: now) == 3)
        #expect(try ledger.dropDeliveries(before: Sample.time(6), limit: 3, at: now) == 2)
        #expect(try ledger.dropDeliveries(before: Sample.time(6), limit: 3, at: now) == 0)
        let reader = try LedgerReader(path: folder.ledger)
        #expect(try reader.deliveries().map(\.id) == [6, 7, 8, 9, 10])
        #expect(try reader.alerts().count == 10)
        let told = try reader.audit().compactMap { DroppedDeliveries($0.row) }
        #expect(told.map(\.ids) == [1...3, 4...5])
        #expect(told.map(\.count) == [3, 2])
        let report = try reader.verify { _ in nil }
        #expect(report.isSound, "\(report.findings)")
        #expect(report.deliveriesDropped == 5)
    }

    @Test func `the newest delivery stays, so that no number comes twice`() throws {
        let ledger = try written()
        #expect(try ledger.dropDeliveries(before: Sample.time(999), limit: 500, at: Sample.time(100)) == 9)
        #expect(try ledger.restore(oldestFill: Sample.start).lastDelivery == 10)
        #expect(try findings().isEmpty)
    }

    @Test func `a delivery that went without a word is missing`() throws {
        let ledger = try written()
        #expect(try ledger.dropDeliveries(before: Sample.time(4), limit: 9, at: Sample.time(100)) == 3)
        try folder.run("DELETE FROM deliveries WHERE id = 4")
        #expect(try findings().map(\.subject) == ["delivery 4"])
    }

    @Test func `a delivery that is there though it was announced gone is found`() throws {
        let ledger = try written()
        #expect(try ledger.dropDeliveries(before: Sample.time(4), limit: 9, at: Sample.time(100)) == 3)
        try folder.run(
            """
            INSERT INTO deliveries SELECT 2, at, source, peer, body, outcome, status, alert, code, audit_seq,
              certificate_subject, certificate_fingerprint, signed_id, reason, remedy, fault_key, fault_line,
              fault_column
              FROM deliveries WHERE id = 5
            """)
        #expect(try findings().contains { $0.subject == "delivery 2" && $0.kind == .added })
    }

    @Test func `an announcement that does not tell what went is found, and covers nothing`() throws {
        let ledger = try written()
        let row = AuditRow(
            at: Sample.time(100), kind: DroppedDeliveries.kind, subject: DroppedDeliveries.subject,
            body: Array(#"{"first":1}"#.utf8))
        try ledger.append([.audit(row)], at: Sample.time(100))
        try folder.run("DELETE FROM deliveries WHERE id = 1")
        let findings = try findings()
        #expect(findings.map(\.kind) == [.missing, .unreadable])
        #expect(findings.map(\.subject) == ["delivery 1", "audit 61"])
    }

    @Test func `an announcement of more than went is found`() throws {
        let ledger = try written()
        let row = DroppedDeliveries(ids: 1...3, count: 4, before: Sample.time(9)).row(at: Sample.time(100))
        try ledger.append([.audit(row)], at: Sample.time(100))
        try folder.run("DELETE FROM deliveries WHERE id <= 3")
        #expect(try findings().map(\.subject) == ["deliveries 1 to 3"])
    }
}
