import Gateway
import JSON
import Journey
import Trading

enum TradeListCommand: GatewayCommand {
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

    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]] {
        let until = try GatewayVisit.time("until", arguments)
        let since =
            try GatewayVisit.time("since", arguments)
            ?? TradingDayStart.before(SystemClock.now().wall, chicago: try ZoneFile.chicago())
        return try visit.accounts(arguments).flatMap { account in
            try visit.reads.trades(of: account.id, name: account.name, since: since, until: until)
                .map { json($0, account) }
        }
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

/// When the trading day of a moment began.
enum TradingDayStart {
    /// 17:00 in Chicago; over a week-end Friday's.
    static func before(_ time: Timestamp, chicago: ZoneRules) -> Timestamp {
        let day = TradingDay(of: time, chicago: chicago)
        let local = time.microseconds.floorDivided(by: 1_000_000) + chicago.offset(at: time)
        let today = local.floorDivided(by: 86_400)
        let hasRolled = local - today * 86_400 >= 17 * 3_600
        var start = roll(on: hasRolled ? today : today - 1, chicago)
        var earlier = (hasRolled ? today : today - 1) - 1
        while TradingDay(of: roll(on: earlier, chicago), chicago: chicago) == day {
            start = roll(on: earlier, chicago)
            earlier -= 1
        }
        return start
    }

    /// 17:00 in Chicago on a local day, whose offset is that of the same afternoon.
    private static func roll(on day: Int64, _ chicago: ZoneRules) -> Timestamp {
        let local = day * 86_400 + 17 * 3_600
        let offset = chicago.offset(at: Timestamp(microseconds: (local + 6 * 3_600) * 1_000_000))
        return Timestamp(microseconds: (local - offset) * 1_000_000)
    }
}
