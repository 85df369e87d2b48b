import Journey
import Ledger
import OwnThreads
import Testing

@Suite(.ownThreads)
struct LedgerProbeTests {
    @Test func `a ledger is in use while it is open, and no look disturbs it`() throws {
        let folder = TemporaryFolder()
        let path = folder.ledger
        #expect(!LedgerProbe.isInUse(path: path))
        let ledger = try LedgerFile(path: path)
        #expect(LedgerProbe.isInUse(path: path))
        #expect(throws: LedgerFault.self) { try LedgerFile(path: path) }
        #expect(LedgerProbe.isInUse(path: path))
        ledger.close()
        #expect(!LedgerProbe.isInUse(path: path))
        let again = try LedgerFile(path: path)
        #expect(LedgerProbe.isInUse(path: path))
        again.close()
    }
}
