/// One thing that is about to be asked of a simulated disk.
package struct DiskCall: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case open, read, write, truncate, sync, delete
        /// A piece of the memory that the connections of one WAL share.
        case share
        /// A new file's making, or the look at one that is there.
        case prepare
        /// A file gets another name.
        case rename
        /// Names become durable.
        case syncFolder
    }

    /// Counted from 1, over the whole life of the disk.
    package let number: Int
    package let kind: Kind
    /// The file's path as the program knows it; empty for a temporary file of SQLite's.
    package let path: String
    package let offset: Int
    /// Bytes that are read or written; the new size of a truncated file.
    package let count: Int
}

/// What becomes of a call.
package enum DiskVerdict: Hashable, Sendable {
    case goOn
    /// It does nothing and says so. A sync that fails may have kept some of the writes before it and lost
    /// others, as the dice have it, and all of them count as clean afterwards: the next sync will not write
    /// them.
    case fail(DiskFailure)
    /// A write keeps its first bytes only and fails; with nil it claims to be whole. Any other call goes on.
    case tear(keeping: Int, DiskFailure?)
    /// A write keeps only every other sector, beginning with the second, and fails.
    case tearSectors(DiskFailure?)
    /// It claims to be done. A write is there for whoever reads, and gone after a power cut before the next
    /// sync; a sync makes nothing durable.
    case drop
    /// The machine stops before the call: this call and all later ones of its files fail and change nothing.
    case die
}

/// How a call fails.
package enum DiskFailure: String, Hashable, Sendable, CaseIterable {
    case inputOutput, full, readOnly, cannotOpen
}
