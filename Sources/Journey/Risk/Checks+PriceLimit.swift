import Trading

/// How near an entry is to where the exchange stops trading.
///
/// Source: risk specification, section 3.8. An account asks for it by its settings; then what is not known denies.
extension Checks {
    static let priceLimit: [Check] = [
        Check(
            id: "PX-01", title: "price limit", classes: entry,
            codes: [.nearPriceLimit, .referencePriceUnavailable],
            inputs: { input in
                guard let facts = input.priceLimit else { return [("price_limit", "off")] }
                let entered = facts.entered.map { [("entered_for", "\($0)")] } ?? []
                return [
                    ("price_limit", facts.limitGuard.mode.rawValue), ("day", "\(facts.day)"),
                    ("settled", facts.limit.map { "\($0.reference)" } ?? "NO_DATA"),
                    ("limit_percent", facts.limit.map { percent($0.millionths) } ?? "NO_DATA"),
                    ("margin_percent", percent(facts.limitGuard.margin)),
                    ("lower", facts.band.map { "\($0.lower)" } ?? "NO_DATA"),
                    ("upper", facts.band.map { "\($0.upper)" } ?? "NO_DATA"),
                ] + entered + referenceInputs(input)
            }, fails: priceLimit)
    ]

    /// `7` for 70 000 millionths.
    package static func percent(_ millionths: Int64) -> String { FixedPoint.text(millionths, digits: 4) }

    private static func priceLimit(_ input: GateInput) -> Denial? {
        guard let facts = input.priceLimit else { return nil }
        let name = facts.limit?.contract ?? input.contract?.text ?? input.root
        guard let limit = facts.limit, let band = facts.band else {
            let other = facts.entered.map { "; the latest is for \($0)" } ?? ""
            return Denial(
                .referencePriceUnavailable,
                "no settlement price of \(name) is entered for \(facts.day)\(other), so nobody knows where its "
                    + "price limits are",
                remedy: "enter it under price_limits and start again, or set risk.price_limit: off")
        }
        let market = reference(input)
        let prices = [
            ("the market at", market), ("limit_price", input.limitPrice), ("stop_price", input.stopPrice),
        ]
        for case (let what, let price?) in prices where !band.holds(price) {
            return Denial(
                .nearPriceLimit,
                "\(what) \(price) is not between \(band.lower) and \(band.upper): within "
                    + "\(percent(facts.limitGuard.margin)) % of the price limits, \(percent(limit.millionths)) % "
                    + "either way of \(limit.reference)",
                remedy: "wait until the market is back, or correct price_limits if the exchange's differ")
        }
        guard market == nil else { return nil }
        return Denial(
            .referencePriceUnavailable,
            "no quote of the last \(MarketMark.ageMax) and no alert's price of the last \(referenceAgeMax) tells how "
                + "near \(name) is to its price limits",
            remedy: remedy(
                withoutQuotes: input,
                otherwise:
                    "give the gateway a market_hub, send \"price\": \"{{close}}\" with the alert, or set "
                    + "risk.price_limit: off"))
    }
}
