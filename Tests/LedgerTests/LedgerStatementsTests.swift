import Glibc
import Journey
import OwnThreads
import SQLite
import Testing

@testable import Ledger

/// What the writer says to SQLite again and again.
@Suite(.ownThreads)
struct LedgerStatementsTests {
    private static let tables = [
        DeliveryRow.table, AlertRow.table, OrderRow.table, AttemptRow.table, FillRow.table, PositionRow.table,
        DiscrepancyRow.table, LockRow.table, DayRow.table, ContractRow.table,
    ]
    private static let statements =
        tables.flatMap { [$0.insert, $0.replace, $0.update].compactMap { $0 } } + [
            LedgerStatements.insertAudit
        ]

    private let folder = TemporaryFolder()

    @Test func `no row needs a table in memory to be written`() throws {
        try LedgerFile(path: folder.ledger).close()
        let connection = try Connection(path: folder.ledger, access: .readOnly)
        for sql in Self.statements {
            #expect(try !operations(of: sql, connection).contains("OpenEphemeral"), "\(sql)")
        }
    }

    @Test func `a ledger of version 8 gets the text of a new one, with the same indexes in it`() throws {
        do {
            let connection = try Connection(path: folder.ledger, access: .readWriteCreate)
            try Schema.migrate(connection, from: 0, steps: Array(Schema.migrations.prefix(8)))
        }
        #expect(chmod(folder.ledger, 0o600) == 0)
        try folder.run(
            """
            INSERT INTO orders (tag, account, class, type, stage, state, leg, filled, created_at, audit_seq)
              VALUES ('ab-1', 'a', 'entry', 'market', 'place', 'working', 0, 0, 1, 1),
                ('ab-2', 'a', 'entry', 'market', 'place', 'filled', 0, 1, 2, 2),
                ('ab-3', 'a', 'entry', 'market', 'risk', 'denied', 0, 0, 3, 3);
            INSERT INTO audit (seq, at, kind, subject, body, prev_hash, hash)
              SELECT value, 1, CASE value WHEN 2 THEN 'order' ELSE 'risk.verdict' END, 'ab-' || value, x'',
                zeroblob(32), zeroblob(32) FROM json_each('[1, 2, 3]');
            """)
        let before = try schema()
        do {
            let connection = try Connection(path: folder.ledger, access: .readWrite)
            try Schema.migrate(connection, from: 8)
            #expect(try connection.value("PRAGMA integrity_check") == .text("ok"))
            let unsettled =
                "SELECT count(*) FROM orders INDEXED BY orders_unsettled WHERE \(Schema.unsettled)"
            #expect(try connection.value(unsettled) == .int64(2))
            let alone = "SELECT count(*) FROM audit INDEXED BY audit_subject WHERE \(Schema.standsAlone)"
            #expect(try connection.value(alone) == .int64(2))
            #expect(throws: SQLiteError.self) { try connection.execute("UPDATE orders SET stage = 'x'") }
            // A row that comes to be settled leaves the index, one that is new enters it.
            try connection.execute("UPDATE orders SET state = 'cancelled' WHERE tag = 'ab-1'")
            #expect(try connection.value(unsettled) == .int64(1))
            #expect(try connection.value("PRAGMA integrity_check") == .text("ok"))
        }
        let after = try schema()
        let other = TemporaryFolder()
        try LedgerFile(path: other.ledger).close()
        let fresh = try Self.schema(other)
        #expect(before != fresh)
        #expect(after == fresh)
    }

    private func schema() throws -> [String] { try Self.schema(folder) }

    private static func schema(_ folder: TemporaryFolder) throws -> [String] {
        let connection = try Connection(path: folder.ledger, access: .readOnly)
        let statement = try Statement(
            "SELECT ifnull(sql, name) FROM sqlite_schema ORDER BY name", on: connection)
        var texts: [String] = []
        while try statement.step() { texts.append(statement.text(at: 0)) }
        return texts
    }

    private func operations(of sql: String, _ connection: borrowing Connection) throws -> [String] {
        let statement = try Statement("EXPLAIN " + sql, on: connection)
        var names: [String] = []
        while try statement.step() { names.append(statement.text(at: 1)) }
        return names
    }
}
