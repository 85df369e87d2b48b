import Crypto
import Journey

/// The hash chain over the audit rows: where it stands, and what a sound next row is.
struct AuditChain: Hashable, Sendable {
    /// 0 before the first row.
    private(set) var seq: Int64
    /// Of the row `seq`; 32 zero bytes before the first.
    private(set) var hash: [UInt8]

    static let start = AuditChain(seq: 0, hash: [UInt8](repeating: 0, count: SHA256.byteCount))

    /// The link that a new row makes, and the chain's state behind it.
    mutating func link(_ row: AuditRow, earlier: Int64?) -> AuditEntry {
        let next = seq + 1
        let entry = AuditEntry(
            seq: next, row: row, previousHash: hash, hash: Self.hash(seq: next, row: row, previous: hash),
            earlier: earlier)
        seq = next
        hash = entry.hash
        return entry
    }

    /// Steps over a row that is already written.
    ///
    /// - Returns: Why it cannot be the next one; nil when it is.
    mutating func follow(_ entry: AuditEntry) -> String? {
        guard entry.seq == seq + 1 else { return "row \(seq + 1) is missing before it" }
        guard entry.previousHash == hash else { return "it does not name the hash of row \(seq)" }
        guard entry.hash == Self.hash(seq: entry.seq, row: entry.row, previous: hash) else {
            return "its content does not match its hash"
        }
        seq = entry.seq
        hash = entry.hash
        return nil
    }

    /// The state behind a row whose own place in the chain is not in question.
    init(behind entry: AuditEntry) { self.init(seq: entry.seq, hash: entry.hash) }

    private init(seq: Int64, hash: [UInt8]) {
        self.seq = seq
        self.hash = hash
    }

    /// SHA-256 over sequence number, microseconds, kind, subject, body and the hash before, each led by
    /// its length in bytes (8 bytes, big-endian), so that no two rows share an encoding.
    static func hash(seq: Int64, row: AuditRow, previous: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(160 + row.body.count)
        append(seq, to: &bytes)
        append(row.at.microseconds, to: &bytes)
        append(row.kind.utf8, to: &bytes)
        append(row.subject.utf8, to: &bytes)
        append(row.body, to: &bytes)
        append(previous, to: &bytes)
        return SHA256.hash(bytes)
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        appendBigEndian(8, to: &bytes)
        appendBigEndian(number, to: &bytes)
    }

    private static func append(_ field: some Collection<UInt8>, to bytes: inout [UInt8]) {
        appendBigEndian(Int64(field.count), to: &bytes)
        bytes.append(contentsOf: field)
    }

    private static func appendBigEndian(_ number: Int64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
