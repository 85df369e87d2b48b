/// How much room the ledger has on its disk.
package struct LedgerRoom: Hashable, Sendable {
    /// Bytes that this user may still write there; nil where it cannot be told.
    package var freeBytes: Int64?
    /// Why nothing new is to be taken, although rows can be written; nil while there is room.
    package var shortage: String?
    /// What should be looked at before it is too late; nil when all is well.
    package var warning: String?

    package init(freeBytes: Int64? = nil, shortage: String? = nil, warning: String? = nil) {
        self.freeBytes = freeBytes
        self.shortage = shortage
        self.warning = warning
    }
}

/// How far the ledger can be written, and so how far a Desk may go.
package enum LedgerStanding: String, Hashable, Sendable {
    case sound
    /// It takes rows, but room is short: no entry leaves, and what is under way is carried to its end.
    case short
    /// It takes nothing: what was decided on disk before is carried on from memory, and nothing else.
    case down
}
