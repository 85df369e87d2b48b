import Journey
import SQLite
import Synchronization

/// Sees to it that no look at one moment of a ledger lets the writer's log grow without end.
///
/// While a reader holds a moment, the log cannot be begun anew; and what is in it has to be read, checked and written
/// back by the next start. So a reader ends itself once the log is long and has grown beside it. Where nobody writes,
/// it goes on whatever the log's length.
package final class LogWatch: Sendable {
    /// A start after a kill reads, checks and writes back so much in about a second.
    package static let usualMax: Int64 = 64 << 20
    /// Beyond it somebody holds a moment who does not end by himself.
    static let warningBytes = 2 * usualMax

    private let file: String
    private let bytesMax: Int64
    private let size: @Sendable () -> Int64
    private let begun: Mutex<Int64>

    /// - Parameter size: The log's bytes at present.
    init(_ file: String, bytesMax: Int64, size: @escaping @Sendable () -> Int64) {
        self.file = file
        self.bytesMax = bytesMax
        self.size = size
        begun = Mutex(size())
    }

    /// A new moment is looked at.
    func begin() {
        let now = size()
        begun.withLock { $0 = now }
    }

    var isExceeded: Bool {
        let now = size()
        return now > bytesMax && begun.withLock { now > $0 }
    }

    var interruption: Interruption { Interruption { self.isExceeded } }

    /// - Throws: When the look has to end.
    func check() throws(LedgerFault) {
        guard isExceeded else { return }
        throw Self.fault(at: file)
    }

    /// What the operator is told of a log that has grown too long; nil while it has not.
    static func warning(logBytes: Int64) -> String? {
        guard logBytes > warningBytes else { return nil }
        return "the ledger's log has grown to \(logBytes >> 20) MiB: end the program that has the ledger open"
            + " beside the bridge, since a start reads all of it"
    }

    static func fault(at file: String) -> LedgerFault {
        LedgerFault(
            .unavailable, at: file, "its log has grown too long while this looked at one moment of it",
            remedy: "try again when fewer alerts come in, or look at a backup")
    }
}
