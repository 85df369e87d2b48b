/// The placeholders that TradingView replaces.
///
/// Source: TradingView, variable values in alerts and strategy alerts, read 2026-06.
enum Placeholders {
    private static let examples = [
        "ticker": "NQ1!", "exchange": "CME_MINI", "interval": "5", "time": "2026-10-05T14:25:00Z",
        "timenow": "2026-10-05T14:30:00Z", "open": "21440.25", "high": "21460", "low": "21438.5",
        "close": "21450.25", "volume": "1834", "syminfo.currency": "USD", "syminfo.basecurrency": "USD",
        "strategy.order.action": "buy", "strategy.order.contracts": "2", "strategy.order.price": "21450.25",
        "strategy.order.id": "Long", "strategy.order.comment": "TP1", "strategy.order.alert_message": "…",
        "strategy.position_size": "2", "strategy.market_position": "long",
        "strategy.market_position_size": "2", "strategy.prev_market_position": "flat",
        "strategy.prev_market_position_size": "0",
    ]

    /// What one becomes; nil for a name that TradingView does not have.
    static func example(_ name: String) -> String? {
        if name.hasPrefix("plot_") || name.hasPrefix("plot(") { return "63.4182" }
        return examples[name]
    }
}
