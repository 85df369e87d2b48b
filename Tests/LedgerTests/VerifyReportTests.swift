import JSON
import Journey
import Testing
import Trading

@testable import Ledger

struct VerifyReportTests {
    private func finding(_ number: Int) -> LedgerFinding {
        LedgerFinding(kind: .changed, subject: "order ab-\(number)", what: "it differs")
    }

    @Test func `a sound ledger is told with its figures and its last hash`() throws {
        var report = VerifyReport()
        report.auditRows = 17
        report.rowsCompared = 12
        report.verdictsRecomputed = 3
        report.lastSeq = 17
        report.lastHash = String(repeating: "ab", count: 32)
        let json = try JSONDocument(report.json()).root
        #expect(json["sound"]?.bool == true)
        #expect(json["audit_rows"]?.int64 == 17)
        #expect(json["rows_compared"]?.int64 == 12)
        #expect(json["verdicts_recomputed"]?.int64 == 3)
        #expect(json["last_seq"]?.int64 == 17)
        #expect(json["last_hash"]?.string == report.lastHash)
        #expect(json["first"]?.isNull == true)
        #expect(json["findings"]?.elements.isEmpty == true)
    }

    @Test func `the first finding is named, and what is too much is counted`() throws {
        var report = VerifyReport()
        for number in 1...VerifyReport.findingsMax + 5 { report.add(finding(number)) }
        let json = try JSONDocument(report.json()).root
        #expect(json["sound"]?.bool == false)
        #expect(json["first"]?["subject"]?.string == "order ab-1")
        #expect(json["first"]?["kind"]?.string == "changed")
        #expect(json["findings"]?.elements.count == VerifyReport.findingsMax)
        #expect(json["findings_left_out"]?.int64 == 5)
        #expect(json["findings_count"]?.int64 == Int64(VerifyReport.findingsMax) + 5)
        #expect(report.findings.first?.description == "order ab-1: it differs")
    }

    @Test func `a rebuilt position is told with where it comes from`() throws {
        var position = RebuiltPosition(account: AccountName("combine-1"), contract: ContractID("NQ"))
        position.fromFills = 3
        position.adopted = -1
        position.recorded = 1
        let json = try JSONDocument(position.json()).root
        #expect(json["account"]?.string == "combine-1")
        #expect(json["contract"]?.string == "NQ")
        #expect(json["rebuilt"]?.int64 == 2)
        #expect(json["from_fills"]?.int64 == 3)
        #expect(json["adopted"]?.int64 == -1)
        #expect(json["recorded"]?.int64 == 1)
        #expect(json["agrees"]?.bool == false)
        #expect(json["settling"]?.bool == false)
    }
}
