package import Trading

/// What an alert changes of orders that are at the venue already: entries are taken back, stops brought nearer.
extension Desk {
    /// - Returns: A verdict for each order that is changed; for an account without one a verdict that says so.
    mutating func change(
        _ alert: Alert, _ routes: [Router.Route], _ signal: Signal, _ arrival: Arrival
    ) -> [Verdict] {
        var reached: Set<[String]> = []
        return routes.flatMap { route -> [Verdict] in
            let root = (route.target.root ?? alert.symbol.root).uppercased()
            let isNew = reached.insert([route.target.account.text, root]).inserted
            guard isNew, let book = accounts[route.target.account] else { return [] }
            switch alert.intent {
            case .cancel: return cancel(waitingEntries(of: book, root: root), alert, route, signal, arrival)
            case .cancelAll:
                return cancel(waitingEntries(of: book, root: nil), alert, route, signal, arrival)
            case .moveStop(let move): return bring(move, root: root, alert, route, signal, arrival)
            case .enter, .reduce, .close, .flatten, .reverse, .hold: return []
            }
        }
    }

    // MARK: Entries

    /// Entries of ours that have not begun to leave, or may wait at the venue.
    ///
    /// - Parameter root: Nil for every product.
    func waitingEntries(of book: AccountBook, root: String?) -> [OrderTag] {
        let root = root?.uppercased()
        return orders.of(book.profile.name).filter { order in
            order.row.orderClass == .entry && order.row.alert != nil && order.row.state.isLive
                && !order.isTakenBack
                && (order.row.type != .market || order.row.state == .approved)
                && (root == nil || root == self.root(of: order.row, asked: order.root).uppercased())
        }.map(\.row.tag).sorted()
    }

    private mutating func cancel(
        _ tags: [OrderTag], _ alert: Alert, _ route: Router.Route, _ signal: Signal, _ arrival: Arrival
    ) -> [Verdict] {
        guard !tags.isEmpty else {
            let place = alert.intent == .cancelAll ? "on the account" : "in \(alert.symbol)"
            return leave(
                .flatten, Unconcerned(reason: "no entry of ours waits \(place)", remedy: "nothing"),
                alert, route, signal, arrival)
        }
        return cancel(tags, for: signal.fingerprint)
    }

    private mutating func cancel(_ tags: [OrderTag], for alert: Fingerprint) -> [Verdict] {
        tags.compactMap { tag in
            guard let row = orders[tag]?.row else { return nil }
            note(.route, "\(tag) is taken back", alert: alert, account: row.account, tag: tag)
            cancelEntry(tag, for: alert)
            return Verdict(
                account: row.account, tag: tag, isApproved: true, code: nil, reason: nil, size: row.size)
        }
    }

    /// Takes back what waits before an alert's own orders leave, as it or its dialect says; what is held stays. The
    /// cancels are sent first and not waited for: until they are over the gate counts what they cancel.
    mutating func takeBack(before plans: [Plan], _ alert: Fingerprint) -> [Verdict] {
        plans.filter { $0.leaving == nil }.flatMap { plan in
            cancel(plan.takenBack.filter { orders[$0]?.isTakenBack == false }, for: alert)
        }
    }

    // MARK: Stops

    private mutating func bring(
        _ move: StopMove, root: String, _ alert: Alert, _ route: Router.Route, _ signal: Signal,
        _ arrival: Arrival
    ) -> [Verdict] {
        let account = route.target.account
        guard let book = accounts[account] else { return [] }
        let position = held(book, root: root, expiry: alert.symbol.expiry)
        if let why = unconcerned(alert, book, holding: position) {
            return leave(.protect, why, alert, route, signal, arrival)
        }
        guard let held = position else {
            let why = Unconcerned(
                reason: "the account holds nothing in \(alert.symbol)", remedy: "nothing if that is so")
            return leave(.protect, why, alert, route, signal, arrival)
        }
        let stops = orders.of(account).filter { order in
            order.row.contract == held.contract
                && order.row.orderClass == .protect && order.row.type.isStop
                && order.row.side == held.exitSide && order.row.state.isLive && order.row.venueOrder != nil
        }.map(\.row.tag).sorted()
        let tickSize = contract(of: held.contract, on: account)?.tickSize
        guard !stops.isEmpty, let level = move.level(for: held, tickSize: tickSize) else {
            let why =
                stops.isEmpty
                ? Unconcerned(
                    reason: "no stop works for the \(held.signedSize) in \(held.contract)",
                    remedy: "place one: alertbridge order place --type stop")
                : Unconcerned(
                    reason: "the level follows from a tick size that is not known",
                    remedy: "send it as a price, or wait until the venue's contracts are read")
            return leave(.protect, why, alert, route, signal, arrival)
        }
        return stops.compactMap { bring($0, to: level, signal, arrival) }
    }

    private mutating func bring(
        _ tag: OrderTag, to level: Price, _ signal: Signal, _ arrival: Arrival
    ) -> Verdict? {
        guard let row = orders[tag]?.row, let nearer = OrderChange(stopPrice: level) else { return nil }
        let isNearer = row.stopPrice.map { row.side == .sell ? level > $0 : level < $0 } ?? true
        let obstacle =
            isNearer
            ? nil
            : "stands at \(row.stopPrice?.description ?? "?") already: an alert brings a stop nearer, "
                + "and \(level) is not"
        return change(
            tag, nearer, for: signal.fingerprint, arrival, chart: signal.chart, obstacle: obstacle,
            remedy: "nothing if that is so; by hand a stop goes further away: alertbridge order modify")
    }

    /// An account with nothing to change: a denied row tells of it, as of any account that an alert leaves alone.
    private mutating func leave(
        _ orderClass: OrderClass, _ why: Unconcerned, _ alert: Alert, _ route: Router.Route,
        _ signal: Signal, _ arrival: Arrival
    ) -> [Verdict] {
        guard let book = accounts[route.target.account] else { return [] }
        let root = route.target.root ?? alert.symbol.root
        let contracts = gateways[book.profile.gateway]?.contracts
        let contract = held(book, root: root)?.contract ?? contracts?.active(root: root, expiry: nil)?.id
        let intent = OrderIntent(
            tag: OrderTag(alert: signal.fingerprint, account: book.profile.id, leg: route.firstLeg),
            rule: route.rule.name, account: book.profile.name, root: root, contract: contract,
            orderClass: orderClass, side: nil, type: orderClass == .protect ? .stop : .market,
            leg: route.firstLeg)
        judge(intent, signal, arrival, leaving: why)
        let verdict = orders[intent.tag].map { Verdict($0.row) }
        orders[intent.tag] = nil
        return [verdict].compactMap { $0 }
    }
}

extension StopMove {
    /// The stop's price; nil where it needs a tick size that is not known, or leaves the range.
    ///
    /// An average between two ticks is rounded toward protection: a stop is never put further away than asked.
    package func level(for held: Position, tickSize: TickSize?) -> Price? {
        switch self {
        case .to(let price): return price
        case .breakeven(let ticks):
            guard let tickSize else { return nil }
            let isLong = held.signedSize > 0
            let average = tickSize.rounded(held.averagePrice, up: isLong)
            return average.flatMap { tickSize.price(Ticks(isLong ? ticks : 0 &- ticks), from: $0) }
        }
    }
}
