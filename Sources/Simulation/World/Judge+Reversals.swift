import JSON
import Journey
import Trading

/// One order for both halves of a reversal.
extension Judge {
    /// It closes all that is held the other way, and enters what its rule makes of the alert: where that has been held
    /// for long enough to be known of, whoever lost which message.
    func judgeReversal(_ row: OrderRow, _ request: PlaceRequest) {
        guard row.isSingleReversal, let account = account(row.account),
            moves.hasStood(account.id, for: Self.knownAfter, at: world.timeline.steady)
        else { return }
        let held = -request.side.sign * world.venue.position(of: account.id, request.contract)
        guard held > 0, let wanted = wanted(row, turning: held), request.size.contracts == held + wanted
        else {
            return world.violate(
                .reversed,
                "\(row.tag) is to \(request.side.rawValue) \(request.size), and \(row.account) holds "
                    + "\(-request.side.sign * held)", tag: row.tag)
        }
    }

    /// What is to be held after it: of a plain order what the position leaves of it.
    private func wanted(_ row: OrderRow, turning held: Int64) -> Int64? {
        let rule = world.plan.settings.router.rules.first { $0.name == row.rule }
        guard let alert = row.alert.flatMap({ shadow.alerts[$0] }),
            let told = try? JSONDocument(alert.canonical).root,
            let alerted = told["position"]?.int64 ?? told["size"]?.int64,
            let size = rule?.targets.first(where: { $0.account == row.account })?.size
        else { return nil }
        let contracts = Int64(clamping: alerted.magnitude)
        guard case .multiply(let millionths) = size.kind else { return nil }
        let made = contracts * millionths / 1_000_000
        let most = size.max.map { min($0.contracts, made) } ?? made
        let isPlain = told["position"] == nil && told["action"]?.string != Alert.Action.reverse.rawValue
        return isPlain ? most - held : most
    }

    /// Where it ends and its account still holds what it was to close, the close is decided in the same moment.
    func judgeReversalsEnd(_ row: OrderRow, among rows: [LedgerRow]) {
        guard row.isSingleReversal, row.state.isTerminal, shadow.orders[row.tag]?.state.isTerminal != true,
            row.state != .denied, let account = account(row.account), let contract = row.contract,
            let side = row.side, world.venue.position(of: account.id, contract).signum() == -side.sign,
            world.timeline.now.wall.since(row.createdAt) < Self.closeOwedFor
        else { return }
        func closes(_ other: OrderRow) -> Bool {
            other.account == row.account && other.orderClass == .flatten
                && (other.contract == nil || other.contract == contract)
        }
        let isDecided = rows.contains { if case .order(let other) = $0 { closes(other) } else { false } }
        let isUnderWay = shadow.orders.values.contains { closes($0) && $0.state.isLive }
        guard !isDecided, !isUnderWay else { return }
        world.violate(
            .reversed, "\(row.tag) ended \(row.state.rawValue), and nothing closes what \(row.account) holds",
            tag: row.tag)
    }

    private static let knownAfter = Span.seconds(15)
    private static let closeOwedFor = Span.seconds(590)

    private func account(_ name: AccountName) -> AccountProfile? {
        world.plan.accounts.first { $0.name == name && !world.hand.isUnexplained($0.id) }
    }
}
