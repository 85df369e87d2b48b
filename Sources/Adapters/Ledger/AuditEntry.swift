package import JSON
package import Journey

/// One link of the audit chain, as it stands in the ledger.
package struct AuditEntry: Hashable, Sendable {
    /// Counted up from 1 without a gap.
    package let seq: Int64
    package let row: AuditRow
    /// The hash of the entry before; 32 zero bytes in the first.
    package let previousHash: [UInt8]
    package let hash: [UInt8]
    /// The entry that kept the same ledger row before this one, if any; outside the hash, for walking only.
    package let earlier: Int64?

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("seq", seq)
        row.writeMembers(to: &writer)
        writer.member("prev_hash", Hexadecimal.text(previousHash))
        writer.member("hash", Hexadecimal.text(hash))
    }

    package func json() -> [UInt8] {
        JSONWriter.write { $0.object { writeMembers(to: &$0) } }
    }
}
