import Glibc
import Journey
import SQLite

extension LedgerFault {
    /// A fault at one file: `LEDGER: what went wrong; what to do`.
    init(_ kind: Kind, at file: String, _ what: String, remedy: String, cause: Cause = .other) {
        self.init(kind, "ledger \(file): \(what); \(remedy)", cause: cause)
    }

    /// Translates SQLite's refusal once and for all.
    init(_ error: SQLiteError, at file: String) {
        switch error.cause {
        case .corrupt:
            self.init(.damaged, at: file, "\(error)", remedy: Self.damageRemedy)
        case .full:
            self.init(.unavailable, at: file, "\(error)", remedy: "make room on its disk", cause: .full)
        case .busy:
            self.init(
                .unavailable, at: file, "\(error)", remedy: "end whatever program holds a lock on the file")
        case .cannotOpen, .readOnly:
            self.init(
                .unavailable, at: file, "\(error)",
                remedy: "see that this user can read and write the file and its folder")
        case .inputOutput where error.systemError == ENOSPC || error.systemError == EDQUOT:
            self.init(.unavailable, at: file, "\(error)", remedy: "make room on its disk", cause: .full)
        case .inputOutput:
            self.init(.unavailable, at: file, "\(error)", remedy: "check the disk and its file system")
        case .constraint:
            self.init(
                .unavailable, at: file, "\(error)", remedy: "keep the file and report this line", cause: .rows
            )
        case .interrupted:
            self = LogWatch.fault(at: file)
        case .other:
            self.init(.unavailable, at: file, "\(error)", remedy: "keep the file and report this line")
        }
    }

    /// - Parameter number: The operating system's, as a call left it in `errno`.
    static func system(_ number: Int32, at file: String, _ what: String, remedy: String) -> LedgerFault {
        LedgerFault(
            .unavailable, at: file, "\(what): \(String(cString: strerror(number)))", remedy: remedy)
    }

    static func damaged(at file: String, _ what: String) -> LedgerFault {
        LedgerFault(.damaged, at: file, what, remedy: damageRemedy)
    }

    /// A new ledger beside an old one's log would take the log with it.
    static func withoutLedger(_ file: String) -> LedgerFault {
        LedgerFault(
            .damaged, at: file, "its log \(file)-wal is there, and the ledger itself is not",
            remedy: "put the ledger back beside it; to begin anew, move the log away first")
    }

    /// What was damaged cannot be told to be sound by looking again, and nothing repairs it.
    package static let damageRemedy =
        "keep this file as it is, and go on with the newest backup that `alertbridge ledger verify` calls sound"
}

/// Runs SQLite calls, translating what they throw into the ledger's own fault.
func translating<Result: ~Copyable>(
    _ file: String, _ body: () throws(SQLiteError) -> Result
) throws(LedgerFault) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw LedgerFault(error, at: file) }
}
