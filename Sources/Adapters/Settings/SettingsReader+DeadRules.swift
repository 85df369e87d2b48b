import Journey
import Trading
import YAML

/// Rules that no alert can ever reach.
extension SettingsReader {
    /// No source that a rule means sends what it asks for: its dialects do not tell it.
    ///
    /// - Returns: The rules that some alert may reach.
    mutating func refuseUnspoken(_ rules: [PlacedRule], _ sources: [Source]) -> [PlacedRule] {
        rules.filter { placed in
            let condition = placed.rule.condition
            let meant = sources.filter { condition.source == nil || condition.source == $0.name }
            let spoken = Set(meant.flatMap(\.dialect.spoken))
            guard !spoken.isEmpty, !spoken.contains(where: condition.isTold) else { return true }
            let parts = condition.asked.filter { part in !spoken.contains { part.isTold($0) } }
            let key = parts.first?.key
            let names = spoken.map(\.rawValue).sorted().joined(separator: ", ")
            let what = parts.first.map { "which tells no \($0.words)" }
            report.add(
                "rule \(Label.quoted(placed.rule.name)) can never match: "
                    + (condition.source.map { "source \(Label.bare($0))" } ?? "every source")
                    + " speaks \(names), \(what ?? "of which none tells all that its when asks for")",
                remedy: "remove it from the rule's when, or have the alerts sent in the native dialect",
                at: key.flatMap { placed.when?[$0] } ?? placed.place)
            return false
        }
    }

    /// What one earlier rule does not take alone, several may take together.
    ///
    /// - Parameter alone: Rules that are reported already.
    mutating func refuseOvertaken(_ rules: [PlacedRule], _ sources: [Source], alone: Set<String>) {
        let known = sources.map { (name: $0.name, dialects: $0.dialect.spoken) }
        for (index, later) in rules.enumerated() where !alone.contains(later.rule.name) {
            let earlier = rules[..<index].map(\.rule.condition)
            let condition = later.rule.condition
            let alerts = known.flatMap { condition.reachable(from: $0.name, in: $0.dialects) }
            guard !alerts.isEmpty else { continue }
            let seconds = Set(
                (earlier + [condition]).compactMap(\.hours).flatMap { [$0.from, $0.until] } + [0])
            // Exits go on behind a rule of some hours, or of one side: that makes no rule one for entries.
            let entries = alerts.filter { alert in
                !alert.intent.isExit && (condition.action == nil || condition.action == alert.action)
            }
            let router = Router(rules: rules[...index].map(\.rule))
            let isReached = seconds.contains { second in
                alerts.contains { alert in
                    condition.matches(alert, at: second)
                        && (entries.isEmpty
                            ? router.taking(alert, at: second).contains { $0.name == later.rule.name }
                            : !earlier.contains { $0.matches(alert, at: second) })
                }
            }
            guard !isReached else { continue }
            report.add(
                "rule \(Label.quoted(later.rule.name)) can never match: the rules before it, together, take every "
                    + "alert that it would",
                remedy: "move it above them, or narrow their when", at: later.place)
        }
    }

    /// A chart that no known product has may be right, where the rule names what to trade instead.
    mutating func noteUnknownTickers(_ rules: [PlacedRule]) {
        for placed in rules {
            guard let ticker = placed.rule.condition.ticker, FuturesProduct.root(ticker.root) == nil,
                let node = placed.when?["ticker"]
            else { continue }
            report.note(
                "rule \(Label.quoted(placed.rule.name)) waits for \(Label.bare(ticker.root)), which no known product "
                    + "is called",
                remedy: "look at its spelling: {{ticker}} writes NQ1! and MNQZ2026", at: node)
        }
    }

    /// Orders that the account's own list of types would deny.
    mutating func noteOrderTypes(_ rules: [PlacedRule], _ accounts: [AccountProfile]) {
        let types = Dictionary(accounts.map { ($0.name, $0.limits.orderTypes) }) { first, _ in first }
        for placed in rules {
            guard let kind = placed.rule.entryOrder?.kind, let type = OrderType(word: kind.rawValue),
                let node = placed.order
            else { continue }
            for target in placed.rule.targets where types[target.account]?.contains(type) == false {
                report.note(
                    "rule \(Label.quoted(placed.rule.name)) sends \(kind.rawValue) orders, which the order_types of "
                        + "\(Label.bare(target.account.text)) deny",
                    remedy: "add \(kind.rawValue) to risk.order_types of the account", at: node)
            }
        }
    }
}

extension Rule.Condition {
    /// One part that a message has to tell.
    fileprivate struct Asked {
        let key: String
        let words: String
        let isTold: (Dialect) -> Bool
    }

    fileprivate var asked: [Asked] {
        var asked: [Asked] = []
        if strategy != nil { asked.append(Asked(key: "strategy", words: "strategy") { $0.tellsStrategy }) }
        if interval != nil { asked.append(Asked(key: "interval", words: "interval") { $0.tellsInterval }) }
        if !tags.isEmpty { asked.append(Asked(key: "tags", words: "tags") { $0.tellsTags }) }
        if let action {
            asked.append(Asked(key: "action", words: action.rawValue) { $0.actions.contains(action) })
        }
        return asked
    }

    /// Whether one message of a dialect can tell everything that is asked for.
    fileprivate func isTold(by dialect: Dialect) -> Bool { asked.allSatisfy { $0.isTold(dialect) } }

    /// Alerts of a source that stand for all that match: where the condition leaves something open, they have what no
    /// rule names, so that an earlier rule takes them only where it takes all.
    fileprivate func reachable(from source: String, in dialects: [Dialect]) -> [Alert] {
        let told = dialects.filter(isTold)
        let actions = Set(told.flatMap(\.actions))
        guard self.source == nil || self.source == source,
            let symbol = ticker ?? ChartSymbol(Self.unnamed)
        else { return [] }
        return Alert.Action.allCases.filter(actions.contains).flatMap { action in
            action.intents.map { intent in
                var alert = Alert(
                    source: source, dialect: "", strategy: strategy, symbol: symbol, action: action,
                    intent: intent, canonical: [])
                alert.interval = interval
                alert.tags = tags
                return alert
            }
        }
    }

    /// A root that no rule has reason to name.
    private static let unnamed = "ZZZZZ"
}

extension Alert.Action {
    /// What it may mean, as far as a condition can tell.
    fileprivate var intents: [AlertIntent] {
        switch self {
        case .buy: [.enter(.buy), .close]
        case .sell: [.enter(.sell), .close]
        case .close: [.close]
        case .flatten: [.flatten]
        case .reverse:
            [.reverse(to: nil, size: nil), .reverse(to: .buy, size: nil), .reverse(to: .sell, size: nil)]
        case .targetPosition: [.hold(1), .hold(-1), .close]
        case .cancel: [.cancel]
        case .cancelAll: [.cancelAll]
        case .breakeven, .moveStop: [.moveStop(.breakeven(ticks: 0))]
        }
    }
}
