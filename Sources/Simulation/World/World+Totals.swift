import Journey
import Trading

extension World {
    /// The last row of each trading day holds what the venue's trades of that day add up to.
    func compareTotals(_ account: AccountProfile) {
        var totals: [TradingDay: DayRow] = [:]
        for trade in venue.trades(of: account.id) {
            let day = plan.day(of: trade.at)
            var total = totals[day] ?? DayRow(account: account.name, day: day)
            if !trade.isVoided { total.add(trade) }
            totals[day] = total
        }
        for (day, total) in totals.sorted(by: { $0.key < $1.key }) {
            var ours = shadow.days[LedgerShadow.DayKey(account: account.name, day: day)]
            ours?.openingBalance = nil
            ours?.openingReadAt = nil
            ours?.floor = nil
            guard ours != total else { continue }
            violate(
                .dayTotals,
                "\(account.name) on \(day): \(ours?.words ?? "nothing") in the ledger, \(total.words) at the venue"
            )
        }
        for day in Set([plan.evening?.day ?? Plan.monday, plan.day(of: venue.wall)]).sorted() {
            let row = shadow.days[LedgerShadow.DayKey(account: account.name, day: day)]
            if let row { judge.judgeDay(row, of: account) }
        }
    }
}

extension DayRow {
    fileprivate mutating func add(_ trade: SimulatedTrade) {
        trades += 1
        profit = profit.checked(adding: trade.profit ?? .zero) ?? profit
        fees = fees.checked(adding: trade.fees) ?? fees
        commissions = commissions.checked(adding: trade.commissions) ?? commissions
    }

    fileprivate var words: String {
        "\(trades) trades, profit \(profit), fees \(fees), commissions \(commissions)"
    }
}
