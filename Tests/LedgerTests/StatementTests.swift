import OwnThreads
import SQLite
import Testing

@Suite(.ownThreads)
struct StatementTests {
    private let folder = TemporaryFolder()

    private func connection() throws -> Connection {
        try Connection(path: folder.ledger, access: .readWriteCreate)
    }

    @Test(arguments: [
        SQLiteValue.null, .int64(0), .int64(.min), .int64(.max), .text(""), .text("a\0b ünï 😀"), .blob([]),
        .blob([0]), .blob([255, 0, 254]), .text(String(repeating: "x", count: 100_000)),
    ])
    func `a value comes back as it was bound`(value: SQLiteValue) throws {
        let connection = try connection()
        let back = try connection.value("SELECT ?1", [value])
        #expect(back == value)
        let type = try connection.value("SELECT typeof(?1)", [value])
        let expected =
            switch value {
            case .null: "null"
            case .int64: "integer"
            case .text: "text"
            case .blob: "blob"
            }
        #expect(type == .text(expected))
    }

    @Test func `columns are read by their type`() throws {
        let connection = try connection()
        let statement = try Statement("SELECT 7, 'seven', x'07', NULL", on: connection)
        let isRow = try statement.step()
        let (number, text, blob) = (statement.int64(at: 0), statement.text(at: 1), statement.blob(at: 2))
        let (isNull, isNullToo, count) = (
            statement.isNull(at: 3), statement.isNull(at: 0), statement.columnCount
        )
        let isAnother = try statement.step()
        #expect(isRow)
        #expect(number == 7)
        #expect(text == "seven")
        #expect(blob == [7])
        #expect(isNull)
        #expect(!isNullToo)
        #expect(count == 4)
        #expect(!isAnother)
    }

    @Test func `a statement is used again and again`() throws {
        let connection = try connection()
        try connection.execute("CREATE TABLE t (x INTEGER PRIMARY KEY, y TEXT) STRICT")
        let insert = try Statement("INSERT INTO t VALUES (?1, ?2)", on: connection, isKept: true)
        for number in Int64(1)...3 {
            try insert.bind([.int64(number), .text("row")])
            try insert.run()
        }
        let (changes, last) = (connection.changes, connection.lastInsertRowID)
        #expect(changes == 1)
        #expect(last == 3)
        let count = try connection.value("SELECT count(*) FROM t")
        #expect(count == .int64(3))
    }

    @Test func `a statement that failed can be run again with other values`() throws {
        let connection = try connection()
        try connection.execute("CREATE TABLE t (x INTEGER PRIMARY KEY) STRICT; INSERT INTO t VALUES (1)")
        let insert = try Statement("INSERT INTO t VALUES (?1)", on: connection)
        try insert.bind(1, at: 1)
        #expect(throws: SQLiteError.self) { try insert.run() }
        try insert.bind(2, at: 1)
        try insert.run()
        let count = try connection.value("SELECT count(*) FROM t")
        #expect(count == .int64(2))
    }

    @Test func `a walk that ends early can start over`() throws {
        let connection = try connection()
        let statement = try Statement("VALUES (1), (2), (3)", on: connection)
        _ = try statement.step()
        _ = try statement.step()
        let second = statement.int64(at: 0)
        statement.reset()
        _ = try statement.step()
        let first = statement.int64(at: 0)
        #expect(second == 2)
        #expect(first == 1)
    }

    @Test func `a statement outlives its connection without harm`() throws {
        let statement = try prepared()
        let isRow = try statement.step()
        #expect(isRow)
    }

    private func prepared() throws -> Statement {
        let connection = try connection()
        return try Statement("SELECT 1", on: connection)
    }

    @Test func `an error tells extended code, rule and SQL, and no value`() throws {
        let connection = try connection()
        try connection.execute("CREATE TABLE t (x TEXT PRIMARY KEY, y INTEGER CHECK (y > 0)) STRICT")
        let sql = "INSERT INTO t VALUES (?1, ?2)"
        let insert = try Statement(sql, on: connection)
        let rows: [([SQLiteValue], Int32)] = [
            ([.text("topsecret"), .int64(-987_654)], 275), ([.text("topsecret"), .text("topsecret")], 3_091),
        ]
        for (values, code) in rows {
            try insert.bind(values)
            let error = #expect(throws: SQLiteError.self) { try insert.run() }
            #expect(error?.code == code)
            #expect(error?.cause == .constraint)
            #expect(error?.sql == sql)
            #expect(error?.description.contains("secret") == false)
            #expect(error?.description.contains("987") == false)
        }
    }

    @Test func `SQL that cannot be read says where`() throws {
        let connection = try connection()
        let error = #expect(throws: SQLiteError.self) { _ = try Statement("SELEC 1", on: connection) }
        #expect(error?.cause == .other)
        #expect(error?.description.contains("SELEC") == true)
    }

    @Test func `a parameter that is not there is an error`() throws {
        let connection = try connection()
        let statement = try Statement("SELECT ?1", on: connection)
        #expect(throws: SQLiteError.self) { try statement.bind(1, at: 2) }
    }
}
