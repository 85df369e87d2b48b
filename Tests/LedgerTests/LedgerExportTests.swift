import JSON
import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerExportTests {
    private let folder = TemporaryFolder()

    private func written() throws -> LedgerFile {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.time(1))
        try ledger.append(Sample.journey(2), at: Sample.time(2))
        let rest: [LedgerRow] = [
            .position(Sample.position("A", 1)), .discrepancy(Sample.discrepancy(1)), .lock(Sample.lock(1)),
            .day(Sample.dayRow(0)), .order(Sample.fullOrder("ab-3", alert: Sample.fingerprint(1))),
            .attempt(Sample.change("ab-2", 2, by: Sample.fingerprint(1))),
            .notification(Sample.fullNotification(1)), .control(Sample.fullControl("orb")),
            .contract(try LedgerContractTests.row(volume: 3)),
        ]
        try ledger.append(rest, at: Sample.time(3))
        return ledger
    }

    private func names(_ object: JSONValue, _ prefix: String = "") -> [String] {
        object.members.flatMap { key, value in
            key == "times" && value.kind == .object ? names(value, "times.") : [prefix + key]
        }
    }

    @Test func `every member of every row has its column`() throws {
        _ = try written()
        var seen: Set<LedgerList> = []
        try LedgerReader(path: folder.ledger).export(LedgerList.allCases, LedgerFilter()) {
            list, json throws(LedgerFault) in
            seen.insert(list)
            let root = (try? JSONDocument(json))?.root
            let missing = root.map { names($0) }?.filter { !list.members.contains($0) } ?? ["unreadable"]
            #expect(missing.isEmpty, "\(list): \(missing)")
        }
        #expect(seen == Set(LedgerList.allCases))
    }

    @Test func `all tables are as of one moment, whatever is written meanwhile`() throws {
        let ledger = try written()
        let reader = try LedgerReader(path: folder.ledger)
        var counts: [LedgerList: Int] = [:]
        var isWritten = false
        try reader.export([.orders, .audit], LedgerFilter()) { list, _ throws(LedgerFault) in
            counts[list, default: 0] += 1
            guard !isWritten else { return }
            isWritten = true
            try ledger.append(Sample.journey(7), at: Sample.time(7))
        }
        #expect(counts == [.orders: 3, .audit: 21])
        #expect(try reader.orders().count == 4)
    }

    @Test func `a body that has enough ends it`() throws {
        _ = try written()
        var count = 0
        #expect(throws: LedgerFault.self) {
            try LedgerReader(path: folder.ledger).export([.audit], LedgerFilter()) {
                _, _ throws(LedgerFault) in
                count += 1
                if count == 2 { throw LedgerFault(.unavailable, "enough") }
            }
        }
        #expect(count == 2)
    }

    @Test(arguments: [("rejected", 2), ("denied", 1), ("open", 0)])
    func `attempts are filtered by their ending`(word: String, count: Int) throws {
        _ = try written()
        var found = 0
        try LedgerReader(path: folder.ledger).export([.attempts], LedgerFilter(state: word)) {
            _, _ throws(LedgerFault) in found += 1
        }
        #expect(found == count)
    }
}
