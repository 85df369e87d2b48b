/// What an order's rule forbids.
extension Desk {
    /// Nil where the rule takes reversals, and for what no rule asked for.
    ///
    /// - Parameter waitsForFlat: Whether the order leaves once its account was closed.
    func ruleFacts(
        for order: LiveOrder, _ book: AccountBook, _ input: GateInput, waitsForFlat: Bool
    ) -> RuleFacts? {
        let rule = settings.router.rules.first { $0.name == order.row.rule }
        guard order.row.orderClass == .entry, input.change == nil, rule?.reversal == .deny else { return nil }
        guard let side = input.side, let held = held(book, root: order.root)?.signedSize,
            held.signum() == -side.sign
        else { return RuleFacts() }
        // An opposite entry that takes off no more than is held, and not leaving already, turns nothing round.
        let left = (held.magnitude, max(0, input.pendingExits).magnitude)
        let isPart = !waitsForFlat && (input.size ?? 0).magnitude <= left.0 - min(left.0, left.1)
        return RuleFacts(turned: isPart ? nil : held)
    }
}
