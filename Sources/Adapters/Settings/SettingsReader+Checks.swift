import Journey
import Trading
import YAML

/// What shows only when everything is read.
extension SettingsReader {
    /// Rules that no alert can reach, and rules that meet where they must not.
    mutating func refuseDead(_ rules: [PlacedRule], _ sources: [Source], _ takers: Router.Takers) {
        let spoken = refuseUnspoken(rules, sources)
        guard takers == .first else { return refuseColliding(spoken) }
        refuseOvertaken(spoken, sources, alone: refuseShadowed(spoken))
    }

    /// A rule whose every alert an earlier one takes would never trade, and nobody would notice.
    ///
    /// - Returns: The names of those.
    private mutating func refuseShadowed(_ rules: [PlacedRule]) -> Set<String> {
        var names: Set<String> = []
        for (index, later) in rules.enumerated() {
            let earlier = rules[..<index].first { $0.rule.condition.covers(later.rule.condition) }
            guard let earlier else { continue }
            let name = Label.bare(earlier.rule.name)
            report.add(
                "rule \(Label.quoted(later.rule.name)) can never match: \(Label.quoted(earlier.rule.name)) "
                    + "before it takes every alert that it would",
                remedy: "move it above \(name), or narrow the when of \(name)", at: later.place)
            names.insert(later.rule.name)
        }
        return names
    }

    /// Where all rules that match take an alert, two that may take the same one must not trade the same account: it
    /// would trade twice.
    private mutating func refuseColliding(_ rules: [PlacedRule]) {
        for (index, later) in rules.enumerated() {
            for earlier in rules[..<index] where earlier.rule.condition.meets(later.rule.condition) {
                let accounts = Set(earlier.rule.targets.map(\.account))
                guard let account = later.rule.targets.map(\.account).first(where: accounts.contains) else {
                    continue
                }
                report.add(
                    "rule \(Label.quoted(later.rule.name)) and \(Label.quoted(earlier.rule.name)) can take the same "
                        + "alert, and both trade \(Label.bare(account.text))",
                    remedy: "narrow the when of one, or remove the account from it", at: later.place)
            }
        }
    }

    mutating func noteUnused(
        _ top: Section, _ accounts: [AccountProfile], _ rules: [Rule], _ copies: [Copy]
    ) {
        let copied = copies.flatMap { [$0.leader.text] + $0.followers.map(\.account.text) }
        let traded = Set(rules.flatMap { $0.targets.map(\.account.text) } + copied)
        noteUnused("accounts", of: top, used: traded, what: "is in no rule", remedy: "add it to a rule")
        noteUnused(
            "gateways", of: top, used: Set(accounts.map(\.gateway.text)), what: "has no account",
            remedy: "add an account of it")
        if rules.allSatisfy({ $0.condition.source != nil }) {
            noteUnused(
                "sources", of: top, used: Set(rules.compactMap(\.condition.source)),
                what: "is in no rule: its alerts are refused", remedy: "add a rule for it")
        }
    }

    private mutating func noteUnused(
        _ heading: String, of top: Section, used: Set<String>, what: String, remedy: String
    ) {
        for member in top[heading]?.mapping ?? [] where !used.contains(member.name) {
            report.note(
                "\(heading).\(Label.bare(member.name)) \(what)", remedy: "\(remedy), or remove it",
                at: member.key)
        }
    }

    /// Sizes that the account's own limit would deny.
    mutating func noteSizes(_ rules: [PlacedRule], _ accounts: [AccountProfile]) {
        // An account that cuts entries down to its limits denies none for them.
        let cutting = accounts.filter { !$0.clampsEntries }
        let limits = Dictionary(cutting.map { ($0.name, $0.limits) }) { first, _ in first }
        for placed in rules {
            for (target, place) in zip(placed.rule.targets, placed.sizes) {
                guard let limit = limits[target.account]?.sizeMax, let most = target.size.largest,
                    most > limit
                else { continue }
                report.note(
                    "rule \(Label.quoted(placed.rule.name)) lets \(Label.bare(target.account.text)) ask for "
                        + "\(most) contracts, which its max_size \(limit) denies",
                    remedy: "lower the rule's size, or raise risk.max_size", at: place)
            }
        }
    }

    /// Sizes that follow from the account as it stands, which may be another one by the time of the exit.
    mutating func noteSizesByMoney(_ rules: [PlacedRule]) {
        for placed in rules {
            let sized = zip(placed.rule.targets, placed.sizes).first { $0.0.size.isByMoney }
            guard let place = sized?.1 else { continue }
            report.note(
                "rule \(Label.quoted(placed.rule.name)) sizes by money: an order that says no more than buy or sell "
                    + "has that size when it takes a position off, too, and may leave some of it",
                remedy: "exit by close, flatten, or a position of 0", at: place)
        }
    }
}

extension SizeRule {
    fileprivate var isByMoney: Bool {
        switch kind {
        case .balance, .risk: true
        case .fixed, .multiply, .position: false
        }
    }

    /// The most contracts that it can ask for; nil when the alert alone decides.
    var largest: Int64? {
        if case .fixed(let size) = kind { return size.contracts }
        return max?.contracts
    }
}

extension Rule.Condition {
    /// Whether every alert that the other one matches is matched here too.
    fileprivate func covers(_ other: Rule.Condition) -> Bool {
        (source == nil || source == other.source) && (strategy == nil || strategy == other.strategy)
            && (action == nil || action == other.action)
            && (ticker.map { ticker in other.ticker.map { ticker.takes($0) } == true } ?? true)
            && (side == nil || side == other.side)
            && (hours == nil || other.hours.map { hours?.covers($0) == true } == true)
            && (interval == nil || interval == other.interval) && tags.isSubset(of: other.tags)
    }

    /// Whether one alert that leads to a side may match both. The router sees to it that one which leads to none, as an
    /// exit does, reaches each account once.
    fileprivate func meets(_ other: Rule.Condition) -> Bool {
        func agree<Part: Equatable>(_ one: Part?, _ two: Part?) -> Bool {
            one == nil || two == nil || one == two
        }
        let tickersMeet =
            ticker.flatMap { one in other.ticker.map { one.takes($0) || $0.takes(one) } } ?? true
        let hoursMeet = hours.flatMap { one in other.hours.map { one.meets($0) } } ?? true
        return agree(source, other.source) && agree(strategy, other.strategy) && agree(action, other.action)
            && tickersMeet
            && agree(side, other.side) && agree(interval, other.interval) && hoursMeet
    }
}
