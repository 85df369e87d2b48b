package import Trading

/// Finds the rule for an alert and spells out what each of its accounts is to do.
package struct Router: Sendable {
    package let rules: [Rule]

    package init(rules: [Rule]) { self.rules = rules }

    package func rule(for alert: Alert) throws(Refusal) -> Rule {
        guard let rule = rules.first(where: { $0.condition.matches(alert) }) else {
            throw Refusal(
                .ruleMissing,
                reason: "no rule takes \(alert.action.rawValue) \(alert.symbol) from \(alert.source)",
                remedy: "add a rule whose `when` matches this source, ticker and strategy")
        }
        return rule
    }

    /// What one account is to do about an alert, before its size is known.
    ///
    /// - Parameters:
    ///   - position: What the account holds in the traded root; nil when unknown or flat. Exits go to the
    ///     contract that is held, even when the front month has moved on.
    ///   - firstLeg: Above zero where an earlier target of the rule is the same account.
    package static func intents(
        _ alert: Alert, rule: Rule, target: Rule.Target, accountID: AccountID, fingerprint: Fingerprint,
        contract: Contract?, position: Position?, firstLeg: Int = 0
    ) -> [OrderIntent] {
        func intent(_ orderClass: OrderClass, _ side: Side?, leg: Int, after: OrderTag? = nil) -> OrderIntent
        {
            let isEntry = orderClass == .entry
            let leg = firstLeg + leg
            let asked = alert.bracket
            return OrderIntent(
                tag: OrderTag(alert: fingerprint, account: accountID, leg: leg), rule: rule.name,
                account: target.account, root: target.root ?? alert.symbol.root,
                contract: isEntry ? contract?.id : position?.contract ?? contract?.id, orderClass: orderClass,
                side: side, type: isEntry ? alert.type : .market,
                limitPrice: isEntry ? alert.limitPrice : nil,
                stopPrice: isEntry ? alert.stopPrice : nil,
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
        }
    }
}
