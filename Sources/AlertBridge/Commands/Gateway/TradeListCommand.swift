import Gateway
import JSON
import Journey
import Trading

enum TradeListCommand: AccountwiseCommand {
    static let words = ["trade", "list"]
    static let summary = "Lists executions at the venue, the oldest first."
    static let own = [
        GatewayVisit.account,
        .init("since", "TIME", "from this moment on (default: the trading day, from 17:00 Chicago)"),
        .init("until", "TIME", "before this moment"),
    ]
    static let columns = [
        "at", "account", "id", "order_id", "contract", "side", "size", "price", "profit_and_loss", "fees",
        "commissions", "voided",
    ]

    static func records(
        of account: GatewayVisit.Account, _ visit: GatewayVisit, _ arguments: Arguments
    ) throws -> [[UInt8]] {
        let until = try GatewayVisit.time("until", arguments)
        let since =
            try GatewayVisit.time("since", arguments)
            ?? TradingDay.start(of: SystemClock.now().wall, chicago: try ZoneFile.chicago())
        return try visit.reads.trades(of: account.id, name: account.name, since: since, until: until)
            .map { json($0, account) }
    }

    private static func json(_ trade: VenueTrade, _ account: GatewayVisit.Account) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("at", trade.at.description)
                $0.member("account", account.name.text)
                $0.member("account_id", account.id.number)
                $0.member("id", trade.id.number)
                $0.member("order_id", trade.order.number)
                $0.member("contract", trade.contract.text)
                $0.member("side", trade.side.rawValue)
                $0.member("size", trade.size)
                $0.member("price", number: trade.price.description)
                $0.member("profit_and_loss", number: trade.profit?.description)
                $0.member("fees", number: trade.fees.description)
                $0.member("commissions", number: trade.commissions?.description)
                $0.member("voided", trade.isVoided)
            }
        }
    }
}
