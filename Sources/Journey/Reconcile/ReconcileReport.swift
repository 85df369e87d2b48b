import JSON
package import Trading

/// What one account's reading found that somebody asked for.
package struct ReconcileReport: Hashable, Sendable {
    package let account: AccountName
    /// Whether everything could be read and compared.
    package var isComplete = false
    /// Why not, one line each.
    package var faults: [String] = []
    package var positions: [Position] = []
    /// Orders that can still act at the venue, ours and others'.
    package var workingOrders = 0
    package var balance: Money?
    /// Written since it was asked.
    package var discrepancies: [DiscrepancyRow] = []

    package init(account: AccountName) { self.account = account }

    /// Whether both sides agree.
    package var agrees: Bool { isComplete && discrepancies.isEmpty }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("account", account.text)
            writer.member("complete", isComplete)
            writer.member("agrees", agrees)
            writer.member("balance", balance)
            writer.member("working_orders", Int64(workingOrders))
            writer.key("positions")
            writer.array { writer in
                for position in positions {
                    writer.object { writer in
                        writer.member("contract", position.contract.text)
                        writer.member("size", position.signedSize)
                        writer.member("average_price", position.averagePrice)
                    }
                }
            }
            writer.key("discrepancies")
            writer.array { writer in
                for row in discrepancies { writer.object { row.writeMembers(to: &$0) } }
            }
            writer.key("faults")
            writer.array { writer in faults.forEach { writer.value($0) } }
        }
    }
}
