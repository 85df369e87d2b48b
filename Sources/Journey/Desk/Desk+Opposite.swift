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
        let alert: Alert
        /// Contracts that the close before its entry takes off; nil where all of it is an exit.
        let closed: Int64?
        /// Above zero long.
        let held: Int64
    }

    /// Nil for an order that is no such one, and where what it meets is on its way elsewhere: while everything is being
    /// closed, and while entries wait at their prices, whose fills would find the bracket's legs without a position.
    func opposite(
        _ alert: Alert, _ route: Router.Route, _ book: AccountBook, held: Position?, _ contract: Contract?,
        _ signal: Signal, _ arrival: Arrival
    ) -> Opposite? {
        guard let side = alert.plainSide, book.hasPositions, let held, held.exitSide == side,
            isMeant(held, by: alert, on: book.profile.name)
        else { return nil }
        let root = route.target.root ?? alert.symbol.root
        guard !isClosing(root, book), !hasWaitingEntry(root, book) else { return nil }
        func intent(_ alert: Alert) -> OrderIntent? {
            Router.intents(
                alert, route, accountID: book.profile.id, fingerprint: signal.fingerprint, contract: contract,
                position: held
            ).first
        }
        var exit = alert
        exit.intent = .reduce(side)
        guard let entered = intent(alert), let reduced = intent(exit),
            let sizing = sizing(alert, route.target, entered, isTarget: false, held: held),
            let size = draft(entered, sizing: sizing, signal, arrival).order.row.size, size > 0
        else { return nil }
        let input = draft(reduced, size: size, signal, arrival).input
        let all = Int64(clamping: held.signedSize.magnitude)
        guard let left = all.checked(subtracting: input.pendingExits), left > 0 else { return nil }
        guard size > left else { return Opposite(alert: exit, closed: nil, held: held.signedSize) }
        var turn = alert
        turn.intent = .reverse(to: side, size: alert.size)
        return Opposite(alert: turn, closed: left, held: held.signedSize)
    }

    mutating func tell(_ opposite: Opposite, _ book: AccountBook, _ fingerprint: Fingerprint) {
        let held = "\(opposite.held > 0 ? "long" : "short") \(opposite.held.magnitude)"
        note(
            .route,
            opposite.closed == nil
                ? "against a position of \(held): an exit, without a bracket"
                : "against a position of \(held): that is closed, and what is left is entered",
            alert: fingerprint, account: book.profile.name)
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
