import OwnThreads
import SQLite
import Testing

@Suite(.ownThreads)
struct ConnectionTests {
    private let folder = TemporaryFolder()

    private struct Stop: Error {}

    private func table() throws -> Connection {
        let connection = try Connection(path: folder.ledger, access: .readWriteCreate, busyMilliseconds: 1)
        try connection.execute("CREATE TABLE IF NOT EXISTS t (x INTEGER) STRICT")
        return connection
    }

    @Test func `a transaction keeps everything or nothing`() throws {
        let connection = try table()
        try connection.transaction {
            () throws(SQLiteError) in
            try connection.execute("INSERT INTO t VALUES (1)")
        } failure: {
            $0
        }
        #expect(throws: Stop.self) {
            try connection.transaction {
                () throws(Stop) in
                _ = try? connection.execute("INSERT INTO t VALUES (2)")
                throw Stop()
            } failure: { _ in
                Stop()
            }
        }
        let sum = try connection.value("SELECT sum(x) FROM t")
        let isOpen = connection.isInTransaction
        #expect(sum == .int64(1))
        #expect(!isOpen)
    }

    @Test func `a second writer waits no longer than it was told to`() throws {
        let first = try table()
        let second = try table()
        try first.execute("BEGIN IMMEDIATE")
        let error = #expect(throws: SQLiteError.self) { try second.execute("BEGIN IMMEDIATE") }
        #expect(error?.cause == .busy)
        first.rollBack()
        #expect(throws: Never.self) { try second.execute("BEGIN IMMEDIATE; COMMIT") }
    }

    @Test func `a bound on pages is a full disk`() throws {
        let connection = try table()
        let granted = try connection.pragma("max_page_count", "2")
        #expect(granted == .int64(2))
        let error = #expect(throws: SQLiteError.self) {
            try connection.execute("CREATE TABLE u (x INTEGER) STRICT")
        }
        #expect(error?.cause == .full)
    }

    @Test func `a file that is no database is corrupt, a missing one cannot be opened`() throws {
        let missing = #expect(throws: SQLiteError.self) {
            _ = try Connection(path: folder.ledger, access: .readWrite)
        }
        #expect(missing?.cause == .cannotOpen)
        #expect(missing?.systemError == 2)
        _ = try table()
        #expect(folder.overwrite(folder.ledger, at: 0, with: Array("no database".utf8)))
        let corrupt = #expect(throws: SQLiteError.self) { _ = try folder.count("SELECT count(*) FROM t") }
        #expect(corrupt?.cause == .corrupt)
    }

    @Test func `a connection for reading changes nothing and creates nothing`() throws {
        let error = #expect(throws: SQLiteError.self) {
            _ = try Connection(path: folder.ledger, access: .readOnly)
        }
        #expect(error?.cause == .cannotOpen)
        #expect(folder.names.isEmpty)
        _ = try table()
        let reader = try Connection(path: folder.ledger, access: .readOnly)
        let refused = #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t VALUES (1)") }
        #expect(refused?.cause == .readOnly)
    }
}
