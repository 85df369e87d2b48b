import Glibc
import Journey
import OwnThreads
import SQLite
import Testing
import Trading

@testable import Ledger

@Suite(.ownThreads)
struct LedgerOpeningTests {
    private let folder = TemporaryFolder()

    private func refusal() -> LedgerFault? {
        #expect(throws: LedgerFault.self) { _ = try LedgerFile(path: folder.ledger) }
    }

    @Test func `a second opener is refused with the file's name and the holder`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let fault = refusal()
        #expect(fault?.kind == .inUse)
        #expect(fault?.description.contains(folder.ledger) == true)
        #expect(fault?.description.contains("process \(getpid())") == true)
        try ledger.reopen()
        #expect(refusal()?.kind == .inUse)
        ledger.close()
        #expect(throws: Never.self) { _ = try LedgerFile(path: folder.ledger) }
    }

    @Test func `one who holds it without leaving a number is another process`() throws {
        let holder = open(folder.ledger + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        #expect(flock(holder, LOCK_EX | LOCK_NB) == 0)
        let fault = refusal()
        #expect(fault?.kind == .inUse)
        #expect(fault?.description.contains("in use by another process") == true)
        close(holder)
        #expect(throws: Never.self) { _ = try LedgerFile(path: folder.ledger) }
    }

    @Test func `another program's lock inside the file fails a write, and says what to do`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let other = try Connection(path: folder.ledger, access: .readWrite)
        try other.execute("BEGIN IMMEDIATE")
        let fault = #expect(throws: LedgerFault.self) {
            try ledger.append([.order(Sample.order("ab-1"))], at: Sample.start)
        }
        #expect(fault?.kind == .unavailable)
        #expect(fault?.description.contains("end whatever program holds a lock on the file") == true)
        other.rollBack()
        try ledger.reopen()
        try ledger.append([.order(Sample.order("ab-1"))], at: Sample.start)
    }

    @Test func `an empty file is no ledger that may be begun anew`() throws {
        let made = open(folder.ledger, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        close(made)
        let fault = refusal()
        #expect(fault?.kind == .damaged)
        #expect(fault?.description.contains("it is empty, and no ledger ever is") == true)
        #expect(folder.bytes(of: folder.ledger) == [])
    }

    @Test func `a link is refused: its logs would lie elsewhere, and its lock would be another`() throws {
        let real = folder.path + "/real.db"
        let ledger = try LedgerFile(path: real)
        #expect(symlink(real, folder.ledger) == 0)
        let fault = refusal()
        #expect(fault?.kind == .unavailable)
        #expect(fault?.description.contains("not a link but what it leads to") == true)
        try ledger.append([.order(Sample.order("ab-1"))], at: Sample.start)
    }

    @Test func `a log without its ledger is refused, and stays as it is`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        let other = TemporaryFolder()
        #expect(folder.copy(folder.ledger + "-wal", to: other.ledger + "-wal"))
        let before = other.bytes(of: other.ledger + "-wal")
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerFile(path: other.ledger) }
        #expect(fault?.kind == .damaged)
        #expect(
            fault?.description.contains("\(other.ledger)-wal is there, and the ledger itself is not") == true)
        #expect(other.bytes(of: other.ledger + "-wal") == before)
        #expect(other.names == ["ledger.db-wal", "ledger.db.lock"])
    }

    private func rename(_ file: String, to other: String) { #expect(Glibc.rename(file, other) == 0) }

    /// A second later: what stands under the name is not looked at more often.
    private func append(_ second: Int64, to ledger: LedgerFile) throws {
        try ledger.append(
            [.order(Sample.order("ab-\(second)"))], at: Sample.start.advanced(by: .seconds(2 * second)))
    }

    @Test func `a ledger that is moved away takes nothing more until it is back`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try append(1, to: ledger)
        rename(folder.ledger, to: folder.path + "/away.db")
        let fault = #expect(throws: LedgerFault.self) { try append(2, to: ledger) }
        #expect(fault?.kind == .unavailable)
        #expect(fault?.description.contains("ledger \(folder.ledger): it, or its log, was moved") == true)
        #expect(throws: LedgerFault.self) { try ledger.reopen() }
        rename(folder.path + "/away.db", to: folder.ledger)
        try ledger.reopen()
        try append(3, to: ledger)
        #expect(try LedgerReader(path: folder.ledger).orders().map(\.tag.text) == ["ab-1", "ab-3"])
    }

    @Test func `a ledger that is removed with its logs takes nothing more`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try append(1, to: ledger)
        for part in ["", "-wal", "-shm"] { #expect(unlink(folder.ledger + part) == 0) }
        #expect(throws: LedgerFault.self) { try append(2, to: ledger) }
        #expect(throws: LedgerFault.self) { try ledger.reopen() }
        #expect(!folder.names.contains("ledger.db"))
    }

    @Test func `another file in its place is not written into unless it holds what was written`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let other = TemporaryFolder()
        try LedgerFile(path: other.ledger).close()
        try append(1, to: ledger)
        for part in ["", "-wal", "-shm"] { #expect(unlink(folder.ledger + part) == 0) }
        #expect(other.copy(other.ledger, to: folder.ledger))
        #expect(throws: LedgerFault.self) { try append(2, to: ledger) }
        let fault = #expect(throws: LedgerFault.self) { try ledger.reopen() }
        #expect(fault?.kind == .damaged)
    }

    @Test func `a log that is removed costs nothing that was written`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try append(1, to: ledger)
        #expect(unlink(folder.ledger + "-wal") == 0)
        #expect(throws: LedgerFault.self) { try append(2, to: ledger) }
        try ledger.reopen()
        try append(3, to: ledger)
        #expect(try LedgerReader(path: folder.ledger).orders().map(\.tag.text) == ["ab-1", "ab-3"])
    }

    @Test func `a link whose disk is not there is not replaced by a new ledger`() throws {
        let real = folder.path + "/mount/ledger.db"
        #expect(symlink(real, folder.ledger) == 0)
        #expect(refusal()?.kind == .unavailable)
        var status = stat()
        #expect(lstat(folder.ledger, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func `nobody but the owner can read any of its files, whatever the umask`() throws {
        let usual = umask(0)
        defer { umask(usual) }
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        #expect(
            folder.names == [
                "ledger.db", "ledger.db-shm", "ledger.db-wal", "ledger.db.lock", "ledger.db.reserve",
            ])
        for name in folder.names { #expect(folder.mode(of: folder.path + "/" + name) == 0o600, "\(name)") }
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o610, 0o601] as [mode_t])
    func `a ledger that others can touch is refused and left as it is`(mode: mode_t) throws {
        try LedgerFile(path: folder.ledger).close()
        chmod(folder.ledger, mode)
        let fault = refusal()
        #expect(fault?.kind == .unavailable)
        #expect(fault?.description.contains("chmod 600 \(folder.ledger)") == true)
        #expect(folder.mode(of: folder.ledger) == mode)
        chmod(folder.ledger, 0o600)
        #expect(throws: Never.self) { _ = try LedgerFile(path: folder.ledger) }
    }

    @Test func `a side file that others can read is refused too`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        let other = TemporaryFolder()
        for part in ["", "-wal"] { #expect(folder.copy(folder.ledger + part, to: other.ledger + part)) }
        chmod(other.ledger + "-wal", 0o640)
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerFile(path: other.ledger) }
        #expect(fault?.kind == .unavailable)
        #expect(fault?.description.contains("chmod 600 \(other.ledger)-wal") == true)
    }

    @Test func `a folder that does not exist is named`() {
        let fault = #expect(throws: LedgerFault.self) {
            _ = try LedgerFile(path: folder.path + "/missing/ledger.db")
        }
        #expect(fault?.kind == .unavailable)
        #expect(fault?.description.contains("/missing/ledger.db") == true)
    }

    @Test func `a folder in the file's place is refused`() {
        mkdir(folder.ledger, 0o700)
        defer { rmdir(folder.ledger) }
        #expect(refusal()?.kind == .unavailable)
    }

    @Test func `a name that means memory to SQLite is a file here`() throws {
        let ledger = try LedgerFile(path: folder.path + "/:memory:")
        try ledger.append(Sample.journey(1), at: Sample.start)
        ledger.close()
        #expect(folder.names == [":memory:", ":memory:.lock", ":memory:.reserve"])
    }

    @Test func `a new file gets the present version and our mark`() throws {
        try LedgerFile(path: folder.ledger).close()
        let connection = try Connection(path: folder.ledger, access: .readOnly)
        let version = try connection.value("PRAGMA user_version")
        let mark = try connection.value("PRAGMA application_id")
        #expect(version == .int64(Schema.version))
        #expect(mark == .int64(Schema.applicationID))
    }

    @Test func `every commit is synced, and foreign keys are held`() throws {
        try LedgerFile(path: folder.ledger).close()
        let session = try LedgerSession(folder.ledger)
        for (pragma, setting) in [("synchronous", Int64(2)), ("foreign_keys", 1)] {
            let value = try session.connection.value("PRAGMA \(pragma)")
            #expect(value == .int64(setting), "\(pragma)")
        }
        let mode = try session.connection.value("PRAGMA journal_mode")
        #expect(mode == .text("wal"))
    }

    @Test func `each migration runs once, from the file's version on`() throws {
        let steps = ["CREATE TABLE one (x) STRICT;", "CREATE TABLE two (x) STRICT;"]
            .map { $0.replacing("(x)", with: "(x INTEGER)") }
        let connection = try Connection(path: folder.ledger, access: .readWriteCreate)
        try Schema.migrate(connection, from: 0, steps: [steps[0]])
        try Schema.migrate(connection, from: 1, steps: steps)
        try Schema.migrate(connection, from: 2, steps: steps)
        let version = try connection.value("PRAGMA user_version")
        let count = try connection.value("SELECT count(*) FROM sqlite_schema")
        #expect(version == .int64(2))
        #expect(count == .int64(2))
    }

    @Test func `a ledger of the first version opens, keeps its rows, and is sound`() throws {
        let order = Sample.order("ab-1", alert: Sample.fingerprint(1), state: .working)
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append(Sample.journey(1), at: Sample.start)
        }
        // What the later versions added, taken away again.
        try folder.run(
            """
            \(TemporaryFolder.dropVersionFive)
                DROP TABLE notifications;
            DROP INDEX attempts_alert;
            PRAGMA foreign_keys = OFF;
            ALTER TABLE attempts DROP COLUMN alert;
            ALTER TABLE orders DROP COLUMN stop_trails;
            ALTER TABLE orders DROP COLUMN trail_price;
            DROP TABLE marks;
            DROP TABLE holdings;
            \(TemporaryFolder.heldTriggers.map { "DROP TRIGGER \($0);" }.joined(separator: " "))
            DROP INDEX orders_given_up;
            DROP INDEX alerts_scheduled;
            ALTER TABLE days DROP COLUMN opening_balance;
            PRAGMA user_version = 1;
            """)
        #expect(throws: LedgerFault.self) { _ = try LedgerReader(path: folder.ledger) }
        let ledger = try LedgerFile(path: folder.ledger)
        let memory = try ledger.restore(oldestFill: Sample.start)
        #expect(memory.orders == [order])
        #expect(memory.attempts.map(\.alert) == [nil])
        ledger.close()
        let report = try LedgerReader(path: folder.ledger).verify { _ in nil }
        #expect(report.isSound)
    }

    @Test func `a migration that fails leaves the version before it`() throws {
        let connection = try Connection(path: folder.ledger, access: .readWriteCreate)
        #expect(throws: SQLiteError.self) {
            try Schema.migrate(
                connection, from: 0,
                steps: [
                    "CREATE TABLE one (x INTEGER) STRICT;", "CREATE TABLE two (x INTEGER) STRICT; nonsense;",
                ])
        }
        connection.rollBack()
        let version = try connection.value("PRAGMA user_version")
        let count = try connection.value("SELECT count(*) FROM sqlite_schema")
        #expect(version == .int64(1))
        #expect(count == .int64(1))
    }

    @Test func `a newer version is refused by writer and reader`() throws {
        try LedgerFile(path: folder.ledger).close()
        try folder.run("PRAGMA user_version = \(Schema.version + 1)")
        #expect(refusal()?.kind == .tooNew)
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerReader(path: folder.ledger) }
        #expect(fault?.kind == .tooNew)
    }

    @Test func `a version that no program ever wrote is damage`() throws {
        try LedgerFile(path: folder.ledger).close()
        try folder.run("PRAGMA user_version = -1")
        let fault = refusal()
        #expect(fault?.kind == .damaged)
        #expect(fault?.description.contains("its version is unreadable") == true)
    }

    @Test func `another program's database is refused and left as it is`() throws {
        try folder.run("CREATE TABLE theirs (x INTEGER)")
        chmod(folder.ledger, 0o600)
        #expect(refusal()?.kind == .damaged)
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerReader(path: folder.ledger) }
        #expect(fault?.kind == .damaged)
    }

    @Test(arguments: [0, 16, 18, 28, 44, 56, 100, 105])
    func `a corrupted header is a fault and no crash`(offset: Int) throws {
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append(Sample.journey(1), at: Sample.start)
        }
        #expect(folder.overwrite(folder.ledger, at: offset, with: [0xff, 0xee, 0xdd, 0xcc]))
        var kinds: [LedgerFault.Kind] = []
        do { _ = try LedgerFile(path: folder.ledger) } catch { kinds.append(error.kind) }
        do { _ = try LedgerReader(path: folder.ledger).verify { _ in nil } } catch {
            kinds.append(error.kind)
        }
        #expect(kinds.allSatisfy { $0 == .damaged || $0 == .unavailable || $0 == .tooNew })
        if offset < 20 || offset >= 100 { #expect(!kinds.isEmpty) }
    }

    @Test func `a file cut short is damaged`() throws {
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append(Sample.journey(1), at: Sample.start)
        }
        #expect(truncate(folder.ledger, 3 * 4_096) == 0)
        let kind = refusal()?.kind
        #expect(kind == .damaged)
    }

    @Test(arguments: [LedgerFileEdit.body, .hash, .removal])
    func `a broken end of the chain is damage at opening`(edit: LedgerFileEdit) throws {
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append(Sample.journey(1), at: Sample.start)
        }
        try folder.tamper(edit.sql)
        let fault = refusal()
        #expect(fault?.kind == .damaged)
        #expect(fault?.description.contains("audit row") == true)
    }

    @Test func `a batch that vanished from under the program is found when reopened`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append([.order(Sample.order("ab-1"))], at: Sample.start)
        try ledger.append([.order(Sample.order("ab-2"))], at: Sample.start)
        try folder.tamper("DELETE FROM audit WHERE seq = 2")
        let fault = #expect(throws: LedgerFault.self) { try ledger.reopen() }
        #expect(fault?.kind == .damaged)
    }

    @Test func `the check at opening reads the last thousand links and no more`() throws {
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            let rows = (0..<1_002).map { LedgerRow.audit(Sample.verdict("ab-\($0)")) }
            try ledger.append(rows, at: Sample.start)
        }
        try folder.tamper("UPDATE audit SET body = x'00' WHERE seq = 2")
        #expect(throws: Never.self) { _ = try LedgerFile(path: folder.ledger) }
        try folder.tamper("UPDATE audit SET body = x'00' WHERE seq = 3")
        #expect(refusal()?.kind == .damaged)
    }
}

/// Edits near the end of the chain that `Sample.journey` leaves, which has six links.
enum LedgerFileEdit: CaseIterable {
    case body, hash, removal

    var sql: String {
        switch self {
        case .body: "UPDATE audit SET body = x'7b7d' WHERE seq = 5"
        case .hash: "UPDATE audit SET hash = prev_hash WHERE seq = 6"
        case .removal: "DELETE FROM audit WHERE seq = 4"
        }
    }
}
