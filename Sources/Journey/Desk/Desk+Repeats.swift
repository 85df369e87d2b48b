import Trading

/// When the same words mean another alert.
///
/// An alert without a name and a time is known by its content alone, and so its repeat may be a resend or a new
/// signal. A resend comes within 30 s of the first delivery. Within these it is the first alert, unless something was
/// opened since that it would close: a position that stays open costs more than a close that finds nothing. So does an
/// entry that stays at its price, a stop that stays behind, and a position that is not the one to hold: a change is
/// another one once an entry came between, and a target once anything did. What came at the very same moment has the
/// name of the first, and so its tags: it is the first.
extension Desk {
    /// What an alert is about on one account: a product, or all of them.
    private struct Reach {
        let account: AccountName
        let root: String?
    }

    func isMeantAnew(_ alert: Alert, _ known: KnownAlert, at time: Timestamp) -> Bool {
        guard alert.mayBeMeantAnew else { return false }
        let reaches = reaches(of: alert, at: time)
        guard alert.intent.leaves || alert.plainSide != nil else {
            return reaches.contains { reach in
                hasOpened(reach, alert.intent, since: known)
                    || !alert.intent.isChange && hasMoved(reach, since: known, at: time)
            }
        }
        guard alert.intent.leaves || reaches.contains(where: { isAgainst($0, alert) }) else { return false }
        // Its own orders: what it took back may go on working where the venue refuses to cancel it.
        let isOver = known.verdicts.allSatisfy { orders[$0.tag]?.row.alert != known.row.fingerprint }
        if time.since(known.row.receivedAt) >= AlertIdentity.resendSpan { return isOver }
        if reaches.contains(where: { hasOpened($0, alert.intent, since: known) }) { return true }
        // What a part leaves over is no sign that anything was opened.
        guard alert.intent == .close || alert.intent == .flatten else { return false }
        return isOver && reaches.contains(where: mayHold)
    }

    private func reaches(of alert: Alert, at time: Timestamp) -> [Reach] {
        let second = settings.chicago.secondOfDay(at: time)
        let routes = (try? settings.router.routes(for: alert, at: second)) ?? []
        return routes.map { route in
            let root = (route.target.root ?? alert.symbol.root).uppercased()
            return Reach(account: route.target.account, root: alert.intent.takesAccounts ? nil : root)
        }
    }

    /// Whether another alert's order was let through since, whichever way it went.
    private func hasMoved(_ reach: Reach, since known: KnownAlert, at time: Timestamp) -> Bool {
        seen.taken(after: known).contains { other in
            guard other.verdicts.contains(where: { $0.account == reach.account && $0.isApproved }),
                var alert = AlertReader.recorded(other.row.canonical, dialect: other.row.dialect),
                !alert.intent.isChange
            else { return false }
            alert.source = other.row.source
            return reaches(of: alert, at: time).contains { its in
                its.account == reach.account && (its.root == nil || its.root == reach.root)
            }
        }
    }

    /// Whether a plain order is against what an account holds, and so takes that off: see `opposite`.
    private func isAgainst(_ reach: Reach, _ alert: Alert) -> Bool {
        guard let side = alert.plainSide, let root = reach.root, let book = accounts[reach.account] else {
            return false
        }
        return held(book, root: root, expiry: alert.symbol.expiry).map { $0.exitSide == side } ?? false
    }

    /// Whether another alert's entry was let through or filled since, or the venue told of more than that.
    private func hasOpened(_ reach: Reach, _ intent: AlertIntent, since known: KnownAlert) -> Bool {
        openings.all(in: reach.root, on: reach.account).contains { opening in
            guard opening.alert != known.row.fingerprint else { return false }
            // A position may be told before the fill that made it: of what enters it may be its own.
            if opening.alert == nil, !intent.isExit { return false }
            if let first = known.number, let delivery = opening.delivery { return delivery >= first }
            return opening.at > known.row.receivedAt
        }
    }

    /// Whether an account has anything that a close would end, as far as is known; what is not known may be there.
    private func mayHold(_ reach: Reach) -> Bool {
        guard let book = accounts[reach.account] else { return false }
        guard book.hasPositions, gateways[book.profile.gateway]?.isStreamReady == true else { return true }
        let isMeant: (ContractID) -> Bool = { contract in
            guard let root = reach.root else { return true }
            return self.root(of: contract, book).map { $0 == root } ?? true
        }
        if book.positions.contains(where: { !$0.value.isFlat && isMeant($0.key) }) { return true }
        if book.unshown.contains(where: { $0.value.isWaiting && isMeant($0.key) }) { return true }
        if book.venueOrders.values.contains(where: { isMeant($0.contract) }) { return true }
        return orders.of(reach.account).contains { order in
            order.row.orderClass == .entry && order.row.state.isLive
                && (reach.root.map { $0 == root(of: order.row, asked: order.root) } ?? true)
        }
    }

    // MARK: What was opened

    /// An entry was let through.
    mutating func noteOpened(by order: LiveOrder) {
        openings.note(
            OpeningBook.Opening(alert: order.row.alert, delivery: lastDelivery, at: now.wall),
            in: root(of: order.row, asked: order.root), on: order.row.account)
    }

    /// An entry filled, or a position grew that no fill of ours explains; while an exit works there, it takes that too.
    mutating func noteGrown(_ contract: ContractID, on account: AccountName, by alert: Fingerprint?) {
        guard let book = accounts[account] else { return }
        let root = root(of: contract, book) ?? GateInput.everyRoot
        let isLeaving = orders.of(account).contains { order in
            guard order.row.state.isLive else { return false }
            return order.row.orderClass == .flatten && closes(order, contract)
                || order.row.orderClass == .reduce && order.row.contract == contract
        }
        guard !isLeaving else { return }
        openings.note(
            OpeningBook.Opening(alert: alert, delivery: lastDelivery, at: now.wall), in: root, on: account)
    }

    mutating func restoreOpenings(_ memory: DeskMemory) {
        for order in memory.recent where order.orderClass == .entry && order.state != .denied {
            guard let book = accounts[order.account] else { continue }
            let root = order.contract.flatMap { self.root(of: $0, book) } ?? GateInput.everyRoot
            openings.note(
                OpeningBook.Opening(alert: order.alert, delivery: nil, at: order.createdAt), in: root,
                on: order.account)
        }
    }
}

extension Alert {
    /// Whether its words alone do not say that it is a resend, since they may be another exit, change or target: that
    /// depends on how the accounts stood that it reaches.
    var mayBeMeantAnew: Bool {
        guard id == nil, time == nil else { return false }
        if case .hold = intent { return true }
        return intent.leaves || intent.isChange || plainSide != nil
    }

    /// The side of an order at the market that says only what to trade: see `Desk.opposite`.
    var plainSide: Side? {
        guard case .enter(let side) = intent, type == .market else { return nil }
        return side
    }
}

extension AlertIntent {
    /// Whether it takes contracts off, whatever it does then.
    fileprivate var leaves: Bool {
        if case .reverse = self { return true }
        return takesOff
    }
}
