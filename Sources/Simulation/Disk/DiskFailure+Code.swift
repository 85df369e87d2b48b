import CSQLite

/// SQLite's extended codes, which its header writes as expressions that Swift does not import.
enum Code {
    static let read = SQLITE_IOERR | 1 << 8
    static let shortRead = SQLITE_IOERR | 2 << 8
    static let write = SQLITE_IOERR | 3 << 8
    static let sync = SQLITE_IOERR | 4 << 8
    static let truncate = SQLITE_IOERR | 6 << 8
    static let size = SQLITE_IOERR | 7 << 8
    static let delete = SQLITE_IOERR | 10 << 8
    static let lock = SQLITE_IOERR | 15 << 8
    static let shareLock = SQLITE_IOERR | 20 << 8
    static let share = SQLITE_IOERR | 21 << 8
    static let nothingToDelete = SQLITE_IOERR | 23 << 8
}

extension DiskFailure {
    /// How SQLite's own VFS would report it: the operating system's number where one fits, else an I/O error.
    func code(of kind: DiskCall.Kind) -> Int32 {
        switch (self, kind) {
        case (.full, .write): SQLITE_FULL
        // Of shared memory SQLite would take that for success, and use what it was not given.
        case (.readOnly, .write), (.readOnly, .truncate), (.readOnly, .delete): SQLITE_READONLY
        case (_, .open): SQLITE_CANTOPEN
        case (_, .read): Code.read
        case (_, .write): Code.write
        case (_, .truncate): Code.truncate
        case (_, .sync), (_, .syncFolder), (_, .prepare), (_, .rename): Code.sync
        case (_, .delete): Code.delete
        case (_, .share): Code.share
        }
    }
}
