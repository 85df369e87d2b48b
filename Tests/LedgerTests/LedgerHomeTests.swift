import Glibc
import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerHomeTests {
    private let folder = TemporaryFolder()
    private let other = TemporaryFolder()
    private let oldest = Timestamp(microseconds: 0)

    /// Written once and closed.
    private func written() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        ledger.close()
    }

    private func isCopy(_ path: String) throws -> Bool {
        let ledger = try LedgerFile(path: path)
        defer { ledger.close() }
        return try ledger.restore(oldestFill: oldest).isCopy
    }

    @Test func `a ledger at home is no copy, neither anew nor reopened`() throws {
        #expect(try !isCopy(folder.ledger))
        try written()
        #expect(try !isCopy(folder.ledger))
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.reopen()
        #expect(try !ledger.restore(oldestFill: oldest).isCopy)
    }

    @Test func `a ledger that was only renamed is no copy`() throws {
        try written()
        #expect(rename(folder.ledger, folder.path + "/moved.db") == 0)
        #expect(try !isCopy(folder.path + "/moved.db"))
    }

    @Test func `a plain copy is one, until something is written that knew it`() throws {
        try written()
        #expect(folder.copy(folder.ledger, to: other.ledger))
        #expect(try isCopy(other.ledger))
        #expect(try isCopy(other.ledger))
        let unknowing = try LedgerFile(path: other.ledger)
        try unknowing.append([.position(Sample.position("A", 1))], at: Sample.time(1))
        unknowing.close()
        #expect(try isCopy(other.ledger))
        let ledger = try LedgerFile(path: other.ledger)
        #expect(try ledger.restore(oldestFill: oldest).isCopy)
        try ledger.append([.position(Sample.position("A", 2))], at: Sample.time(2))
        #expect(try !ledger.restore(oldestFill: oldest).isCopy)
        ledger.close()
        #expect(try !isCopy(other.ledger))
        #expect(try !isCopy(folder.ledger))
    }

    @Test func `what fails to be written leaves it a copy`() throws {
        try written()
        #expect(folder.copy(folder.ledger, to: other.ledger))
        let ledger = try LedgerFile(path: other.ledger)
        #expect(try ledger.restore(oldestFill: oldest).isCopy)
        #expect(throws: LedgerFault.self) {
            try ledger.append([.attempt(Sample.attempt("ab-nobody", 1))], at: Sample.time(1))
        }
        try ledger.reopen()
        #expect(try ledger.restore(oldestFill: oldest).isCopy)
    }

    @Test func `a backup is a copy even when it is written over the original`() throws {
        try written()
        let copy = folder.path + "/copy.db"
        _ = try LedgerBackup.take(of: folder.ledger, to: copy, at: Sample.start)
        #expect(try isCopy(copy))
        // As `cp copy.db ledger.db` does: the inode stays.
        #expect(truncate(folder.ledger, 0) == 0)
        for side in ["-wal", "-shm"] { unlink(folder.ledger + side) }
        let bytes = try #require(folder.bytes(of: copy))
        #expect(folder.overwrite(folder.ledger, at: 0, with: bytes))
        #expect(try isCopy(folder.ledger))
    }

    @Test func `a ledger of the version before has no home yet and is no copy`() throws {
        try written()
        try folder.run(
            """
            \(TemporaryFolder.dropVersionFive)
            DROP TABLE notifications;
            DROP TABLE marks;
            DROP TABLE holdings;
            \(TemporaryFolder.heldTriggers.map { "DROP TRIGGER \($0);" }.joined(separator: " "))
            DROP INDEX orders_given_up;
            DROP INDEX alerts_scheduled;
            ALTER TABLE days DROP COLUMN opening_balance;
            PRAGMA user_version = 2;
            """)
        #expect(try !isCopy(folder.ledger))
    }
}
