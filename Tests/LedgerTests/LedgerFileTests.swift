import Journey
import Testing
import Trading

@testable import Ledger

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
}
