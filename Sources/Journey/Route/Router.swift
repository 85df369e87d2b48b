package import Trading

/// Finds the rules for an alert and spells out what each of their accounts is to do.
package struct Router: Sendable {
    /// Which of the rules that match take an alert.
    package enum Takers: String, Hashable, Sendable, CaseIterable { case first, all }

    package let rules: [Rule]
    package let takers: Takers

    package init(rules: [Rule], takers: Takers = .first) {
        self.rules = rules
        self.takers = takers
    }

    /// One account of one rule that takes an alert.
    package struct Route: Hashable, Sendable {
        package let rule: Rule
        package let target: Rule.Target
        /// The account's leg that its first order gets.
        package let firstLeg: Int

        package init(rule: Rule, target: Rule.Target, firstLeg: Int = 0) {
            self.rule = rule
            self.target = target
            self.firstLeg = firstLeg
        }
    }

    /// - Parameter second: Of Chicago's day, when the alert came in.
    /// - Returns: At least one; the rules in the settings' order, and each one's accounts in its own.
    package func routes(for alert: Alert, at second: Int64) throws(Refusal) -> [Route] {
        let routes = try asking(for: alert, at: second).found(for: alert, at: second)
        try Self.refuseForeign(alert, routes)
        return routes
    }

    /// The accounts that an alert concerns even where it is refused: those that would take it, or else what it may take
    /// off.
    ///
    /// - Parameter exit: The alert as an exit; nil where it takes nothing off.
    package func reach(of alert: Alert, exit: Alert?, at second: Int64) -> [Route] {
        if let routes = try? routes(for: alert, at: second) { return routes }
        return exit.flatMap { try? routes(for: $0, at: second) } ?? []
    }

    /// `NYSE:CL` is a stock, and CL crude oil: of a chart that is none of the venue's futures the symbol's letters say
    /// nothing of what is meant, unless the rule does. An exit takes what is held all the same.
    private static func refuseForeign(_ alert: Alert, _ routes: [Route]) throws(Refusal) {
        guard let exchange = alert.foreignExchange, !alert.intent.isExit,
            let open = routes.first(where: { $0.target.root == nil })
        else { return }
        throw Refusal(
            .symbolUnresolved,
            reason: "\(alert.symbol) is charted on \(exchange.prefix(20)), where none of the venue's futures "
                + "are, and rule \(open.rule.name) names no contract for \(open.target.account)",
            remedy: "put the alert on the futures chart (CME_MINI:NQ1!), or say in the rule's `to` what to "
                + "trade: contract: MNQ")
    }

    /// These rules, or all of them without their tickers: what takes everything of an account does not depend on its
    /// chart's symbol, so one that no rule has is as good as none.
    package func asking(for alert: Alert, at second: Int64) -> Router {
        guard alert.intent.takesAccounts, !rules.contains(where: { $0.condition.matches(alert, at: second) })
        else { return self }
        return Router(rules: rules.map(\.ofAnyTicker), takers: .all)
    }

    /// The rules that take an alert, in the settings' order.
    ///
    /// By `first` an exit goes wherever an entry may have gone: a rule that it matches because it is not asked for a
    /// side or for hours keeps it from no later one.
    package func taking(_ alert: Alert, at second: Int64) -> [Rule] {
        let matching = rules.filter { $0.condition.matches(alert, at: second) }
        guard takers == .first, !alert.symbol.isEvery, let first = matching.first else { return matching }
        guard alert.intent.isExit else { return [first] }
        let last = matching.firstIndex { $0.condition.side == nil && $0.condition.hours == nil }
        return last.map { Array(matching[...$0]) } ?? matching
    }

    private func found(for alert: Alert, at second: Int64) throws(Refusal) -> [Route] {
        let taking = taking(alert, at: second)
        guard !taking.isEmpty else {
            throw Refusal(
                .ruleMissing,
                reason: "no rule takes \(alert.action.rawValue) \(alert.symbol) from \(alert.source)",
                remedy:
                    "add a rule whose `when` matches this source, ticker and strategy: `explain` tells what "
                    + "each lacks")
        }
        guard alert.intent.side == nil else { return taking.flatMap(Self.routes) }
        // What leads to no side matches the rules of both: an account closes once, by its first rule.
        var reached: Set<AccountName> = []
        return taking.flatMap { rule in
            var routes = Self.routes(of: rule).filter { !reached.contains($0.target.account) }
            if alert.symbol.isEvery { routes = routes.filter { $0.firstLeg == 0 } }
            reached.formUnion(routes.map(\.target.account))
            return routes
        }
    }

    private static func routes(of rule: Rule) -> [Route] {
        var legs: [AccountName: Int] = [:]
        return rule.targets.map { target in
            defer { legs[target.account, default: 0] += 2 }
            return Route(rule: rule, target: target, firstLeg: legs[target.account] ?? 0)
        }
    }

    /// What one account is to do about an alert, before its size is known.
    ///
    /// - Parameters:
    ///   - position: What the account holds in the traded root; nil when unknown or flat. Exits go to the
    ///     contract that is held, even when the front month has moved on.
    package static func intents(
        _ alert: Alert, _ route: Route, accountID: AccountID, fingerprint: Fingerprint, contract: Contract?,
        position: Position?
    ) -> [OrderIntent] {
        let target = route.target
        func intent(_ orderClass: OrderClass, _ side: Side?, leg: Int, after: OrderTag? = nil) -> OrderIntent
        {
            let isEntry = orderClass == .entry
            let leg = route.firstLeg + leg
            let asked = alert.bracket
            let root = target.root ?? alert.symbol.root
            let shape =
                route.rule.entryOrder?.shape(alert, side, root: root, contract: contract)
                ?? EntryOrder.Shape(
                    type: alert.type, limitPrice: alert.limitPrice, stopPrice: alert.stopPrice)
            return OrderIntent(
                tag: OrderTag(alert: fingerprint, account: accountID, leg: leg), rule: route.rule.name,
                account: target.account, root: root,
                contract: isEntry ? contract?.id : position?.contract ?? contract?.id, orderClass: orderClass,
                side: side, type: isEntry ? shape.type : .market,
                limitPrice: isEntry ? shape.limitPrice : nil,
                stopPrice: isEntry ? shape.stopPrice : nil,
                bracket: isEntry
                    ? Bracket(
                        stop: asked?.stop.map { $0.ticks(of: contract?.tickSize) } ?? target.bracket?.stop,
                        target: asked?.target.map { $0.ticks(of: contract?.tickSize) }
                            ?? target.bracket?.target,
                        stopTrails: asked?.stopTrails == true || target.bracket?.stopTrails == true)
                    : nil, leg: leg, after: after
            )
        }
        switch alert.intent {
        case .enter(let side): return [intent(.entry, side, leg: 0)]
        case .reduce(let side):
            // On a flat account either side is denied as one that finds no position.
            return [intent(.reduce, side ?? position?.exitSide ?? .sell, leg: 0)]
        case .close, .flatten: return [intent(.flatten, nil, leg: 0)]
        case .reverse(let side, _):
            let exit = intent(.flatten, nil, leg: 0)
            return [exit, intent(.entry, side ?? position?.exitSide, leg: 1, after: exit.tag)]
        // The one is told apart by what the account holds before, the others change what is there.
        case .hold, .cancel, .cancelAll, .moveStop: return []
        }
    }
}
