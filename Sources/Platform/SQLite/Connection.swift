import CSQLite

/// One connection to a database file; closed exactly once, when its owner gives it up.
///
/// Opened without SQLite's own mutex: its owner sees to it that one thread uses it at a time.
package struct Connection: ~Copyable {
    package enum Access: Hashable, Sendable {
        case readOnly
        case readWrite
        case readWriteCreate
    }

    let handle: OpaquePointer
    /// SQLite holds it unretained, as long as this connection.
    private let interruption: Interruption?
    /// What every transaction begins and ends with.
    private let brackets = Brackets()
    /// SQLite holds it unretained, as long as this connection.
    private let log = LogLength()

    /// - Parameters:
    ///   - busyMilliseconds: How long a call waits for another connection's lock.
    ///   - fileSystem: nil for the system's own.
    ///   - interruption: Asked while statements run; nil when nothing ends one early.
    package init(
        path: String, access: Access, busyMilliseconds: Int32 = 2_000, on fileSystem: FileSystem? = nil,
        interruption: Interruption? = nil
    ) throws(SQLiteError) {
        _ = SQLiteLibrary.countsNoMemory
        var opened: OpaquePointer?
        let flags = Self.flags(access) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2((fileSystem?.root ?? "") + path, &opened, flags, fileSystem?.name)
        guard code == SQLITE_OK, let opened else {
            let error = SQLiteError(code: code, handle: opened, sql: "open \(path)")
            sqlite3_close_v2(opened)
            throw error
        }
        let timeout = sqlite3_busy_timeout(opened, busyMilliseconds)
        guard timeout == SQLITE_OK else {
            let error = SQLiteError(code: timeout, handle: opened, sql: "busy timeout")
            sqlite3_close_v2(opened)
            throw error
        }
        handle = opened
        self.interruption = interruption
        interruption?.watch(opened)
    }

    /// Statements still alive keep the file open until they go too; nothing interrupts them any more.
    deinit {
        if interruption != nil { sqlite3_progress_handler(handle, 0, nil, nil) }
        sqlite3_wal_hook(handle, nil, nil)
        sqlite3_close_v2(handle)
    }

    /// Runs statements that take no parameter and whose rows nobody wants.
    package func execute(_ sql: String) throws(SQLiteError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteError(code: code, handle: handle, sql: sql) }
    }

    /// The first column of the first row; `.null` when there is no row.
    package func value(_ sql: String, _ parameters: [SQLiteValue] = []) throws(SQLiteError) -> SQLiteValue {
        let statement = try Statement(sql, on: self)
        try statement.bind(parameters)
        guard try statement.step() else { return .null }
        let value = statement.value(at: 0)
        // A statement that writes commits behind its last row: only its end tells whether it did.
        try statement.run()
        return value
    }

    /// Sets a PRAGMA and returns what SQLite then says it is, which need not be what was asked for.
    @discardableResult
    package func pragma(_ name: String, _ setting: String) throws(SQLiteError) -> SQLiteValue {
        try value("PRAGMA \(name) = \(setting)")
    }

    /// Runs `body` between BEGIN IMMEDIATE and COMMIT, or rolls everything back.
    package func transaction<Failure: Error>(
        _ body: () throws(Failure) -> Void, failure: (SQLiteError) -> Failure
    ) throws(Failure) {
        do throws(SQLiteError) { try brackets.begin(on: self) } catch { throw failure(error) }
        do throws(Failure) {
            try body()
            do throws(SQLiteError) { try brackets.commit(on: self) } catch { throw failure(error) }
        } catch {
            rollBack()
            throw error
        }
    }

    /// Undoes an open transaction. SQLite may have done so by itself, and may fail to: then the
    /// transaction ends with the connection, and nothing of it was committed either way.
    package func rollBack() {
        guard isInTransaction else { return }
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// From now on commits leave the log as it is, however long: its owner writes it back.
    package func takeOverLog() {
        sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                context.map { Unmanaged<LogLength>.fromOpaque($0).takeUnretainedValue().pages = Int(pages) }
                return SQLITE_OK
            }, Unmanaged.passUnretained(log).toOpaque())
    }

    /// How many pages the log held behind the last commit, of which some may have been written back; 0 before the
    /// first one, and always without `takeOverLog`.
    package var logPages: Int { log.pages }

    /// Writes into the file what the log holds, as far as no reader looks at an earlier moment, and waits for the
    /// disk. The next commit begins the log anew if all of it was written back and nobody reads in it.
    package func writeLogBack() throws(SQLiteError) {
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteError(code: code, handle: handle, sql: "wal checkpoint") }
    }

    /// Rows that the last INSERT, UPDATE or DELETE touched.
    package var changes: Int64 { sqlite3_changes64(handle) }

    package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    private static func flags(_ access: Access) -> Int32 {
        switch access {
        case .readOnly: SQLITE_OPEN_READONLY
        case .readWrite: SQLITE_OPEN_READWRITE
        case .readWriteCreate: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        }
    }
}

private final class LogLength {
    var pages = 0
}

/// The two statements around a transaction, prepared when the first one needs them.
private final class Brackets {
    private final class Kept {
        let statement: Statement

        init(_ sql: String, on connection: borrowing Connection) throws(SQLiteError) {
            statement = try Statement(sql, on: connection, isKept: true)
        }
    }

    private var first: Kept?
    private var last: Kept?

    func begin(on connection: borrowing Connection) throws(SQLiteError) {
        if first == nil { first = try Kept("BEGIN IMMEDIATE", on: connection) }
        try first?.statement.run()
    }

    func commit(on connection: borrowing Connection) throws(SQLiteError) {
        if last == nil { last = try Kept("COMMIT", on: connection) }
        try last?.statement.run()
    }
}
