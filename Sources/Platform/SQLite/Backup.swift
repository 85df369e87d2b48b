import CSQLite

/// SQLite's online backup: copies one database, page by page, into another while a third connection writes.
///
/// The source should stand in a read transaction: without one every write in between makes it begin again.
package struct Backup: ~Copyable {
    private let handle: OpaquePointer

    /// - Throws: When one of the two is busy with a backup already, or `target` has a transaction open.
    package init(from source: borrowing Connection, to target: borrowing Connection) throws(SQLiteError) {
        guard let handle = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
            throw SQLiteError(
                code: sqlite3_errcode(target.handle), handle: target.handle, sql: "begin a backup")
        }
        self.handle = handle
    }

    /// What was not finished leaves a target that is no database.
    deinit { sqlite3_backup_finish(handle) }

    /// Copies some pages.
    ///
    /// - Returns: Whether all are copied.
    package func step(pages: Int32) throws(SQLiteError) -> Bool {
        let code = sqlite3_backup_step(handle, pages)
        switch code {
        case SQLITE_OK: return false
        case SQLITE_DONE: return true
        default: throw SQLiteError(code: code, handle: nil, sql: "copy pages of a backup")
        }
    }

    /// Pages of the source, as of the last step.
    package var pages: Int { Int(sqlite3_backup_pagecount(handle)) }
}
