package import Trading

/// An alert whose meaning follows from what is held, while some of that is still on its way.
///
/// What has left may be filled and not told of: an exit would find nothing, and an order for all that is held would
/// open the other side. Such an alert waits until nothing in the product is under way, for less time than its sender
/// waits, and everything that comes after it for the same account and product stays behind it. It is written and
/// answered then.
///
/// Source: risk specification, sections 1.4 and 2.3.
extension Desk {
    /// An alert is answered within a second, unless its source's `sync` asks for longer.
    package static let underWayPatience = Span.milliseconds(600)

    /// One product of one account that an alert reaches.
    struct Lane: Hashable, Sendable {
        let account: AccountName
        /// Nil for every product.
        let root: String?

        func overlaps(_ other: Lane) -> Bool {
            account == other.account && (root == nil || other.root == nil || root == other.root)
        }
    }

    // MARK: Waiting

    /// - Returns: Whether it waits; its sender is answered once it does no longer.
    mutating func waitsForFills(
        _ alert: Alert, _ identity: AlertIdentity, _ routes: [Router.Route], _ arrival: Arrival
    ) -> Bool {
        guard !isStopping, ledger != .down else { return false }
        let lanes = routes.map { route in lane(of: alert, route) }
        let ahead = early.filter { $0.waitsForFills && isBehind(lanes, $0) }
        if !ahead.isEmpty, alert.intent.isForEverything {
            // What takes everything off waits for nothing: what came before it is decided as it stands.
            early.removeAll { ahead.contains($0) }
            for one in ahead { takeUp(one) }
            return false
        }
        guard !ahead.isEmpty || isUnsettled(alert, routes) else { return false }
        var waiting = EarlyAlert(
            alert: alert, identity: identity, arrival: arrival,
            due: now.steady.advanced(by: Self.underWayPatience))
        (waiting.routes, waiting.waitsForFills) = (routes, true)
        early.append(waiting)
        note(.parse, "waits until what is under way there is filled, \(Self.underWayPatience) at the most")
        return true
    }

    /// Takes up those that nothing is under way for any more, in the order in which they came.
    mutating func takeSettled() {
        guard early.contains(where: \.waitsForFills) else { return }
        var kept: [Lane] = []
        for one in early where one.waitsForFills {
            let lanes = one.routes.map { lane(of: one.alert, $0) }
            let isBehind = lanes.contains { mine in kept.contains { $0.overlaps(mine) } }
            if isBehind || isUnsettled(one.alert, one.routes) {
                kept += lanes
            } else {
                early.removeAll { $0 == one }
                takeUp(one)
            }
        }
    }

    private func lane(of alert: Alert, _ route: Router.Route) -> Lane {
        let root = (route.target.root ?? alert.symbol.root).uppercased()
        return Lane(account: route.target.account, root: alert.intent.takesAccounts ? nil : root)
    }

    private func isBehind(_ lanes: [Lane], _ one: EarlyAlert) -> Bool {
        one.routes.contains { route in
            let ahead = lane(of: one.alert, route)
            return lanes.contains { $0.overlaps(ahead) }
        }
    }

    // MARK: What is under way

    private func isUnsettled(_ alert: Alert, _ routes: [Router.Route]) -> Bool {
        guard let kind = kind(of: alert) else { return false }
        return routes.contains { route in
            guard let book = accounts[route.target.account], book.hasPositions else { return false }
            let root = (route.target.root ?? alert.symbol.root).uppercased()
            switch kind {
            case .entries(let side):
                return mayStillFill(root, side, book) && !isCovered(alert, route.target, root, book)
            case .everything:
                return mayStillFill(root, nil, book)
                    || orders.of(book.profile.name).contains { order in
                        order.row.orderClass == .reduce && order.row.state.isLive
                            && self.root(of: order.row, asked: order.root) == root
                    }
            }
        }
    }

    private enum Kind {
        /// Entries of a side, or of both, tell what it takes off.
        case entries(Side?)
        /// It leads to a position, from whatever is held.
        case everything
    }

    /// What an alert's meaning follows from; nil for what means the same whatever is held.
    private func kind(of alert: Alert) -> Kind? {
        if settings.syncs[alert.source]?.mode == .follow, let step = alert.step, !alert.intent.isChange {
            // What leads to flat closes whatever comes.
            return step.after.sign == 0 ? nil : .everything
        }
        if alert.concerns != Standing.all { return .entries(nil) }
        switch alert.intent {
        case .hold: return .everything
        case .reduce(let side): return .entries(side?.opposite)
        case .enter(let side):
            return alert.plainSide != nil || alert.entry.closesOpposite ? .entries(side.opposite) : nil
        case .reverse(_, let size): return size == nil ? .entries(nil) : nil
        case .close, .flatten, .cancel, .cancelAll, .moveStop: return nil
        }
    }

