import Journey
import OwnThreads
import SQLite
import Testing
import Trading

@testable import Ledger

/// What a start reads is found by an index, and is as much as is open or of late, however long the ledger is.
@Suite(.ownThreads)
struct LedgerRestorePlanTests {
    /// What is read from end to end: indexes of what is not settled yet, a row for each contract of an account, and one
    /// for each thing that was ever stopped by a word.
    private static let whole = [
        "INDEX orders_unsettled", "INDEX positions_open", "INDEX locks_open", "INDEX notifications_pending",
        "SCAN holdings", "SCAN controls USING INDEX sqlite_autoindex_controls_1",
        // One for each month that a venue ever listed.
        "SCAN contracts USING INDEX sqlite_autoindex_contracts_1",
        // One for each account that ever had a floor.
        "SCAN floored",
    ]

    private let folder = TemporaryFolder()

    @Test func `every query of a start goes by an index, and by one of what is open or of late`() throws {
        try LedgerFile(path: folder.ledger).close()
        let session = try LedgerSession(folder.ledger)
        var fill = Sample.fill(7, tag: "ab-1")
        fill.trade.size = 1
        let alert = Sample.alert(1)
        try session.append(
            Sample.journey(1) + [
                .alert(alert), .order(Sample.order("ab-1", alert: alert.fingerprint, state: .working)),
                .attempt(Sample.attempt("ab-1", 1)), .fill(fill),
                .position(Sample.position(fill.trade.contract.text, 1)),
            ], at: Sample.start
        ) {}
        var asked: [String] = []
        session.preparing = { asked.append($0) }
        _ = try session.restore(oldestFill: Sample.time(-1))
        // All that a Desk's memory has a member for, and what belongs to open orders and positions.
        #expect(Set(asked).count >= 17)
        for sql in Set(asked) {
            let scans = try plan(of: sql, session).filter { $0.hasPrefix("SCAN") }
            for scan in scans {
                let isAllowed = Self.whole.contains { scan.hasSuffix($0) }
                #expect(isAllowed, "\(scan) in: \(sql)")
            }
        }
    }

    /// SQLite's own words, step by step.
    private func plan(of sql: String, _ session: LedgerSession) throws -> [String] {
        let statement = try Statement("EXPLAIN QUERY PLAN " + sql, on: session.connection)
        var steps: [String] = []
        while try statement.step() { steps.append(statement.text(at: 3)) }
        return steps
    }
}
