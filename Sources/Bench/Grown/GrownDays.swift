import Journey
import Trading

/// What each account's fills have made of the trading day that it is in.
package struct GrownDays {
    private var days: [AccountName: DayRow] = [:]

    package init() {}

    /// - Returns: The day's totals with this fill, as the Desk writes them behind it.
    mutating func add(_ trade: VenueTrade, to day: TradingDay) -> DayRow {
        var total = days[trade.account] ?? DayRow(account: trade.account, day: day)
        if total.day != day { total = DayRow(account: trade.account, day: day) }
        total.trades += 1
        total.profit = total.profit.checked(adding: trade.profit ?? .zero) ?? total.profit
        total.fees = total.fees.checked(adding: trade.fees) ?? total.fees
        days[trade.account] = total
        return total
    }
}
