import CSQLite

/// A call into SQLite that did not succeed. It carries codes and SQL text, never a bound value.
package struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What callers decide by; everything else is `other`.
    package enum Cause: Hashable, Sendable {
        /// No page could be allocated: the disk or the file's own bound is full.
        case full
        /// Another connection holds a lock longer than the busy timeout.
        case busy
        /// The file is no database, or its pages contradict each other.
        case corrupt
        case cannotOpen
        case readOnly
        case inputOutput
        /// A row broke a rule of the schema.
        case constraint
        /// An `Interruption` wanted it.
        case interrupted
        case other
    }

    /// SQLite's extended result code.
    package let code: Int32
    /// What SQLite says about the code, or about the schema rule that was broken.
    package let message: String
    /// The statement's text, or what was being done where there was none.
    package let sql: String
    /// The operating system's error number behind an I/O error; 0 when there is none.
    package let systemError: Int32

    package init(code: Int32, message: String, sql: String, systemError: Int32 = 0) {
        self.code = code
        self.message = message
        self.sql = sql
        self.systemError = systemError
    }

    package var cause: Cause {
        switch code & 0xff {
        case SQLITE_FULL: .full
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_CANTOPEN, SQLITE_PERM: .cannotOpen
        case SQLITE_READONLY: .readOnly
        case SQLITE_IOERR: .inputOutput
        case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG: .constraint
        case SQLITE_INTERRUPT: .interrupted
        default: .other
        }
    }

    package var description: String {
        let system = systemError == 0 ? "" : ", system error \(systemError)"
        return "\(message) (SQLite code \(code)\(system)) in: \(sql)"
    }
}

extension SQLiteError {
    /// Reads what a connection knows about its last failure.
    init(code: Int32, handle: OpaquePointer?, sql: String) {
        let extended = handle.map { sqlite3_extended_errcode($0) } ?? code
        let known = extended & 0xff == code & 0xff ? extended : code
        let cause = SQLiteError(code: known, message: "", sql: "").cause
        let isSystem = cause == .inputOutput || cause == .cannotOpen || cause == .full
        self.init(
            code: known, message: Self.message(known, cause, handle), sql: sql,
            systemError: isSystem ? handle.map { sqlite3_system_errno($0) } ?? 0 : 0)
    }

    /// Only broken rules and faulty SQL get the connection's own words, which name columns and tokens of
    /// the SQL; the general text for a code says nothing about rows.
    private static func message(_ code: Int32, _ cause: Cause, _ handle: OpaquePointer?) -> String {
        let isSpecific = cause == .constraint || code & 0xff == SQLITE_ERROR
        if isSpecific, let handle, let text = sqlite3_errmsg(handle) { return String(cString: text) }
        return sqlite3_errstr(code).map { String(cString: $0) } ?? "unknown error"
    }
}
