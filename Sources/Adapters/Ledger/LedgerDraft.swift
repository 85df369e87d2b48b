import Journey
import SQLite

/// The making of a ledger: under another name until it is whole.
///
/// So no ledger is ever empty under its own name, and one that is has lost everything.
enum LedgerDraft {
    /// Makes an empty ledger; what an interrupted making left is removed first.
    static func make(_ file: String, on disk: any LedgerDisk) throws(LedgerFault) {
        let draft = file + ".new"
        try disk.discard(draft)
        try disk.prepare(draft)
        // Closing writes the log back into the file and removes it, if it can.
        do { _ = try LedgerSession(draft, on: disk, isNew: true) }
        guard !disk.holds(draft + "-wal") else {
            throw LedgerFault(
                .unavailable, at: file, "it could not be written in whole", remedy: "make room on its disk")
        }
        try disk.rename(draft, to: file)
    }
}
