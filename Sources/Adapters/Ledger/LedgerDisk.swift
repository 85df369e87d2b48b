package import Journey
package import SQLite

/// What the ledger asks of a disk besides what SQLite asks of it.
package protocol LedgerDisk: Sendable {
    /// Where SQLite finds the ledger; nil for the system's own files.
    var fileSystem: FileSystem? { get }

    /// Takes the lock that keeps every other process from writing a ledger; it is held as long as the value.
    ///
    /// - Throws: `.inUse` while another process holds it.
    func lock(_ file: String) throws(LedgerFault) -> any LedgerLock

    /// Creates the file for its owner alone, its name on disk too, or checks that it is nobody else's.
    ///
    /// Logs that were left beside it are on disk then as they read: SQLite will take what they hold for
    /// committed, and a sync that failed earlier may have left some of it in the system's cache alone.
    func prepare(_ file: String) throws(LedgerFault)

    /// Hands on what a file holds, piece by piece; nothing where there is none.
    func read(
        _ path: String, of file: String, _ body: (ArraySlice<UInt8>) -> Void
    ) throws(LedgerFault)

    /// Whether there is such a file, however empty.
    func holds(_ file: String) -> Bool

    /// Removes a ledger that never was one, with its logs, where there is any.
    func discard(_ file: String) throws(LedgerFault)

    /// Gives a closed ledger its name, durably.
    func rename(_ draft: String, to file: String) throws(LedgerFault)

    /// - Throws: `.unavailable` when there is no such file.
    func find(_ file: String) throws(LedgerFault)

    /// What tells a file from a copy of it; nil where nothing does.
    func identity(of file: String) -> String?

    /// The bytes of the log beside a ledger; 0 where there is none.
    func logBytes(of file: String) -> Int64

    /// Writes zeros behind the log's end, durably, until it is so long; what cannot be written is left out.
    ///
    /// A commit within a file's length changes its bytes alone. One behind its end changes the file system's own
    /// records too, which a sync then waits for. A reader ends at the first frame that does not add up, which zeros do
    /// not; so does SQLite, whose frames carry the salt of their log.
    ///
    /// - Returns: false where there is no log yet.
    func lengthenLog(of file: String, to bytes: Int64) -> Bool
}

extension LedgerDisk {
    /// The files that SQLite may keep beside a ledger.
    package static func logs(of file: String) -> [String] {
        ["-journal", "-wal", "-shm"].map { file + $0 }
    }
}

/// A lock that is given up with the last reference to it.
package protocol LedgerLock: AnyObject, Sendable {}

extension LedgerDisk where Self == SystemDisk {
    package static var system: SystemDisk { SystemDisk() }
}
