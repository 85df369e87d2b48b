package import Trading

/// Prices held against what the market was last said to be.
///
/// The reference is what the market hub shows while it is fresh, else the alert's own price while that is.
extension Checks {
    /// An alert's price older than this is none.
    package static let referenceAgeMax = Span.seconds(30)

    static let prices: [Check] = [
        Check(
            id: "PT-21", title: "notional", classes: entry,
            codes: [.notionalExceedsMaximum, .referencePriceUnavailable],
            inputs: { input in
                [
                    ("notional", notional(input).map { "\($0)" } ?? "NO_DATA"),
                    ("max_notional", input.holding?.limits.notionalMax.map { "\($0)" } ?? "off"),
                ]
            }, fails: notionalLimit),
        Check(
            id: "PT-23", title: "sign of the price", classes: entry, codes: [.priceInvalid],
            inputs: { [("may_be_negative", words($0.holding?.limits.negative, none: "none"))] },
            fails: priceSign),
        Check(
            id: "PT-24", title: "collar", classes: entry,
            codes: [.priceOutsideCollar, .referencePriceUnavailable],
            inputs: { input in
                referenceInputs(input) + [
                    ("collar", collarWords(input))
                ]
            }, fails: priceCollar),
        Check(
            id: "PT-25", title: "far from the market", classes: entry,
            codes: [.priceTooFar, .referencePriceUnavailable],
            inputs: { input in
                referenceInputs(input) + [
                    ("far_ticks", input.holding?.limits.farTicks.map { "\($0)" } ?? "off")
                ]
            }, fails: farPassive),
        Check(
            id: "PT-26", title: "side of the stop", classes: entry,
            codes: [.stopWrongSide, .referencePriceUnavailable], inputs: referenceInputs, fails: stopSide),
    ]

    /// What the market was, where it is known and recent.
    static func reference(_ input: GateInput) -> Price? { input.holding?.market }

    /// What can be done where no quote is known: the first entry of a product that no rule names asks for them.
    static func remedy(withoutQuotes input: GateInput, otherwise other: String) -> String {
        guard input.asksQuotes, let contract = input.contract else { return other }
        return
            "the quotes of \(contract) are asked for from now on: send it again in some seconds, or name the "
            + "product in the rule or the copy, so that they are there from the start; else \(other)"
    }

    static func referenceInputs(_ input: GateInput) -> [(key: String, value: String)] {
        let facts = input.holding
        let age =
            facts?.freshMark != nil ? facts?.markAge : facts?.reference == nil ? nil : facts?.referenceAge
        let told: [(key: String, value: String)] = [
            ("reference", reference(input)?.description ?? "NO_DATA"),
            ("age", age.map { "\($0)" } ?? "none"),
            ("required", "\(facts?.limits.needsReference ?? false)"),
        ]
        guard let facts, let stale = facts.mark else { return told }
        return told + [("mark", facts.freshMark == nil ? "NO_DATA, \(stale) is too old" : "fresh")]
    }

    /// The denial where a reference is insisted on; nil where a price without one passes unjudged, which the inputs
    /// tell.
    private static func withoutReference(_ input: GateInput) -> Denial? {
        guard input.holding?.limits.needsReference == true else { return nil }
        return Denial(
            .referencePriceUnavailable,
            "no quote of the last \(MarketMark.ageMax) and no alert's price of the last \(referenceAgeMax) is known to "
                + "compare with",
            remedy: remedy(
                withoutQuotes: input,
                otherwise:
                    "send \"price\": \"{{close}}\" with the alert, or set risk.require_reference: false"))
    }

    /// The worth of the order in USD at its own price, else at the reference; nil when it cannot be told.
    static func notional(_ input: GateInput) -> Money? {
        guard let facts = input.holding, let size = input.size, let value = facts.tickValue,
            let tick = input.tickSize,
            let price = input.limitPrice ?? input.stopPrice ?? input.trailPrice ?? reference(input)
        else { return nil }
        // Rounded up to a whole tick: whatever is not on the grid is denied for that.
        let ticks = price.nanos.magnitude / UInt64(tick.nanos) + (tick.holds(price) ? 0 : 1)
        return Int64(exactly: ticks).flatMap { value.checked(times: $0) }?.checked(times: size)
    }

