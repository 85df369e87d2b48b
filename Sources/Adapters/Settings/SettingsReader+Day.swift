import Journey
import YAML

extension SettingsReader {
    /// What a trading day may lose, earn and trade.
    mutating func readDay(_ section: Section?, _ limits: RiskLimits) -> DayLimits {
        guard let section else { return .off }
        let loss = report.optional("daily_loss", of: section, Scalars.usd)
        let profit = report.optional("daily_profit", of: section, Scalars.usd)
        let trades = readTrades(section)
        if loss != nil, !limits.requiresStop, let node = section["daily_loss"] {
            report.add(
                "\(section.path(to: "daily_loss")) is there with require_stop: false",
                remedy: "remove one of the two: what has no stop could lose any amount", at: node)
        }
        let basis = report.optional("daily_basis", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: DayLimits.Basis.allCases)
        }
        guard loss != nil || profit != nil else {
            if basis != nil, let node = section["daily_basis"] {
                report.add(
                    "\(section.path(to: "daily_basis")) is there without daily_loss and daily_profit",
                    remedy: "add one of them, or remove it", at: node)
            }
            return trades
        }
        return DayLimits(
            lossMax: loss, profitMax: profit, tradesMax: trades.tradesMax,
            windowTradesMax: trades.windowTradesMax, basis: basis ?? .net)
    }

    /// How many entries a day, an hour and a minute take. One that is above a longer one's says nothing.
    private mutating func readTrades(_ section: Section) -> DayLimits {
        var limits = DayLimits.off
        limits.tradesMax = readTrades("max_trades", section)
        var longer = limits.tradesMax.map { (key: "max_trades", most: $0) }
        for window in TradeWindow.allCases {
            let key = "max_trades_\(window.rawValue)"
            guard let most = readTrades(key, section) else { continue }
            limits.windowTradesMax[window] = most
            if let longer, most > longer.most, let node = section[key] {
                report.add(
                    "\(section.path(to: key)) is \(most), above \(longer.key) \(longer.most)",
                    remedy: "lower \(key), or raise \(longer.key)", at: node)
            }
            longer = (key, most)
        }
        return limits
    }

    private mutating func readTrades(_ key: String, _ section: Section) -> Int64? {
        report.optional(key, of: section) { (node) throws(Objection) in
            try Scalars.whole(node, in: 1...10_000)
        }
    }
}
