import CSQLite

/// One prepared statement: finalized exactly once, when its owner gives it up.
package struct Statement: ~Copyable {
    private let handle: OpaquePointer
    package let sql: String

    /// - Parameter isKept: Whether it will be used many times; SQLite then allocates it elsewhere.
    /// - Throws: `SQLiteError` with the result code and the SQL, never the bound values.
    package init(
        _ sql: String, on connection: borrowing Connection, isKept: Bool = false
    ) throws(SQLiteError) {
        var prepared: OpaquePointer?
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = sqlite3_prepare_v3(connection.handle, sql, -1, flags, &prepared, nil)
        guard code == SQLITE_OK, let prepared else {
            throw SQLiteError(code: code, handle: connection.handle, sql: sql)
        }
        handle = prepared
        self.sql = sql
    }

    deinit { sqlite3_finalize(handle) }

    /// Binds parameters 1, 2, … in turn. Those beyond the list keep what they had.
    package func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        for (offset, value) in values.enumerated() { try bind(value, at: offset + 1) }
    }

    /// - Parameter position: From 1.
    package func bind(_ value: SQLiteValue, at position: Int) throws(SQLiteError) {
        switch value {
        case .null: try bindNull(at: position)
        case .int64(let number): try bind(number, at: position)
        case .text(let text): try bind(text, at: position)
        case .blob(let bytes): try bind(bytes, at: position)
        }
    }

    package func bindNull(at position: Int) throws(SQLiteError) {
        try check(sqlite3_bind_null(handle, Int32(position)))
    }

    package func bind(_ number: Int64, at position: Int) throws(SQLiteError) {
        try check(sqlite3_bind_int64(handle, Int32(position), number))
    }

    package func bind(_ text: String, at position: Int) throws(SQLiteError) {
        guard let count = Int32(exactly: text.utf8.count) else { throw tooBig }
        var text = text
        let code = text.withUTF8 { utf8 in
            // An empty buffer may have no address, and no address would bind NULL.
            guard let start = utf8.baseAddress else {
                return csqlite_bind_text(handle, Int32(position), "", 0)
            }
            return start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
                csqlite_bind_text(handle, Int32(position), $0, count)
            }
        }
        try check(code)
    }

    package func bind(_ bytes: [UInt8], at position: Int) throws(SQLiteError) {
        guard let count = Int32(exactly: bytes.count) else { throw tooBig }
        // A blob without bytes may have no address, and no address would bind NULL.
        guard count > 0 else { return try check(sqlite3_bind_zeroblob(handle, Int32(position), 0)) }
        try check(bytes.withUnsafeBytes { csqlite_bind_blob(handle, Int32(position), $0.baseAddress, count) })
    }

    /// Goes to the next row.
    ///
    /// - Returns: false when there is none; the statement is then reset by itself.
    package func step() throws(SQLiteError) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(handle)
            return false
        default:
            let error = failure(code)
            sqlite3_reset(handle)
            throw error
        }
    }

    /// Runs to the end, past whatever rows it gives.
    package func run() throws(SQLiteError) {
        while try step() {}
    }

    /// Ends a walk over rows early. A failed step was reported by `step` and is not reported again here.
    package func reset() { sqlite3_reset(handle) }

    /// Rows that it touched, an INSERT, UPDATE or DELETE that ran last on its connection.
    package var changes: Int64 { sqlite3_changes64(sqlite3_db_handle(handle)) }

    package var columnCount: Int { Int(sqlite3_column_count(handle)) }

    /// All columns of the current row.
    package var row: [SQLiteValue] { (0..<columnCount).map { value(at: $0) } }

    /// - Parameter column: From 0. A column of a kind that is not ours (a float) reads as text.
    package func value(at column: Int) -> SQLiteValue {
        switch sqlite3_column_type(handle, Int32(column)) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .int64(int64(at: column))
        case SQLITE_BLOB: .blob(blob(at: column))
        default: .text(text(at: column))
        }
    }

    package func isNull(at column: Int) -> Bool {
        sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
    }

    package func int64(at column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

    /// Empty for NULL; bytes that are not UTF-8 are repaired.
    package func text(at column: Int) -> String {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Empty for NULL.
    package func blob(at column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw failure(code) }
    }

    private func failure(_ code: Int32) -> SQLiteError {
        SQLiteError(code: code, handle: sqlite3_db_handle(handle), sql: sql)
    }

    private var tooBig: SQLiteError {
        SQLiteError(code: SQLITE_TOOBIG, message: "a value of 2 GiB or more", sql: sql)
    }
}
