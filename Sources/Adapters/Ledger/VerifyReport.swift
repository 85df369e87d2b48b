package import JSON

/// What a check of the whole ledger found.
package struct VerifyReport: Hashable, Sendable {
    /// Findings are kept up to this many; the rest is only counted.
    package static let findingsMax = 1_000

    package internal(set) var auditRows: Int64 = 0
    /// Rows of the other tables that were held against the audit.
    package internal(set) var rowsCompared: Int64 = 0
    package internal(set) var verdictsRecomputed: Int64 = 0
    /// Deliveries that went for their age, as the chain announces.
    package internal(set) var deliveriesDropped: Int64 = 0
    /// Positions that changed so lately that the fill or the reading which explains them may be on its way.
    package internal(set) var positionsSettling: Int64 = 0
    /// The last audit row: who notes it elsewhere can later tell that none was cut off.
    package internal(set) var lastSeq: Int64 = 0
    /// 64 hexadecimal digits.
    package internal(set) var lastHash = ""
    package internal(set) var findings: [LedgerFinding] = []
    package internal(set) var findingsLeftOut: Int64 = 0

    package var isSound: Bool { findings.isEmpty }
    package var findingsCount: Int64 { Int64(findings.count) + findingsLeftOut }

    mutating func add(_ finding: LedgerFinding) {
        if findings.count < Self.findingsMax { findings.append(finding) } else { findingsLeftOut += 1 }
    }

    /// One JSON object.
    package func json() -> [UInt8] {
        JSONWriter.write { writer in
            writer.object {
                $0.member("sound", isSound)
                $0.member("audit_rows", auditRows)
                $0.member("rows_compared", rowsCompared)
                $0.member("verdicts_recomputed", verdictsRecomputed)
                $0.member("deliveries_dropped", deliveriesDropped)
                $0.member("positions_settling", positionsSettling)
                $0.member("last_seq", lastSeq)
                $0.member("last_hash", lastHash)
                $0.key("first")
                if let first = findings.first { first.write(to: &$0) } else { $0.null() }
                $0.member("findings_count", findingsCount)
                $0.key("findings")
                $0.array { for finding in findings { finding.write(to: &$0) } }
                $0.member("findings_left_out", findingsLeftOut)
            }
        }
    }
}

/// One thing in the ledger that cannot be right.
package struct LedgerFinding: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The first audit row at which the chain breaks.
        case chain
        /// The audit tells of a row that its table does not have.
        case missing
        /// A row differs from its newest audit row.
        case changed
        /// A row that no audit row tells of.
        case added
        /// A value that no version of this program writes.
        case unreadable
        /// SQLite's own check of the file.
        case integrity
        /// A row refers to one that is not there.
        case foreignKey = "foreign_key"
        /// A verdict that does not follow from its recorded inputs.
        case verdict
        /// A position that fills and adoptions do not add up to.
        case position
        /// A day's totals that its fills do not add up to.
        case total
    }

    package let kind: Kind
    /// The kind of row and its key, `order ab-…`, or `audit 17`.
    package let subject: String
    package let what: String

    package var description: String { "\(subject): \(what)" }

    package func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("kind", kind.rawValue)
            $0.member("subject", subject)
            $0.member("what", what)
        }
    }
}
