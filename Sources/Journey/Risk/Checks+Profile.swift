import Trading

/// What an account's firm allows.
///
/// Source: risk specification, sections 2.4, 3.3, 3.4, 3.9 and 4.1. What is open counts with its loss at the stop,
/// from the price at which it was entered, which is the same headroom as with a mark; where a fresh mark stands
/// beyond the stop, with its loss there.
extension Checks {
    static let profile: [Check] = [
        Check(
            id: "PT-05", title: "account class", classes: entry, codes: [.accountClassForbidden],
            inputs: { input in
                guard let profile = input.profile?.profile else { return [("profile", "none")] }
                return [
                    ("profile", profile.name), ("class", profile.accountClass.rawValue),
                    ("api_trading_allowed", profile.allowsAPI.map { "\($0)" } ?? "unknown"),
                    ("simulated", profile.isSimulated.map { "\($0)" } ?? "unknown"),
                    ("venue_simulated", input.isSimulated.map { "\($0)" } ?? "unknown"),
                    ("as_of", "\(profile.asOf)"),
                ]
            }, fails: accountClass),
        Check(
            id: "PT-32", title: "scaling plan", classes: entry, codes: [.scalingPlanExceeded],
            inputs: { input in
                guard let facts = input.profile, !facts.profile.scaling.isEmpty else {
                    return [("plan", "none")]
                }
                return [
                    ("day", "\(facts.day)"), ("balance_at_open", known(facts.opening)),
                    ("tier", facts.tierTenths.map(minis) ?? "NO_DATA"),
                    ("minis", input.holding.flatMap { accountTenths(input, $0) }.map(minis) ?? "unknown"),
                ]
            }, fails: scalingPlan),
        Check(
            id: "PT-43", title: "room to the floor", classes: entry, codes: [.maxLossHeadroom],
            inputs: { input in
                guard let facts = input.profile, facts.profile.drawdown != nil else {
                    return [("floor", "none")]
                }
                return [
                    ("balance", known(facts.balance)), ("floor", known(facts.floor)),
                    ("basis", facts.basis?.rawValue ?? "NO_DATA"), ("breached", "\(facts.isBreached)"),
                ] + markInputs(input) + [
                    ("equity", known(equity(input))), ("open_risk", known(facts.openRisk)),
                    ("risk", known(newRisk(input))), ("buffer", "\(facts.buffer)"),
                ]
            }, fails: floorRoom),
    ]

    private static func known(_ money: Money?) -> String { money.map { "\($0)" } ?? "NO_DATA" }

    /// Cash with open profit; nil unless the market is known for all that is open.
    static func equity(_ input: GateInput) -> Money? {
        guard let profit = input.marks?.profit else { return nil }
        return input.profile?.balance?.checked(adding: profit)
    }

    private static func accountClass(_ input: GateInput) -> Denial? {
        guard let profile = input.profile?.profile else { return nil }
        if profile.isSimulated == true, input.isSimulated == false {
            return Denial(
                .accountClassForbidden,
                "the venue says that the account's orders reach the exchange (simulated=false), and profile "
                    + "\(profile.name) is for a simulated one",
                remedy: "ask the firm what the account is, and name the profile that fits it")
        }
        guard profile.allowsAPI != true else { return nil }
        guard profile.allowsAPI == false else {
            return Denial(
                .accountClassForbidden,
                "profile \(profile.name) does not say whether \(profile.firm) lets programs trade this account",
                remedy: "ask the firm, and state api_trading_allowed in a copy of the profile")
        }
        return Denial(
            .accountClassForbidden,
            "\(profile.firm) forbids programs on \(profile.accountClass.rawValue) accounts, as of \(profile.asOf)",
            remedy: "trade it by hand on the firm's platform, and take the account out of the rules")
    }

    private static func scalingPlan(_ input: GateInput) -> Denial? {
        guard let facts = input.profile, !facts.profile.scaling.isEmpty else { return nil }
        guard let tier = facts.tierTenths else {
            return Denial(
                .scalingPlanExceeded,
                "the balance at which \(facts.day) began is not known, so neither is the plan's step",
                remedy: "wait until balance and fills were read, some seconds after the hub is ready")
        }
        guard let tenths = input.holding.flatMap({ accountTenths(input, $0) }) else {
            return Denial(
                .scalingPlanExceeded,
                "what the account could hold is not known, so the plan's \(minis(tier)) minis cannot be kept",
                remedy: "trade products of the table alone")
        }
        guard tenths > tier else { return nil }
        return Denial(
            .scalingPlanExceeded,
            "could come to \(minis(tenths)) minis; the plan gives \(minis(tier)) on \(facts.day), which began at "
                + known(facts.opening),
            remedy:
                "close or cancel something first; the next step counts from the day after its balance is reached"
        )
    }

    private static func floorRoom(_ input: GateInput) -> Denial? {
        guard let facts = input.profile, facts.profile.drawdown != nil else { return nil }
        guard let floor = facts.floor else {
            let other = "`alertbridge check` says what is missing; the figure is on the firm's dashboard"
            return Denial(
                .maxLossHeadroom, "the floor is not known: \(facts.gap ?? "nobody told it")",
                remedy: facts.lacksQuotes ? remedy(withoutQuotes: input, otherwise: other) : other)
        }
        guard !facts.isBreached else {
            return Denial(
                .maxLossHeadroom, "the account touched its floor of \(floor) USD",
                remedy: "after a reset enter the new floor with its day: drawdown.floor and drawdown.as_of")
        }
        guard let balance = facts.balance, let open = openRisk(facts.openRisk, input),
            let risk = newRisk(input),
            let room = balance.checked(subtracting: floor)?.checked(subtracting: facts.buffer)?
                .checked(subtracting: open)?.checked(subtracting: risk)
        else {
            return Denial(
                .maxLossHeadroom,
                "the balance, or what could be lost at the stops, is not known; the floor is \(floor) USD",
                remedy: "give every position a stop, and wait until fills and balance were compared")
        }
        guard room <= .zero else { return nil }
        return Denial(
            .maxLossHeadroom,
            "balance \(balance), \(open) at the stops of what is open, or at the market beyond them, and \(risk) at this "
                + "one leave \(room) above the floor \(floor) and the buffer \(facts.buffer)",
            remedy: "trade smaller or with a nearer stop, or lower drawdown.buffer")
    }
}
