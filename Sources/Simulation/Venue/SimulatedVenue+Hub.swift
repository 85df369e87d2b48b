import JSON
import Trading

/// What the venue tells on the user hub.
extension SimulatedVenue {
    func tellOrder(_ id: Int64) {
        guard let order = order(id) else { return }
        say?("order \(id) \(order.side) \(order.filled)/\(order.size) \(order.status) \(order.tag ?? "-")")
        tell(.order, "GatewayUserOrder", order.account, action: 1) { order.write(&$0, isHub: true) }
    }

    func tell(_ trade: SimulatedTrade) {
        say?(
            "trade \(trade.id) order \(trade.order) \(trade.side) \(trade.size) at \(trade.price)"
                + (trade.isVoided ? ", voided" : ""))
        tell(.trade, "GatewayUserTrade", trade.account, action: trade.isVoided ? 1 : 0) {
            trade.write(&$0, isHub: true)
        }
    }

    func tell(_ holding: SimulatedAccount.Holding, of contract: ContractID, account: AccountID) {
        say?("position \(account) \(contract) \(holding.size)")
        guard let owner = accounts[account] else { return }
        tell(.position, "GatewayUserPosition", account, action: holding.size == 0 ? 2 : 1) {
            owner.write(holding, of: contract, to: &$0)
        }
    }

    func tellAccount(_ id: AccountID) {
        guard let account = accounts[id] else { return }
        tell(.account, "GatewayUserAccount", id, action: 1) { account.write(&$0) }
    }

    private func tell(
        _ kind: VenueLine.Kind, _ target: String, _ account: AccountID, action: Int64,
        _ write: (inout JSONWriter) -> Void
    ) {
        let listeners = lines.filter { $0.hears(kind, of: account) }
        guard !listeners.isEmpty else { return }
        let record = JSONWriter.write {
            $0.object {
                $0.member("type", 1)
                $0.member("target", target)
                $0.key("arguments")
                $0.array {
                    $0.object {
                        $0.member("action", action)
                        $0.key("data")
                        write(&$0)
                    }
                }
            }
        }
        for line in listeners { line.send?(kind, record + [VenueLine.separator]) }
    }
}