    /// Whether an order takes off no more than is told of as held: what is under way changes nothing about it.
    private func isCovered(
        _ alert: Alert, _ target: Rule.Target, _ root: String, _ book: AccountBook
    ) -> Bool {
        guard alert.exitShare == nil, let side = alert.intent.exitSide ?? alert.plainSide,
            let held = held(book, root: root, expiry: alert.symbol.expiry, exiting: side),
            held.exitSide == side
        else { return false }
        var sizing = Sizing(target.size, isExit: true)
        sizing.alerted = alert.size?.contracts
        if target.size.converts { weigh(alert.symbol, held.contract, book, into: &sizing) }
        guard case .contracts(let wanted) = sizing.outcome else { return false }
        return wanted <= Int64(clamping: held.signedSize.magnitude)
    }

    // MARK: Behind a close

    /// Whether an exit takes off all that a reversal is to enter once its close has ended: it closes that too, and the
    /// entry, which has not left, ends with it.
    mutating func takesWaitingBack(
        _ plan: Plan, _ book: AccountBook, _ signal: Signal, _ arrival: Arrival
    ) -> Bool {
        let root = plan.root.uppercased()
        let exit: Side? =
            switch plan.alert.intent {
            case .reduce(let side): side
            case .enter: plan.alert.plainSide
            default: nil
            }
        guard isClosing(root, book), plan.alert.plainSide != nil || plan.alert.intent.isPart else {
            return false
        }
        let waiting = orders.of(book.profile.name).filter { order in
            order.row.orderClass == .entry && order.row.state == .approved && order.row.parent != nil
                && (exit == nil || order.row.side == exit?.opposite)
                && self.root(of: order.row, asked: order.root) == root
        }
        let count = waiting.reduce(Int64(0)) { $0.checked(adding: $1.remaining) ?? .max }
        guard count > 0, let size = exitSize(plan, waiting.first?.row.contract, book), size >= count else {
            return false
        }
        note(
            .route,
            size == count
                ? "takes back the entry of \(count) that waits for a close"
                : "takes back the entry of \(count) that waits for a close; the \(size - count) beyond are not entered",
            alert: signal.fingerprint, account: plan.target.account)
        return true
    }

    private func exitSize(_ plan: Plan, _ contract: ContractID?, _ book: AccountBook) -> Int64? {
        guard plan.alert.exitShare == nil else { return nil }
        var sizing = Sizing(plan.target.size, isExit: true)
        sizing.alerted = plan.alert.size?.contracts
        if plan.target.size.converts { weigh(plan.alert.symbol, contract, book, into: &sizing) }
        guard case .contracts(let wanted) = sizing.outcome else { return nil }
        return wanted
    }

    private func mayStillFill(_ root: String, _ side: Side?, _ book: AccountBook) -> Bool {
        let sides = side.map { [$0] } ?? [.buy, .sell]
        // What was lost is looked up for longer than anybody waits.
        return sides.contains { coming($0, root, book, lost: false) > 0 }
    }

    /// Contracts of entries at the market that may be held already, and that no position shows: they have left or are
    /// about to, or their fills were told before their position. One that waits for a close comes after it.
    func coming(
        _ side: Side, _ root: String, _ book: AccountBook, lost: Bool = true, besides tag: OrderTag? = nil
    ) -> Int64 {
        let own = orders.of(book.profile.name).reduce(Int64(0)) { sum, order in
            guard order.row.orderClass == .entry, order.row.side == side, order.row.state.isLive,
                order.row.tag != tag, order.row.type == .market,
                order.row.parent == nil || order.row.state != .approved,
                lost || order.row.state != .lost,
                self.root(of: order.row, asked: order.root) == root
            else { return sum }
            return sum.checked(adding: order.remaining) ?? .max
        }
        return book.unshown.reduce(own) { sum, unshown in
            guard self.root(of: unshown.key, book) == root else { return sum }
            return sum.checked(adding: max(0, side.sign * unshown.value.fills)) ?? .max
        }
    }
}

extension AlertIntent {
    fileprivate var isPart: Bool { if case .reduce = self { true } else { false } }

    /// Whether it takes all of a product off, or all entries back, and means the same whenever it comes.
    fileprivate var isForEverything: Bool {
        switch self {
        case .close, .flatten, .cancel, .cancelAll: true
        case .enter, .reduce, .reverse, .hold, .moveStop: false
        }
    }
}