    private static func notionalLimit(_ input: GateInput) -> Denial? {
        guard let limit = input.holding?.limits.notionalMax else { return nil }
        guard let worth = notional(input) else {
            return Denial(
                .referencePriceUnavailable, "no price tells what the order is worth; limit \(limit) USD",
                remedy: remedy(
                    withoutQuotes: input,
                    otherwise: "send \"price\": \"{{close}}\" with the alert, or set risk.max_notional: off"))
        }
        guard worth > limit else { return nil }
        return Denial(
            .notionalExceedsMaximum, "the order is worth \(worth) USD; limit \(limit)",
            remedy: "lower the size, or raise risk.max_notional for the account")
    }

    private static func priceSign(_ input: GateInput) -> Denial? {
        let isPriceless =
            input.type == .limit && input.limitPrice == nil || input.type == .stop && input.stopPrice == nil
        if isPriceless, input.change == nil {
            return Denial(
                .priceInvalid, "a \(input.type.word) order needs a price, and the alert tells none that fits",
                remedy: "send \"price\": \"{{close}}\" with the alert, on a chart of what is traded")
        }
        guard let facts = input.holding, !facts.limits.negative.contains(tradedRoot(input, facts)) else {
            return nil
        }
        let prices = [
            ("limit_price", input.limitPrice), ("stop_price", input.stopPrice),
            ("trail_price", input.trailPrice),
        ]
        for case (let name, let price?) in prices where price <= Price(nanos: 0) {
            return Denial(
                .priceInvalid, "\(name) \(price) is not above zero",
                remedy:
                    "look at what the script fills in: a sell limit there sells at any price. Where prices may be "
                    + "negative, name the root in risk.negative_prices")
        }
        return nil
    }

    /// Price units × 10⁻⁹; nil when it is off, or without a reference.
    static func collar(_ input: GateInput) -> Int64? {
        guard let limits = input.holding?.limits, let reference = reference(input) else { return nil }
        let ticks = limits.collarTicks.flatMap { $0.checked(times: input.tickSize?.nanos ?? 0) }
        // By millionths of the price, without leaving the range on the way.
        let share = limits.collarMillionths.flatMap { share -> Int64? in
            let magnitude = Int64(clamping: reference.nanos.magnitude)
            return (magnitude / 1_000_000).checked(times: share)
        }
        return [ticks, share].compactMap { $0 }.max()
    }

    private static func collarWords(_ input: GateInput) -> String {
        guard let limits = input.holding?.limits, limits.collarTicks != nil || limits.collarMillionths != nil
        else { return "off" }
        return collar(input).map { FixedPoint.text($0, digits: 9) } ?? "NO_DATA"
    }

    private static func priceCollar(_ input: GateInput) -> Denial? {
        guard let limits = input.holding?.limits, let price = input.limitPrice, let side = input.side,
            limits.collarTicks != nil || limits.collarMillionths != nil
        else { return nil }
        guard let reference = reference(input), let collar = collar(input) else {
            return withoutReference(input)
        }
        let beyond = price.nanos.checked(subtracting: reference.nanos)?.checked(times: side.sign)
        if let beyond, beyond <= collar { return nil }
        return Denial(
            .priceOutsideCollar,
            "\(side.rawValue) limit \(price) is more than \(FixedPoint.text(collar, digits: 9)) "
                + "beyond the market at \(reference)",
            remedy: "look at the price, or widen risk.collar_ticks or risk.collar_percent")
    }

    private static func farPassive(_ input: GateInput) -> Denial? {
        guard let limit = input.holding?.limits.farTicks, let tick = input.tickSize else { return nil }
        let prices = [("limit_price", input.limitPrice), ("stop_price", input.stopPrice)]
        for case (let name, let price?) in prices {
            guard let reference = reference(input) else { return withoutReference(input) }
            let distance = price.nanos.checked(subtracting: reference.nanos)?.magnitude
            let most = limit.checked(times: tick.nanos)?.magnitude
            if let distance, let most, distance <= most { continue }
            return Denial(
                .priceTooFar, "\(name) \(price) is more than \(limit) ticks from the market at \(reference)",
                remedy: "look at the price, or raise risk.far_ticks")
        }
        return nil
    }

    private static func stopSide(_ input: GateInput) -> Denial? {
        guard input.holding != nil, input.type == .stop, let price = input.stopPrice, let side = input.side
        else { return nil }
        guard let reference = reference(input) else { return withoutReference(input) }
        guard side == .buy ? price <= reference : price >= reference else { return nil }
        return Denial(
            .stopWrongSide,
            "a \(side.rawValue) stop at \(price) is not \(side == .buy ? "above" : "below") the market at "
                + "\(reference)",
            remedy: "send a limit at that price, or correct stop_price")
    }
}
