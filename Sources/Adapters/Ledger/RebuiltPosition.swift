package import JSON
package import Trading

/// What an account holds of a contract, added up from the ledger's rows alone, beside what the venue last said.
package struct RebuiltPosition: Hashable, Sendable {
    /// The kind of discrepancy that records a change of a position which no fill explains.
    package static let unexplained = "unexplained_position"
    /// So long after its last word a position may still wait for the fill, or the reading, that explains it.
    package static let settling = Span.seconds(120)

    package let account: AccountName
    package let contract: ContractID
    /// Signed contracts of all fills that were not voided.
    package internal(set) var fromFills: Int64 = 0
    /// Signed contracts that no fill explains: what was there at first, adopted, or taken away elsewhere.
    package internal(set) var adopted: Int64 = 0
    /// What the table `positions` says; 0 without a row.
    package internal(set) var recorded: Int64 = 0
    /// Whether it changed less than `settling` before the ledger's last entry.
    package internal(set) var isSettling = false
    /// The newest audit row about it.
    var seq: Int64 = 0

    package var rebuilt: Int64 { fromFills &+ adopted }
    package var agrees: Bool { rebuilt == recorded }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("account", account.text)
        writer.member("contract", contract.text)
        writer.member("rebuilt", rebuilt)
        writer.member("from_fills", fromFills)
        writer.member("adopted", adopted)
        writer.member("recorded", recorded)
        writer.member("agrees", agrees)
        writer.member("settling", isSettling)
    }

    /// One JSON object.
    package func json() -> [UInt8] {
        JSONWriter.write { $0.object { writeMembers(to: &$0) } }
    }
}
