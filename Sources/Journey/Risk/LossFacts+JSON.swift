import JSON
import Trading

/// As the ledger keeps them; what is off is left out.
extension DayFacts {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("day", "\(day)")
            writer.member("loss_max", numberIfPresent: limits.lossMax?.description)
            writer.member("profit_max", numberIfPresent: limits.profitMax?.description)
            writer.member("trades_max", ifPresent: limits.tradesMax)
            writer.member("realised", numberIfPresent: realised?.description)
            writer.member("lowest", numberIfPresent: lowest?.description)
            writer.member("highest", numberIfPresent: highest?.description)
            writer.member("basis", ifPresent: limits.basis == .realised ? nil : limits.basis.rawValue)
            writer.member("open", numberIfPresent: open?.description)
            writer.member("reached", ifPresent: reached?.limit.lock)
            writer.member("reached_by", ifPresent: reached?.words)
            writer.member("open_risk", numberIfPresent: openRisk?.description)
            writer.member("trades", trades)
            for window in TradeWindow.allCases {
                writer.member("trades_\(window.rawValue)_max", ifPresent: limits.windowTradesMax[window])
                writer.member("trades_\(window.rawValue)", ifPresent: windowTrades[window])
            }
            writer.member("day_roll", ifPresent: roll == TradingDay.usualRoll ? nil : roll)
        }
    }

    /// Nil unless what must be there is.
    init?(_ json: JSONValue) {
        guard let day = json["day"]?.string.flatMap({ CivilDate($0) }), let trades = json["trades"]?.int64
        else {
            return nil
        }
        func money(_ name: String) -> Money? { json[name]?.numberText.flatMap { Money($0) } }
        self.init(
            DayLimits(
                lossMax: money("loss_max"), profitMax: money("profit_max"),
                tradesMax: json["trades_max"]?.int64,
                basis: json["basis"]?.string.flatMap(DayLimits.Basis.init) ?? .realised),
            day: TradingDay(date: day))
        if let kind = json["reached"] {
            guard let limit = kind.string.flatMap(DayLimits.Limit.init(lock:)),
                let words = json["reached_by"]?.string
            else { return nil }
            reached = Reached(limit, words)
        }
        open = money("open")
        self.trades = trades
        roll = json["day_roll"]?.int64 ?? TradingDay.usualRoll
        realised = money("realised")
        lowest = money("lowest")
        highest = money("highest")
        openRisk = money("open_risk")
        for window in TradeWindow.allCases {
            limits.windowTradesMax[window] = json["trades_\(window.rawValue)_max"]?.int64
            windowTrades[window] = json["trades_\(window.rawValue)"]?.int64
            // A limit without its count is no input to decide from.
            guard limits.windowTradesMax[window] == nil || windowTrades[window] != nil else { return nil }
        }
    }
}
