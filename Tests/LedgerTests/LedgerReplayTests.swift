import Crypto
import JSON
import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerReplayTests {
    private let folder = TemporaryFolder()

    private func digest(_ bytes: [UInt8]) -> Fingerprint {
        Fingerprint(SHA256.hash(bytes)) ?? Sample.fingerprint(0)
    }

    private func replayed(
        _ reader: LedgerReader, from: Timestamp = Sample.start, until: Timestamp = Sample.time(3_600),
        verdict: ReplayFinding.Change? = nil
    ) throws -> (report: ReplayReport, findings: [ReplayFinding]) {
        let secret = try #require(SharedSecret("0123456789abcdef0123456789abcdef"))
        let replay = DeliveryReplay(secret: secret) { Fingerprint(SHA256.hash($0)) ?? Sample.fingerprint(0) }
        var findings: [ReplayFinding] = []
        let report = try reader.replay(
            from: from, until: until, deliveries: replay, rechecking: { _ in verdict }
        ) {
            finding throws(LedgerFault) in findings.append(finding)
        }
        return (report, findings)
    }

    /// An alert as the present code takes it, and a repeat of it five seconds later.
    private func written() throws -> LedgerReader {
        let body = Array(#"{"action":"buy","ticker":"NQ1!","size":1,"secret":"***"}"#.utf8)
        let secret = try #require(SharedSecret("0123456789abcdef0123456789abcdef"))
        let source = Source(name: "orb", secret: secret)
        let alert = try AlertReader.read(try AlertReader.open(body), from: source)
        let came = Sample.time(10)
        let identity = AlertIdentity(of: alert, receivedAt: came, sha256: digest)
        let row = AlertRow(
            fingerprint: identity.fingerprint, key: identity.key,
            keyUntil: came.advanced(by: identity.window),
            source: "orb", dialect: alert.dialect, strategy: alert.strategy, ticker: alert.symbol.description,
            action: alert.action.rawValue, canonical: alert.canonical, receivedAt: came)
        func delivery(_ id: Int64, _ seconds: Int64, _ outcome: DeliveryRow.Outcome) -> LedgerRow {
            .delivery(
                DeliveryRow(
                    id: id, at: Sample.time(seconds), source: "orb", peer: "::1", body: body,
                    outcome: outcome,
                    status: 200, alert: row.fingerprint))
        }
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append([.alert(row), delivery(1, 10, .accepted)], at: Sample.time(10))
        try ledger.append([delivery(2, 15, .duplicate)], at: Sample.time(15))
        ledger.close()
        return try LedgerReader(path: folder.ledger)
    }

    @Test func `what the present code decided comes out the same, deleted or not`() throws {
        let (report, findings) = try replayed(try written())
        #expect(report.deliveries == 2)
        #expect(findings.isEmpty, "\(findings)")
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(try ledger.dropDeliveries(before: Sample.time(99), limit: 9, at: Sample.time(7_200)) == 1)
        #expect(try replayed(try LedgerReader(path: folder.ledger)).report.deliveries == 2)
    }

    @Test func `a delivery that would be read otherwise is a difference`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.time(1))
        let (report, findings) = try replayed(try LedgerReader(path: folder.ledger))
        #expect(report.differences == 1)
        #expect(findings.map(\.subject) == ["delivery 1"])
        #expect(findings.first?.now.hasPrefix("refused") == true)
    }

    @Test func `what cannot be decided again is counted, and what tells nothing is a difference`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        var stranger = Sample.delivery(1, outcome: .unauthorized)
        stranger.body = []
        let empty = AuditRow(
            at: Sample.time(2), kind: DeliveryRow.recordKind, subject: "2", body: Array("{}".utf8))
        try ledger.append([.delivery(stranger), .audit(empty)], at: Sample.time(1))
        let (report, findings) = try replayed(try LedgerReader(path: folder.ledger))
        let told = JSONWriter.write { writer in writer.object { report.writeMembers(to: &$0) } }
        #expect(
            String(decoding: told, as: UTF8.self)
                == #"{"deliveries":2,"verdicts":0,"not_replayed":1,"differences":1}"#)
        #expect(report.notReplayed.keys.first?.contains("not believed") == true)
        let finding = try #require(findings.first)
        let line = JSONWriter.write { writer in writer.object { finding.writeMembers(to: &$0) } }
        let members = try JSONDocument(line).root
        #expect(members["seq"]?.int64 == 2)
        #expect(members["subject"]?.string == "delivery 2")
        #expect(members["before"]?.string == "recorded")
        #expect(members["now"]?.string == "unreadable")
        #expect(members["why"]?.string == "the audit row tells no delivery")
        #expect(members["at"]?.string.flatMap { Timestamp($0) } == Sample.time(2))
    }

    @Test func `an empty ledger has nothing to decide again`() throws {
        try LedgerFile(path: folder.ledger).close()
        #expect(try replayed(try LedgerReader(path: folder.ledger)).report == ReplayReport())
    }

    @Test func `a verdict that comes out otherwise is a difference`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append([.audit(Sample.verdict("ab-1"))], at: Sample.start)
        let change = ReplayFinding.Change(before: "approved", now: "denied", why: "so")
        let (report, findings) = try replayed(try LedgerReader(path: folder.ledger), verdict: change)
        #expect(report.verdicts == 1)
        #expect(findings.map(\.subject) == ["verdict ab-1"])
    }

    @Test(
        arguments: [(0, 10, 0), (10, 11, 1), (10, 16, 2), (11, 16, 1), (16, 99, 0)] as [(Int64, Int64, Int64)]
    )
    func `only what was written in the span is decided again`(from: Int64, until: Int64, count: Int64) throws
    {
        let reader = try written()
        let report = try replayed(reader, from: Sample.time(from), until: Sample.time(until)).report
        #expect(report.deliveries == count)
    }
}
