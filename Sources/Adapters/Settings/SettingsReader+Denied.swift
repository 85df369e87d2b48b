import Journey
import Trading
import YAML

/// What a rule asks of an account that the gate denies every time: `check` says it before an alert does.
extension SettingsReader {
    /// Why entries are denied, and which of them.
    private struct Denied {
        let what: String
        let remedy: String
        var entries = "every entry"
    }

    mutating func noteDenied(_ rules: [PlacedRule], _ accounts: [AccountProfile]) {
        let known = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
        for placed in rules where placed.rule.condition.action?.mayEnter != false {
            for (target, place) in zip(placed.rule.targets, placed.sizes) {
                guard let account = known[target.account] else { continue }
                let root = placed.rule.root(for: target)
                let product = root.flatMap(FuturesProduct.root)
                let action = placed.rule.condition.action
                let all =
                    Self.byBracket(target, account)
                    + [
                        Self.byProduct(product?.root ?? root?.uppercased(), account),
                        Self.bySize(target, action, account), Self.byWeight(target, product, account),
                    ].compactMap(\.self)
                for denied in all {
                    report.note(
                        "rule \(Label.quoted(placed.rule.name)) on \(Label.bare(account.name.text)): "
                            + "\(denied.what), so \(denied.entries) is denied", remedy: denied.remedy,
                        at: place)
                }
            }
        }
    }

    private static func byBracket(_ target: Rule.Target, _ account: AccountProfile) -> [Denied] {
        let switches = "switch the platform to Auto OCO Brackets and write bracket_mode: auto_oco"
        guard let bracket = target.bracket else {
            guard account.bracketMode == .position, account.limits.requiresStop else { return [] }
            return [
                Denied(
                    what:
                        "the account wants a stop, and is in bracket_mode: position_brackets, which takes none",
                    remedy:
                        "\(switches), or risk.require_stop: false where the platform's own bracket is the stop"
                )
            ]
        }
        // An alert changes its distances, and takes none away.
        guard account.bracketMode != .position else {
            return [
                Denied(
                    what:
                        "it has a bracket, and the account is in bracket_mode: position_brackets, which takes none",
                    remedy: switches)
            ]
        }
        let ticks = [("stop_ticks", bracket.stop, "stop"), ("target_ticks", bracket.target, "target")]
        let least = Checks.bracketTicksMin
        return ticks.compactMap { key, distance, leg in
            guard let distance, distance.count < least else { return nil }
            return Denied(
                what: "\(key) \(distance.count) is nearer than the \(least) ticks that the venue wants",
                remedy: "write \(least) ticks or more", entries: "every entry whose alert names no \(leg)")
        }
    }

    private static func byProduct(_ root: String?, _ account: AccountProfile) -> Denied? {
        guard let root else { return nil }
        if let allowed = account.holding.allowed, !allowed.contains(root) {
            return Denied(
                what: "the account's allow has no \(root)",
                remedy: "add \(root) to risk.allow, or trade another product")
        }
        guard account.holding.blocked.contains(root) else { return nil }
        return Denied(
            what: "the account's deny has \(root)",
            remedy: "remove \(root) from risk.deny, or trade another product")
    }

    /// An entry may be smaller than its size where an order first takes off what is held the other way, and a position
    /// to hold has no least.
    private static func bySize(
        _ target: Rule.Target, _ action: Alert.Action?, _ account: AccountProfile
    ) -> Denied? {
        // What its largest size says is told with it.
        guard !account.clampsEntries, let least = target.size.least, target.size.largest == nil,
            action != .targetPosition, least > account.limits.sizeMax
        else { return nil }
        return Denied(
            what: "it asks for \(least) contracts at least, above max_size \(account.limits.sizeMax)",
            remedy: "lower the rule's size, or raise risk.max_size",
            entries: action == nil
                ? "every entry from flat that is no position to hold" : "every entry from flat")
    }

    private static func byWeight(
        _ target: Rule.Target, _ product: FuturesProduct?, _ account: AccountProfile
    ) -> Denied? {
        // What is clamped may come to one contract, and to no less; so may a position to hold.
        let isFixed = if case .fixed = target.size.kind { true } else { false }
        let least = account.clampsEntries || !isFixed ? 1 : target.size.least ?? 1
        let firmMax = account.terms?.profile.tenthsMax
        let limit = [account.holding.tenthsMax, firmMax].compactMap(\.self).min()
        guard let product, let limit, let tenths = least.checked(times: product.tenths), tenths > limit else {
            return nil
        }
        let isFirms = limit == firmMax
        return Denied(
            what: "\(least) \(product.root) are \(minis(tenths)) minis, above "
                + (isFirms ? "the \(minis(limit)) that the firm allows" : "max_minis \(minis(limit))"),
            remedy: (least == 1 ? "trade the product's micro" : "lower the rule's size")
                + (isFirms ? "" : ", or raise risk.max_minis"),
            entries: "every entry from flat")
    }

    private static func minis(_ tenths: Int64) -> String { FixedPoint.text(tenths, digits: 1) }
}

extension Alert.Action {
    var mayEnter: Bool {
        switch self {
        case .buy, .sell, .reverse, .targetPosition: true
        case .close, .flatten, .cancel, .breakeven, .cancelAll, .moveStop: false
        }
    }
}

extension SizeRule {
    /// The fewest contracts of an entry that it comes to, whatever the alert says; nil where that may be one.
    fileprivate var least: Int64? {
        guard case .fixed(let size) = kind else { return min?.contracts }
        return Swift.min(size.contracts, max?.contracts ?? size.contracts)
    }
}
