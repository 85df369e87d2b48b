import Journey
import YAML

extension SettingsReader {
    /// What a trading day may lose, earn and trade.
    mutating func readDay(_ section: Section?, _ limits: RiskLimits) -> DayLimits {
        guard let section else { return .off }
        let loss = report.optional("daily_loss", of: section, Scalars.usd)
        let profit = report.optional("daily_profit", of: section, Scalars.usd)
        let trades = report.optional("max_trades", of: section) { (node) throws(Objection) in
            try Scalars.whole(node, in: 1...10_000)
        }
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
            return DayLimits(tradesMax: trades)
        }
        return DayLimits(lossMax: loss, profitMax: profit, tradesMax: trades, basis: basis ?? .net)
    }
}
