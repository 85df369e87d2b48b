import Trading

/// What may be held: the checks that look at more than one order and its contract.
///
/// A record from before these facts were asked passes them all, as it did then.
extension Checks {
    static let holding: [Check] = [
        Check(
            id: "PT-17", title: "permission", classes: entry, codes: [.symbolNotAllowed, .symbolBlocked],
            inputs: { input in
                [
                    ("root", input.holding.map { tradedRoot(input, $0) } ?? input.root),
                    ("allow", words(input.holding?.limits.allowed, none: "any")),
                    ("deny", words(input.holding?.limits.blocked, none: "none")),
                ]
            }, fails: permission),
        Check(
            id: "PT-31", title: "account limit", classes: entry, codes: [.positionLimitAccount],
            inputs: { input in
                guard let facts = input.holding else { return [("max_minis", "off")] }
                return [
                    ("weight", facts.product.map { minis($0.tenths) } ?? "unknown"),
                    ("others", facts.otherTenths.map(minis) ?? "unknown"),
                    ("minis", accountTenths(input, facts).map(minis) ?? "unknown"),
                    ("max_minis", facts.limits.tenthsMax.map(minis) ?? "off"),
                    ("firm_max", input.profile?.profile.tenthsMax.map(minis) ?? "none"),
                    ("weights_as_of", FuturesProduct.asOf),
                ]
            }, fails: accountLimit),
        Check(
            id: "PT-37", title: "working orders", classes: entry, codes: [.workingOrderLimit],
            inputs: { input in
                [
                    ("working", input.holding.map { "\($0.working)" } ?? "unknown"),
                    ("max_working", input.holding?.limits.workingMax.map { "\($0)" } ?? "off"),
                ]
            }, changes: .none, fails: workingOrders),
    ]

    /// The root that lists are compared with: the table's, else the one that was asked for.
    static func tradedRoot(_ input: GateInput, _ facts: HoldingFacts) -> String {
        facts.product?.root ?? input.root.uppercased()
    }

    static func words(_ roots: Set<String>?, none: String) -> String {
        guard let roots, !roots.isEmpty else { return none }
        return roots.sorted().joined(separator: ",")
    }

    /// `0.4` for four tenths of a mini.
    static func minis(_ tenths: Int64) -> String { FixedPoint.text(tenths, digits: 1) }

    static func permission(_ input: GateInput) -> Denial? {
        guard let facts = input.holding else { return nil }
        let root = tradedRoot(input, facts)
        if facts.limits.blocked.contains(root) {
            return Denial(
                .symbolBlocked, "\(root) is on this account's list of products that it never trades",
                remedy: "remove \(root) from risk.deny, or leave the account out of the rule")
        }
        guard let allowed = facts.limits.allowed, !allowed.contains(root) else { return nil }
        return Denial(
            .symbolNotAllowed,
            "\(root) is not among \(words(allowed, none: "none")), which this account may trade",
            remedy: "add \(root) to risk.allow, or leave the account out of the rule")
    }

    /// What the account could hold at worst with this order, in tenths of a mini; nil when it cannot be told.
    ///
    /// Source: risk specification, section 1.4: absolute sizes are added over all contracts, whichever way each is.
    package static func accountTenths(_ input: GateInput, _ facts: HoldingFacts) -> Int64? {
        guard let product = facts.product, facts.unweighed.isEmpty, let others = facts.otherTenths,
            let own = worstCase(input)?.checked(times: product.tenths)
        else { return nil }
        return own.checked(adding: others)
    }

    static func accountLimit(_ input: GateInput) -> Denial? {
        guard let facts = input.holding else { return nil }
        // What the firm allows holds whatever the settings say.
        let firmMax = input.profile?.profile.tenthsMax
        guard let limit = [facts.limits.tenthsMax, firmMax].compactMap({ $0 }).min() else { return nil }
        guard let tenths = accountTenths(input, facts) else {
            let strangers =
                facts.unweighed + (facts.product == nil ? [input.contract?.text ?? input.root] : [])
            let why =
                strangers.isEmpty
                ? "the account's exposure is not known"
                : "no weight is known of \(strangers.joined(separator: ", "))"
            return Denial(
                .positionLimitAccount, "\(why), so the limit of \(minis(limit)) minis cannot be kept",
                remedy:
                    "trade products of the table alone, or set risk.max_minis: off for the account")
        }
        guard tenths > limit else { return nil }
        return Denial(
            .positionLimitAccount,
            "could come to \(minis(tenths)) minis over all contracts, ten micros each; limit \(minis(limit))",
            remedy: limit == firmMax
                ? "close or cancel something first: it is the most that \(input.profile?.profile.firm ?? "") allows"
                : "close or cancel something first, or raise risk.max_minis for the account")
    }

    static func workingOrders(_ input: GateInput) -> Denial? {
        guard let facts = input.holding, let limit = facts.limits.workingMax, facts.working >= limit else {
            return nil
        }
        return Denial(
            .workingOrderLimit, "\(facts.working) orders work on this account; limit \(limit)",
            remedy: "cancel some of them, or raise risk.max_working for the account")
    }
}
