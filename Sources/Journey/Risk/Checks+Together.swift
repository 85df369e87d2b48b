package import Trading

/// What accounts that belong together may hold, and what an entry may lose.
extension Checks {
    static let together: [Check] = [
        Check(
            id: "PT-33", title: "one class", classes: entry, codes: [.contractClassMix],
            inputs: { input in
                [
                    ("one_class", "\(input.holding?.limits.isOneClass ?? false)"),
                    ("others", "\(input.holding?.otherClass.count ?? 0)"),
                ]
            }, fails: oneClass),
        Check(
            id: "PT-34", title: "hedge across accounts", classes: entry,
            codes: [.crossAccountHedge, .stateStale],
            inputs: { input in
                [
                    ("opposite", "\(input.holding?.opposite.count ?? 0)"),
                    ("unread", "\(input.holding?.unread.count ?? 0)"),
                ]
            }, fails: hedge),
        Check(
            id: "PT-35", title: "adding", classes: entry, codes: [.pyramidingLimit],
            inputs: { input in
                [
                    ("adds", input.holding?.adds.map { "\($0)" } ?? "none"),
                    ("max_adds", input.holding?.limits.addsMax.map { "\($0)" } ?? "off"),
                ]
            }, changes: .none, fails: adding),
        Check(
            id: "PT-38", title: "self-match", classes: entry, codes: [.selfMatch],
            inputs: { input in
                [
                    ("refused", "\(input.holding?.limits.refusesSelfMatch ?? false)"),
                    ("own_orders", "\(input.holding?.matches.count ?? 0)"),
                ]
            }, fails: selfMatch),
        Check(
            id: "PT-40", title: "risk of the trade", classes: entry, codes: [.riskPerTradeExceeded],
            inputs: { input in
                [
                    ("risk", newRisk(input).map { "\($0)" } ?? "unknown"),
                    ("max_risk", input.holding?.limits.riskMax.map { "\($0)" } ?? "off"),
                    ("tick_value", input.holding?.tickValue?.description ?? "unknown"),
                    ("round_turn", input.holding?.product?.roundTurn.description ?? "unknown"),
                    ("slip_ticks", "\(input.holding?.limits.slipTicks ?? 0)"),
                ]
            }, fails: riskPerTrade),
        Check(
            id: "PT-41", title: "open risk", classes: entry, codes: [.openRiskUnbounded],
            inputs: { input in
                [
                    ("needed", "\(input.holding?.limits.needsStops ?? false)"),
                    ("without_stop", "\(input.holding?.bare.count ?? 0)"),
                ]
            }, fails: openRisk),
    ]

    private static func oneClass(_ input: GateInput) -> Denial? {
        guard let facts = input.holding, facts.limits.isOneClass else { return nil }
        guard facts.product != nil, facts.unweighed.isEmpty else {
            return Denial(
                .contractClassMix, "not every contract is known to be a mini or a micro",
                remedy: "trade products of the table alone, or set risk.one_class: false")
        }
        guard let other = facts.otherClass.first else { return nil }
        return Denial(
            .contractClassMix, "\(other), and minis and micros exclude each other",
            remedy: "close that first, or set risk.one_class: false")
    }

    private static func hedge(_ input: GateInput) -> Denial? {
        guard let facts = input.holding else { return nil }
        if let other = facts.opposite.first {
            return Denial(
                .crossAccountHedge, "\(other), against a \(input.side?.rawValue ?? "?") here",
                remedy:
                    "close or cancel that first; accounts of another person or firm get a person or firm of their own"
            )
        }
        guard let other = facts.unread.first else { return nil }
        return Denial(
            .stateStale, "what \(other) holds is not known, and this could be a hedge against it",
            remedy:
                "wait until it was compared with the venue; remove an account that is gone from the settings")
    }

    private static func adding(_ input: GateInput) -> Denial? {
        guard let facts = input.holding, let limit = facts.limits.addsMax, let adds = facts.adds,
            adds >= limit
        else { return nil }
        return Denial(
            .pyramidingLimit,
            "this would be entry \(adds.checked(adding: 2) ?? .max) in one direction; risk.max_adds is \(limit)",
            remedy: "let the script enter once, or raise risk.max_adds for the account")
    }

    private static func selfMatch(_ input: GateInput) -> Denial? {
        guard let facts = input.holding, facts.limits.refusesSelfMatch, let own = facts.matches.first else {
            return nil
        }
        return Denial(
            .selfMatch, "it could trade against \(own)",
            remedy: "cancel that order, send the alert's price, or set risk.self_match: true")
    }

    /// What the entry loses at its stop in USD, fees and slip with it; nil without a stop, or where it cannot be
    /// told.
    ///
    /// Source: risk specification, section 1.5.
    package static func newRisk(_ input: GateInput) -> Money? {
        guard let facts = input.holding, let size = input.size, let stop = input.stopTicks,
            let value = facts.tickValue, let product = facts.product
        else { return nil }
        return Sizing.riskOfOne(
            stopTicks: stop, slipTicks: facts.limits.slipTicks, tickValue: value, roundTurn: product.roundTurn
        )?
        .checked(times: size)
    }

    private static func riskPerTrade(_ input: GateInput) -> Denial? {
        guard let limit = input.holding?.limits.riskMax else { return nil }
        guard let risk = newRisk(input) else {
            return Denial(
                .riskPerTradeExceeded, "what it could lose is not known; limit \(limit) USD",
                remedy: "give it stop_ticks, on a product of the table, or set risk.max_risk: off")
        }
        guard risk > limit else { return nil }
        return Denial(
            .riskPerTradeExceeded,
            "it could lose \(risk) USD at its stop, with fees and slip; limit \(limit)",
            remedy: "lower the size or the stop's distance, or raise risk.max_risk for the account")
    }

    private static func openRisk(_ input: GateInput) -> Denial? {
        guard let facts = input.holding, facts.limits.needsStops, let bare = facts.bare.first else {
            return nil
        }
        return Denial(
            .openRiskUnbounded, "\(bare) has no working stop",
            remedy: "place a stop, or close it; risk.require_stop: false lets entries pass without")
    }
}
