import JSON
import Trading

/// The firm takes back what was executed.
extension SimulatedVenue {
    /// Voids a trade of the last minute that only opened, and after which its contract was not traded.
    ///
    /// The position and the money that it made go with it; the order stays filled.
    ///
    /// - Returns: the account, or nil where there is no such trade.
    func voidTrade() -> AccountID? {
        for account in accountIDs.shuffled(using: &dice) {
            var touched: Set<ContractID> = []
            let trades = self.trades(of: account)
            for index in trades.indices.reversed() where touched.insert(trades[index].contract).inserted {
                let trade = trades[index]
                guard trade.profit == nil, !trade.isVoided, wall.since(trade.at) < .seconds(60) else {
                    continue
                }
                void(index, of: account)
                return account
            }
        }
        return nil
    }

    private func void(_ index: Int, of id: AccountID) {
        guard var account = accounts[id] else { return }
        var trade = account.trades[index]
        guard var holding = account.holdings[trade.contract] else { return }
        trade.isVoided = true
        trade.row = JSONWriter.write { trade.write(&$0, isHub: false) }
        account.trades[index] = trade
        holding.size -= trade.side.sign * trade.size
        holding.cost = holding.size == 0 ? 0 : holding.cost - trade.price.nanos * trade.size
        account.holdings[trade.contract] = holding.size == 0 ? nil : holding
        let paid = trade.fees.tenThousandths + trade.commissions.tenThousandths
        account.balance = Money(tenThousandths: account.balance.tenThousandths + paid)
        accounts[id] = account
        tell(trade)
        tell(holding, of: trade.contract, account: id)
        tellAccount(id)
    }
}
