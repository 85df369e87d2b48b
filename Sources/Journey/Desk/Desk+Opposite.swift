import Trading

/// A plain order against what its account holds: its dialect says what to trade, and what that does follows from the
/// position.
///
/// An order at the market for no more than is held is an exit, and passes where exits pass; one for more is a reversal,
/// whose entry is what is left of it. Orders by hand are judged the same way. One that waits at its price is what its
/// sender calls it: what it will meet is not known yet.
///
/// Source: risk specification, sections 2.3 and 3.7.
extension Desk {
    /// What such an order comes to on one account.
    struct Opposite {
        var alert: Alert
        /// Contracts that it may take off, in every month of the product that its side takes from.
        let takes: Int64
        /// Contracts that the close before its entry takes off; nil where all of it is an exit.
        var closed: Int64?
        /// Above zero long.
        let held: Int64
        /// The stop's distance of the entry that it would be on a flat account: a rule may size by it.
        let stopTicks: Int64?
        /// Whether nothing is held after it.
        let leavesFlat: Bool
    }

    /// What an order's side can take off in one month.
    struct Month {
        let position: Position
        /// Contracts, less those that are leaving already.
        let left: Int64
    }

    /// Nil for an order that is no such one, and where what it meets is on its way elsewhere: while everything is being
    /// closed, and while entries wait at their prices, whose fills would find the bracket's legs without a position.
    func opposite(
        _ plan: Plan, _ book: AccountBook, _ signal: Signal, _ arrival: Arrival
    ) -> Opposite? {
        let alert = plan.alert
        if let closing = oppositeUnderWay(plan, book, signal, arrival) { return closing }
        guard let side = alert.plainSide, book.hasPositions, let held = plan.held, held.exitSide == side,
            isMeant(held, by: alert, on: book.profile.name), !isClosing(plan.root, book),
            !hasWaitingEntry(plan.root, book)
        else { return nil }
        var exit = alert
        exit.intent = .reduce(side)
        let months = months(exit, plan, book, signal, arrival)
        guard let entered = plan.intents(of: alert, signal).first,
            var sizing = sizing(alert, plan.target, entered, isTarget: false, held: held)
        else { return nil }
        let left = months.reduce(Int64?(0)) { sum, month in sum?.checked(adding: month.left) }
        guard let left, left > 0 else { return nil }
        (sizing.takes, sizing.most) = (left, cutMost(of: book.profile.name))
        let entry = draft(entered, sizing: sizing, signal, arrival).order.row
        guard let size = entry.size, size > 0 else { return nil }
        let all = months.reduce(Int64?(0)) { sum, month in sum?.checked(adding: month.position.signedSize) }
        guard let all else { return nil }
        func opposite(_ alert: Alert, closed: Int64?) -> Opposite {
            Opposite(
                alert: alert, takes: left, closed: closed, held: all,
                stopTicks: entry.bracket?.stop?.count,
                leavesFlat: closed != nil || size.magnitude == all.magnitude)
        }
        guard size > left else { return opposite(exit, closed: nil) }
        var turn = alert
        turn.intent = .reverse(to: side, size: alert.size)
        return opposite(turn, closed: left)
    }

    /// One that still meets entries under way after its patience, and needs more than is told of as held: it closes all
    /// of it, since a close waits for them and takes them along, and enters what is left.
    private func oppositeUnderWay(
        _ plan: Plan, _ book: AccountBook, _ signal: Signal, _ arrival: Arrival
    ) -> Opposite? {
        guard let side = plan.alert.plainSide, book.hasPositions, !isClosing(plan.root, book),
            plan.alert.symbol.expiry == nil
        else { return nil }
        let coming = coming(side.opposite, plan.root.uppercased(), book)
        let held = plan.held.map { $0.exitSide == side ? Int64(clamping: $0.signedSize.magnitude) : 0 } ?? 0
        guard coming > 0, let most = held.checked(adding: coming),
            let entered = plan.intents(of: plan.alert, signal).first,
            var sizing = sizing(plan.alert, plan.target, entered, isTarget: false, held: plan.held)
        else { return nil }
        (sizing.takes, sizing.most) = (most, cutMost(of: book.profile.name))
        let entry = draft(entered, sizing: sizing, signal, arrival).order.row
        guard let size = entry.size, size > held else { return nil }
        var turn = plan.alert
        turn.intent = size > most ? .reverse(to: side, size: turn.size) : .close
        return Opposite(
            alert: turn, takes: most, closed: size > most ? most : nil, held: -side.sign * most,
            stopTicks: entry.bracket?.stop?.count, leavesFlat: true)
    }

    /// The months that an exit's side takes contracts off, the nearest first; the one that the alert names alone.
    func months(
        _ exit: Alert, _ plan: Plan, _ book: AccountBook, _ signal: Signal, _ arrival: Arrival
    ) -> [Month] {
        guard let held = plan.held else { return [] }
        let open =
            exit.symbol.expiry == nil
            ? heldMonths(book, root: plan.root).filter { $0.exitSide == held.exitSide } : [held]
        return open.compactMap { position in
            guard let intent = plan.intents(of: exit, signal, position: position).first else { return nil }
            let leaving = draft(intent, signal, arrival).input.pendingExits
            let left = Int64(clamping: position.signedSize.magnitude).checked(subtracting: leaving) ?? 0
            return Month(position: position, left: max(0, left))
        }
    }

