import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerRebuildTests {
    private let folder = TemporaryFolder()
    private let contract = "CON.F.US.MNQ.Z26"

    private func fill(_ id: Int64, _ side: Side, _ size: Int64, isVoided: Bool = false) -> LedgerRow {
        var row = Sample.fill(id, tag: nil)
        row.trade.side = side
        row.trade.size = size
        row.trade.isVoided = isVoided
        return .fill(row)
    }

    private func adoption(_ id: Int64, ours: String, theirs: String) -> LedgerRow {
        var row = Sample.discrepancy(id)
        row.kind = "unexplained_position"
        row.account = AccountName("combine-1")
        row.subject = contract
        row.ours = ours
        row.theirs = theirs
        return .discrepancy(row)
    }

    private func day(_ fills: Int64) -> LedgerRow {
        var row = Sample.dayRow(0)
        row.trades = fills
        row.profit = Money(tenThousandths: -156_250 * fills)
        row.fees = Money(tenThousandths: 3_700 * fills)
        row.commissions = Money(tenThousandths: 2_500 * fills)
        return .day(row)
    }

    /// Writes the rows, and ten minutes later something that settles them.
    private func written(_ rows: [LedgerRow], restless: Bool = false) throws -> LedgerReader {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(rows, at: Sample.start)
        if !restless { try ledger.append([.lock(Sample.lock(1))], at: Sample.time(600)) }
        ledger.close()
        return try LedgerReader(path: folder.ledger)
    }

    @Test func `fills that were not voided and adoptions make the position`() throws {
        let reader = try written([
            adoption(1, ours: "0", theirs: "-1"), fill(1, .buy, 3), fill(2, .sell, 1),
            fill(3, .buy, 5, isVoided: true), fill(3, .buy, 5, isVoided: true), day(2),
            adoption(2, ours: "1", theirs: "4"), .position(Sample.position(contract, 4)),
        ])
        let rebuilt = try reader.rebuiltPositions()
        #expect(rebuilt.map(\.fromFills) == [2])
        #expect(rebuilt.map(\.adopted) == [2])
        #expect(rebuilt.map(\.recorded) == [4])
        #expect(rebuilt.map(\.agrees) == [true])
        let report = try reader.verify { _ in nil }
        #expect(report.isSound, "\(report.findings)")
    }

    @Test func `a position that its rows do not make is named with account and contract`() throws {
        let reader = try written([fill(1, .buy, 3), day(1), .position(Sample.position(contract, 2))])
        #expect(try reader.rebuiltPositions().map(\.agrees) == [false])
        let findings = try reader.verify { _ in nil }.findings
        #expect(findings.map(\.kind) == [.position])
        #expect(findings.first?.subject == "position combine-1/\(contract)")
        #expect(findings.first?.what.contains("make 3") == true)
    }

    @Test func `what is flat again is left out, and an adoption alone is shown`() throws {
        let reader = try written([
            fill(1, .buy, 1), fill(2, .sell, 1), day(2), .position(Sample.position(contract, 0)),
        ])
        #expect(try reader.rebuiltPositions().isEmpty)
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append([adoption(1, ours: "0", theirs: "-1")], at: Sample.time(700))
        let shown = try #require(try reader.rebuiltPositions().first)
        #expect(
            String(decoding: shown.json(), as: UTF8.self)
                == #"{"account":"combine-1","contract":"CON.F.US.MNQ.Z26","rebuilt":-1,"from_fills":0,"#
                + #""adopted":-1,"recorded":0,"agrees":false,"settling":true}"#)
    }

    @Test func `fills of a day that has no totals are named`() throws {
        let reader = try written([fill(1, .buy, 1), .position(Sample.position(contract, 1))])
        let finding = try #require(try reader.verify { _ in nil }.findings.first)
        #expect(finding.kind == .total)
        #expect(finding.what.hasPrefix("the table says 0 trades") && finding.what.contains("make 1 trades"))
    }

    @Test(arguments: ["9223372036854775807", "4611686018427387904"])
    func `sums beyond 64 bits are refused with their batch, and no crash`(theirs: String) throws {
        let ledger = try LedgerFile(path: folder.ledger)
        var huge = Sample.fill(1, tag: nil)
        (huge.trade.side, huge.trade.size, huge.trade.isVoided) = (.buy, 1 << 62, false)
        let fault = #expect(throws: LedgerFault.self) {
            try ledger.append([.fill(huge), adoption(1, ours: "-1", theirs: theirs)], at: Sample.start)
        }
        #expect(fault?.cause == .rows)
        try ledger.reopen()
        #expect(try ledger.restore(oldestFill: Sample.start).holdings.isEmpty)
    }

    @Test func `a position that nothing but its own row tells of is named`() throws {
        let reader = try written([.position(Sample.position(contract, -2))])
        #expect(try reader.verify { _ in nil }.findings.map(\.kind) == [.position])
    }

    @Test func `fills without a position row are named`() throws {
        let reader = try written([fill(1, .buy, 3), day(1)])
        #expect(try reader.verify { _ in nil }.findings.map(\.kind) == [.position])
    }

    @Test func `a change of a moment ago may still wait for its other half`() throws {
        let reader = try written([fill(1, .buy, 3), day(1)], restless: true)
        let report = try reader.verify { _ in nil }
        #expect(report.isSound)
        #expect(report.positionsSettling == 1)
        #expect(try reader.rebuiltPositions().map(\.isSettling) == [true])
    }

    @Test func `totals of a day that its fills do not make are named`() throws {
        let reader = try written([
            fill(1, .buy, 1), fill(2, .sell, 1, isVoided: true), day(2),
            .position(Sample.position(contract, 1)),
        ])
        let findings = try reader.verify { _ in nil }.findings
        #expect(findings.map(\.kind) == [.total])
        #expect(findings.first?.subject.hasPrefix("day combine-1/") == true)
    }

    @Test func `an adoption that is no number is named`() throws {
        let reader = try written([adoption(1, ours: "flat", theirs: "2")])
        #expect(try reader.verify { _ in nil }.findings.map(\.subject) == ["discrepancy 1"])
    }
}
