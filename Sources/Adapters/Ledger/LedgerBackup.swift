import Glibc
package import JSON
package import Journey
import SQLite
package import Trading

/// Copies a ledger into a file of its own, while a bridge goes on writing it.
///
/// One moment of the ledger is held fast by a read transaction, so the writer waits for nothing and the copy never
/// begins again; meanwhile its log grows by what is written, and shrinks at the checkpoint after. The copy is
/// written beside its name, marked as a copy, checked, synced, and only then gets its name.
package struct LedgerBackup: Hashable, Sendable {
    /// 4 MiB, from one look at the log to the next.
    private static let pagesPerStep: Int32 = 1_024

    package let path: String
    package let bytes: Int64
    /// The copy's last audit row.
    package let lastSeq: Int64
    /// Its hash: 64 hexadecimal digits.
    package let lastHash: String

    /// Takes a backup.
    ///
    /// - Parameters:
    ///   - logBytesMax: Beyond it the backup ends while a bridge makes the log grow: see `LogWatch`.
    ///   - stepped: Called between two steps.
    /// - Throws: `.unavailable` when there is a file of that name already, or the disk will not take it; `.damaged`
    ///   when the copy does not check out. Nothing is left behind then.
    package static func take(
        of ledger: String, to target: String, at now: Timestamp, logBytesMax: Int64 = LogWatch.usualMax,
        stepped: () -> Void = {}
    ) throws(LedgerFault) -> LedgerBackup {
        let name = target.hasPrefix("/") ? target : "./" + target
        let part = name + ".part"
        try refuse(name, "there is a file already", remedy: "name another, or remove it")
        try refuse(
            part, "a backup to it is under way, or was cut short",
            remedy: "remove that file once no backup runs")
        try PrivateFile.prepare(part)
        do throws(LedgerFault) {
            let chain = try copy(ledger, to: part, logBytesMax, stepped)
            try mark(part, at: now)
            try check(part, chain)
            let bytes = try publish(part, as: name)
            return LedgerBackup(
                path: target, bytes: bytes, lastSeq: chain.seq, lastHash: Hexadecimal.text(chain.hash))
        } catch {
            for end in ["", "-journal", "-wal", "-shm"] { unlink(part + end) }
            throw error
        }
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("file", path)
        writer.member("bytes", bytes)
        writer.member("last_seq", lastSeq)
        writer.member("last_hash", lastHash)
    }

    private static func refuse(
        _ path: String, _ what: String, remedy: String
    ) throws(LedgerFault) {
        var status = stat()
        guard lstat(path, &status) != 0 else {
            throw LedgerFault(.unavailable, at: path, what, remedy: remedy)
        }
    }

    /// - Returns: Where the chain stood at the moment that was copied.
    private static func copy(
        _ ledger: String, to part: String, _ logBytesMax: Int64, _ stepped: () -> Void
    ) throws(LedgerFault) -> AuditChain {
        let reader = try LedgerReader(path: ledger, logBytesMax: logBytesMax)
        return try reader.snapshot { () throws(LedgerFault) in
            // The first read fixes the moment.
            let chain = try AuditTail.check(reader.connection, file: ledger)
            let target = try translating(part) { () throws(SQLiteError) in
                let target = try Connection(path: part, access: .readWrite)
                // Synced whole before it gets its name; until then it is nothing.
                try target.pragma("synchronous", "OFF")
                return target
            }
            let backup = try translating(part) { () throws(SQLiteError) in
                try Backup(from: reader.connection, to: target)
            }
            while try translating(part, { () throws(SQLiteError) in try !backup.step(pages: pagesPerStep) }) {
                stepped()
                try reader.watch.check()
            }
            return chain
        }
    }

    /// Marks the copy as one, and folds it into one file.
    private static func mark(_ part: String, at now: Timestamp) throws(LedgerFault) {
        try translating(part) { () throws(SQLiteError) in
            let connection = try Connection(path: part, access: .readWrite)
            try connection.pragma("journal_mode", "DELETE")
            let insert = try Statement(
                "INSERT OR REPLACE INTO marks (name, value) VALUES (?1, ?2)", on: connection)
            try insert.bind([.text(LedgerHome.backup), .text(now.description)])
            try insert.run()
        }
    }

    private static func check(_ part: String, _ chain: AuditChain) throws(LedgerFault) {
        let reader = try LedgerReader(path: part)
        let verdict = try translating(part) { () throws(SQLiteError) in
            try reader.connection.value("PRAGMA quick_check(1)")
        }
        guard verdict == .text("ok"), try AuditTail.check(reader.connection, file: part) == chain else {
            throw .damaged(at: part, "the copy does not check out")
        }
    }

    /// Syncs the copy and gives it its name, unless something has taken that meanwhile.
    static func publish(_ part: String, as name: String) throws(LedgerFault) -> Int64 {
        let descriptor = open(part, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(part) }
        defer { close(descriptor) }
        var status = stat()
        guard fsync(descriptor) == 0, fstat(descriptor, &status) == 0 else { throw failure(part) }
        if link(part, name) == 0 {
            unlink(part)
        } else {
            // Not every file system has hard links.
            try refuse(name, "there is a file already", remedy: "name another, or remove it")
            guard rename(part, name) == 0 else { throw failure(name) }
        }
        guard PrivateFile.syncFolder(of: name) else {
            let fault = failure(name)
            unlink(name)
            throw fault
        }
        return Int64(status.st_size)
    }

    private static func failure(_ path: String) -> LedgerFault {
        .system(errno, at: path, "cannot finish the copy", remedy: "check the disk and its file system")
    }
}
