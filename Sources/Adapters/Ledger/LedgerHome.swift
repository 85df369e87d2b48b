import SQLite

/// Where a ledger lives, as it notes itself, so that a copy of it is known as one.
///
/// At home is the file whose inode and birth time stand in the table `marks`. A rename keeps both; `cp`, `rsync`,
/// a restored archive and a backup do not. A backup carries a mark besides. What no file can tell is a whole disk
/// that was set back, and a plain copy written over the original in place.
///
/// A false alarm does no harm: orders that were not sent stay unsent, and nothing else changes.
struct LedgerHome {
    /// The name of the mark that holds the file's identity.
    private static let identity = "home"
    /// The name of the mark that a backup carries.
    static let backup = "backup"

    private var isCopy: Bool
    /// What the next commit writes; nil once it is written.
    private var unwritten: String?
    private var isTakenIntoUse = false

    /// Reads the marks of a file that is open.
    ///
    /// - Parameter here: The file's identity; nil where it has none that can be told.
    init(_ here: String?, _ connection: borrowing Connection) throws(SQLiteError) {
        let noted = try connection.value("SELECT value FROM marks WHERE name = ?1", [.text(Self.identity)])
        let backup = try connection.value("SELECT value FROM marks WHERE name = ?1", [.text(Self.backup)])
        let known: String? = if case .text(let text) = noted { text } else { nil }
        // A file that no version noted yet, or that cannot be seen, is not accused of anything.
        isCopy = backup != .null || (known != nil && here != nil && known != here)
        unwritten = known == here ? nil : here
        if isCopy { unwritten = here ?? "" }
    }

    mutating func takeIntoUse() -> Bool {
        isTakenIntoUse = true
        return isCopy
    }

    /// Notes the present place, within the transaction of whoever writes. A copy stays one until its owner knew.
    func write(on connection: borrowing Connection) throws(SQLiteError) {
        guard let unwritten, !isCopy || isTakenIntoUse else { return }
        try connection.execute("DELETE FROM marks WHERE name IN ('\(Self.identity)', '\(Self.backup)')")
        guard !unwritten.isEmpty else { return }
        let insert = try Statement("INSERT INTO marks (name, value) VALUES (?1, ?2)", on: connection)
        try insert.bind([.text(Self.identity), .text(unwritten)])
        try insert.run()
    }

    /// What `write` wrote is on disk.
    mutating func settle() {
        guard !isCopy || isTakenIntoUse else { return }
        unwritten = nil
        isCopy = false
    }
}
