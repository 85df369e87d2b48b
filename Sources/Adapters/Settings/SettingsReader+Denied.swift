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
                let product = placed.rule.root(for: target).flatMap(FuturesProduct.root)
                let all = [
                    Self.byBracket(target, account), Self.byProduct(product, account),
                    Self.bySize(target, product, account),
                ]
                for case let denied? in all {
                    report.note(
                        "rule \(Label.quoted(placed.rule.name)) on \(Label.bare(account.name.text)): "
                            + "\(denied.what), so \(denied.entries) is denied", remedy: denied.remedy,
                        at: place)
                }
            }
        }
    }

    private static func byBracket(_ target: Rule.Target, _ account: AccountProfile) -> Denied? {
        guard let bracket = target.bracket else { return nil }
        // An alert changes its distances, and takes none away.
        guard account.bracketMode != .position else {
            return Denied(
                what:
                    "it has a bracket, and the account is in bracket_mode: position_brackets, which takes none",
                remedy: "switch the platform to Auto OCO Brackets and write bracket_mode: auto_oco")
        }
        let ticks = [("stop_ticks", bracket.stop, "stop"), ("target_ticks", bracket.target, "target")]
        let least = Checks.bracketTicksMin
        for case let (key, distance?, leg) in ticks where distance.count < least {
            return Denied(
                what: "\(key) \(distance.count) is nearer than the \(least) ticks that the venue wants",
                remedy: "write \(least) ticks or more", entries: "every entry whose alert names no \(leg)")
        }
        return nil
    }

    private static func byProduct(_ product: FuturesProduct?, _ account: AccountProfile) -> Denied? {
        guard let root = product?.root else { return nil }
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

    /// An entry may be smaller than its size where an order first takes off what is held the other way.
    private static func bySize(
        _ target: Rule.Target, _ product: FuturesProduct?, _ account: AccountProfile
    ) -> Denied? {
        guard !account.clampsEntries, let least = target.size.least else { return nil }
        let entries = "every entry from flat"
        // What its largest size says is told with it.
        if target.size.largest == nil, least > account.limits.sizeMax {
            return Denied(
                what: "it asks for \(least) contracts at least, above max_size \(account.limits.sizeMax)",
                remedy: "lower the rule's size, or raise risk.max_size", entries: entries)
        }
        let firmMax = account.terms?.profile.tenthsMax
        let limit = [account.holding.tenthsMax, firmMax].compactMap(\.self).min()
        guard let product, let limit, let tenths = least.checked(times: product.tenths), tenths > limit else {
            return nil
        }
        let isFirms = limit == firmMax
        return Denied(
            what: "\(least) \(product.root) are \(minis(tenths)) minis, above "
                + (isFirms ? "the \(minis(limit)) that the firm allows" : "max_minis \(minis(limit))"),
            remedy: isFirms ? "lower the rule's size" : "lower the rule's size, or raise risk.max_minis",
            entries: entries)
    }

    private static func minis(_ tenths: Int64) -> String { FixedPoint.text(tenths, digits: 1) }
}

extension Alert.Action {
    fileprivate var mayEnter: Bool {
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
