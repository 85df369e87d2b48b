import CSQLite

/// SQLite as a whole, as this process uses it.
package enum SQLiteLibrary {
    /// Whether SQLite was told to count no memory: counting takes one lock for every piece, on all connections.
    /// It listens only before its first use; where somebody else was before us, all works, if more slowly.
    package static let countsNoMemory = csqlite_count_no_memory() == SQLITE_OK
}
