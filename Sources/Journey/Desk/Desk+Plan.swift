import Trading

/// What an alert comes to on the account of one target, before it is judged.
extension Desk {
    struct Plan {
        let route: Router.Route
        let accountID: AccountID
        /// As the account's place between its strategy's positions and its dialect's customs make it.
        var alert: Alert
        let month: MonthWish
        /// The contract that an entry takes.
        let contract: Contract?
        /// The position that an exit takes from first.
        let held: Position?
        /// Why the account is left alone.
        var leaving: Unconcerned?
        /// Whether the alert's contracts are the position to hold.
        let isTarget: Bool
        /// Entries that wait at their price, and are taken back before its own leaves.
        var takenBack: [OrderTag] = []
        /// What a plain order does to a position that it is against.
        var opposite: Opposite?
        /// Why what it takes off is all that it does, where it is to enter something behind that.
        var withoutEntry: Unconcerned?

        var target: Rule.Target { route.target }
        var root: String { target.root ?? alert.symbol.root }
        /// Whether it leads the account to the alert's side.
        var enters: Bool {
            guard leaving == nil, withoutEntry == nil else { return false }
            return opposite.map { $0.closed != nil } ?? (alert.plainSide != nil)
        }

        func intents(
            of alert: Alert, _ signal: Signal, position: Position? = nil, leg: Int = 0
        ) -> [OrderIntent] {
            let route = Router.Route(rule: route.rule, target: target, firstLeg: route.firstLeg + leg)
            return Router.intents(
                alert, route, accountID: accountID, fingerprint: signal.fingerprint, contract: contract,
                position: position ?? held)
        }
    }

    /// An exit of one account is two orders at most where it takes from two months: so many legs does a target have.
    private static let monthsMax = 2

    /// - Parameter refusal: Why nothing is entered, where an order is taken for what it takes off alone.
    mutating func plan(
        _ said: Alert, _ signal: Signal, _ arrival: Arrival, _ route: Router.Route, refusal: Refusal?
    ) -> Plan? {
        guard let book = accounts[route.target.account] else { return nil }
        let (alert, misfit) = synchronized(said, route.target, book)
        let root = route.target.root ?? alert.symbol.root
        // A dated chart symbol names the month, whatever root the rule trades instead.
        let expiry = alert.symbol.expiry
        let month = MonthWish(
            expiry: expiry, method: route.target.roll ?? settings.contracts.roll(ofRoot: root),
            chart: alert.chartMonth)
        let side = alert.intent.exitSide ?? alert.plainSide
        let held = held(book, root: root, expiry: expiry, exiting: side)
        let lead = lead(alert, route.target, book, held: held)
        let leaving = unconcerned(alert, book, holding: held) ?? misfit ?? lead.leaving
        let cleared =
            leaving == nil
            ? clearing(lead.alert, book, root: root, held: held) : (alert: lead.alert, waiting: [])
        var plan = Plan(
            route: route, accountID: book.profile.id, alert: cleared.alert,
            month: month, contract: contract(root, month, at: book.profile.gateway), held: held,
            leaving: leaving, isTarget: lead.isTarget, takenBack: cleared.waiting)
        if leaving == nil, takesWaitingBack(plan, book, signal, arrival) {
            plan.alert.intent = .close
        } else if leaving == nil, !lead.isTarget {
            plan.opposite = opposite(plan, book, signal, arrival)
        }
        guard let refusal else { return plan }
        let why = Unconcerned(
            reason: refusal.reason, remedy: refusal.remedy, code: refusal.code.rawValue)
        // Of what is refused the part that takes off is left, and the answer names the rest.
        var isHeldTurned = false
        if case .hold = alert.intent, case .reverse = lead.alert.intent { isHeldTurned = held != nil }
        if plan.opposite?.closed != nil || isHeldTurned { plan.withoutEntry = why }
        if plan.opposite == nil, plan.leaving == nil, !isHeldTurned, !lead.alert.intent.takesOff {
            plan.leaving = why
        }
        return plan
    }

    /// Sizes everything that one target's account is to do, in leg order.
    mutating func wanted(by plan: Plan, _ signal: Signal, _ arrival: Arrival) -> [Wish] {
        let fingerprint = signal.fingerprint
        if let opposite = plan.opposite { tell(opposite, plan.target.account, fingerprint) }
        let alert = plan.opposite?.alert ?? plan.alert
        let expiry = alert.symbol.expiry
        let isNamed = expiry.map { expiry in
            plan.held.flatMap { contract(of: $0.contract, on: plan.target.account) }.map(expiry.matches)
                ?? false
        }
        let wishes = plan.intents(of: alert, signal).map { intent in
            var scoped = plan.alert.intent == .flatten ? intent.overAllContracts : intent
            scoped.month = plan.month
            scoped.isOneMonth = isNamed ?? false
            tellMonths(plan.month, plan.contract, scoped, fingerprint)
            return Wish(
                intent: scoped,
                sizing: sizing(
                    plan.alert, plan.target, scoped, isTarget: plan.isTarget, held: plan.held, plan.opposite),
                leaving: plan.leaving ?? (scoped.orderClass == .entry ? plan.withoutEntry : nil))
        }
        guard let exit = wishes.first, wishes.count == 1, exit.intent.orderClass == .reduce,
            plan.leaving == nil
        else { return wishes }
        return overMonths(exit, alert, plan, signal, arrival)
    }

    /// An exit of more than the nearest month holds takes the rest from the next. What stands in a third month waits
    /// for an exit of its own.
    private mutating func overMonths(
        _ exit: Wish, _ alert: Alert, _ plan: Plan, _ signal: Signal, _ arrival: Arrival
    ) -> [Wish] {
        guard let book = accounts[plan.target.account] else { return [exit] }
        let months = months(alert, plan, book, signal, arrival)
        guard months.count > 1, var sizing = exit.sizing else { return [exit] }
        sizing.beside = months.dropFirst().reduce(0) { $0 + $1.left }
        let drafted = draft(exit.intent, sizing: sizing, signal, arrival).order.row.size
        guard let size = drafted, size > months[0].left else { return [exit] }
        var (rest, parts): (Int64, [Wish]) = (size, [])
        for (leg, month) in months.prefix(Self.monthsMax).enumerated() where rest > 0 && month.left > 0 {
            let (position, part) = (month.position, min(rest, month.left))
            guard var intent = plan.intents(of: alert, signal, position: position, leg: leg).first else {
                return [exit]
            }
            intent.month = exit.intent.month
            var sized = sizing
            sized.inMonth = part
            parts.append(Wish(intent: intent, sizing: sized, leaving: nil))
            rest -= part
        }
        if rest > 0, months.reduce(0, { $0 + $1.left }) >= size {
            note(
                .route,
                "takes \(size - rest) of \(size) from the nearest \(Self.monthsMax) months: "
                    + "send it again for what stands in later ones", alert: signal.fingerprint,
                account: plan.target.account)
            return parts
        }
        return rest == 0 ? parts : [exit]
    }
}

extension OrderIntent {
    /// The same intent without a contract: for a flatten of the whole account.
    fileprivate var overAllContracts: OrderIntent {
        OrderIntent(
            tag: tag, rule: rule, account: account, root: GateInput.everyRoot, contract: nil,
            orderClass: orderClass, side: nil, leg: leg)
    }
}
