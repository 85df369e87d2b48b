import JSON
import Trading

/// One execution in the simulated venue's book.
struct SimulatedTrade: Sendable {
    let id: Int64
    let account: AccountID
    let contract: ContractID
    let order: Int64
    let at: Timestamp
    /// The steady time from which searches show it.
    let visibleAt: Timestamp
    let price: Price
    let side: Side
    let size: Int64
    /// Before fees; nil where it only opened.
    let profit: Money?
    let fees: Money
    let commissions: Money
    var isVoided = false
    /// As searches write it, again and again.
    var row: [UInt8] = []

    func write(_ writer: inout JSONWriter, isHub: Bool) {
        writer.object {
            $0.member("id", id)
            $0.member("accountId", account.number)
            $0.member("contractId", contract.text)
            $0.member("creationTimestamp", at.description)
            $0.price("price", price, isHub: isHub)
            if let profit {
                $0.money("profitAndLoss", profit)
            } else if !isHub {
                $0.key("profitAndLoss")
                $0.null()
            }
            $0.money("fees", fees)
            $0.money("commissions", commissions)
            $0.member("side", side == .buy ? Int64(0) : 1)
            $0.member("size", size)
            $0.member("voided", isVoided)
            $0.member("orderId", order)
        }
    }
}