    mutating func tell(_ opposite: Opposite, _ account: AccountName, _ fingerprint: Fingerprint) {
        guard opposite.held != 0 else {
            return note(
                .route, "flat: enters once the alert has taken its fellow accounts out of the market",
                alert: fingerprint, account: account)
        }
        let held = "\(opposite.held > 0 ? "long" : "short") \(opposite.held.magnitude)"
        let done =
            switch (opposite.alert.intent, opposite.closed) {
            case (.close, _): "that is closed, and nothing is entered"
            case (_, nil): "an exit, without a bracket"
            default: "that is closed, and what is left is entered"
            }
        note(
            .route, "against a position of \(held): \(done)", alert: fingerprint, account: account)
    }

    // MARK: Accounts of one person

    /// A plain order to accounts that must not be hedged against each other: where it leads one of them to its own
    /// side, those that it takes out of the market are closed first, and those that hold nothing enter after them.
    ///
    /// Source: risk specification, section 3.7.
    func together(_ plans: [Plan]) -> [Plan] {
        // Without one that takes something off nobody waits for anybody.
        guard plans.contains(where: { $0.opposite != nil }) else { return plans }
        let groups = Dictionary(grouping: plans, by: fellowship)
        return plans.map { plan in
            guard let fellowship = fellowship(plan) else { return plan }
            let fellows = groups[fellowship, default: []].filter { $0.target.account != plan.target.account }
            var plan = plan
            if let opposite = plan.opposite, opposite.closed == nil, opposite.leavesFlat,
                fellows.contains(where: \.enters)
            {
                plan.opposite?.alert.intent = .close
            } else if plan.opposite == nil, plan.enters, let side = plan.alert.plainSide, isEmpty(plan),
                fellows.contains(where: { $0.opposite?.leavesFlat == true })
            {
                var turn = plan.alert
                turn.intent = .reverse(to: side, size: turn.size)
                plan.opposite = Opposite(
                    alert: turn, takes: 0, closed: 0, held: 0, stopTicks: nil, leavesFlat: false)
            }
            return plan
        }
    }

    /// What must not be held both ways.
    private struct Fellowship: Hashable {
        let scope: HedgeScope
        let group: String
    }

    private func fellowship(_ plan: Plan) -> Fellowship? {
        accounts[plan.target.account]?.profile.hedge.map { scope in
            Fellowship(
                scope: scope,
                group: FuturesProduct.root(plan.root)?.hedgeGroup ?? plan.root.uppercased())
        }
    }

    /// Whether the account holds nothing of the product, and has nothing on its way there.
    private func isEmpty(_ plan: Plan) -> Bool {
        guard let book = accounts[plan.target.account], book.hasPositions,
            heldMonths(book, root: plan.root).isEmpty
        else { return false }
        return !orders.of(plan.target.account).contains { order in
            order.row.state.isLive && self.root(of: order.row, asked: order.root) == plan.root.uppercased()
        }
    }

    // MARK: What an entry is refused for

    /// Where an alert goes.
    ///
    /// What a plain order or a target is refused for concerns what it would enter: where accounts hold what it takes
    /// off, it is taken as far as it does that, and the refusal is that of the rest.
    func routed(
        _ alert: Alert, _ arrival: Arrival
    ) throws(Refusal) -> (routes: [Router.Route], refusal: Refusal?) {
        let time = arrival.delivery.bodyAt
        let second = settings.chicago.secondOfDay(at: time)
        do throws(Refusal) {
            if let refusal = alert.entryRefusal { throw refusal }
            try Freshness.check(alert, at: time, maxAge: settings.maxAge(of: alert.source))
            return (try settings.router.routes(for: alert, at: second), nil)
        } catch {
            guard let exit = alert.asExit else { throw error }
            let routes = settings.router.reach(of: alert, exit: exit, at: second)
            let leaving = routes.filter { isAgainst($0, alert) || isBeyond($0, alert) }
            guard !leaving.isEmpty else { throw error }
            return (leaving, error)
        }
    }

    /// Whether an account holds more than an alert's target, or holds the other side.
    private func isBeyond(_ route: Router.Route, _ alert: Alert) -> Bool {
        guard case .hold = alert.intent, let book = accounts[route.target.account], book.hasPositions else {
            return false
        }
        let held = held(
            book, root: route.target.root ?? alert.symbol.root, expiry: alert.symbol.expiry)
        guard held != nil else { return false }
        switch lead(alert, route.target, book, held: held).alert.intent {
        case .reduce, .reverse: return true
        default: return false
        }
    }

    private func isAgainst(_ route: Router.Route, _ alert: Alert) -> Bool {
        guard let side = alert.plainSide, let book = accounts[route.target.account], book.hasPositions else {
            return false
        }
        let held = held(
            book, root: route.target.root ?? alert.symbol.root, expiry: alert.symbol.expiry, exiting: side)
        return held?.exitSide == side
    }

    /// A dated symbol means its own month alone.
    private func isMeant(_ held: Position, by alert: Alert, on account: AccountName) -> Bool {
        guard let expiry = alert.symbol.expiry else { return true }
        return contract(of: held.contract, on: account).map(expiry.matches) ?? false
    }

    private func hasWaitingEntry(_ root: String, _ book: AccountBook) -> Bool {
        orders.of(book.profile.name).contains { order in
            order.row.orderClass == .entry && order.row.type != .market && order.row.state.isLive
                && self.root(of: order.row, asked: order.root) == root.uppercased()
        }
    }
}

extension Alert {
    /// What it takes off where it is refused as an entry; nil for one that says what it means. On accounts that hold
    /// nothing against it nothing comes of that.
    package var asExit: Alert? {
        var exit = self
        if case .hold(let count) = intent {
            exit.intent = .reduce(count > 0 ? .sell : .buy)
        } else if entry == .asSaid, let side = plainSide {
            exit.intent = .reduce(side)
        } else {
            return nil
        }
        return exit
    }
}
