import Journey
import Trading

/// Who may trade at all, how fast, and against whom.
extension Judge {
    /// When each account's positions last changed at the venue.
    struct Moves {
        private var positions: [AccountID: [Int64]] = [:]
        private var movedAt: [AccountID: Timestamp] = [:]

        mutating func look(at world: World) {
            for account in world.plan.accounts {
                let now = world.plan.contracts.map { world.venue.position(of: account.id, $0.id) }
                guard positions[account.id] != now else { continue }
                positions[account.id] = now
                movedAt[account.id] = world.timeline.steady
            }
        }

        func hasStood(_ account: AccountID, for span: Span, at now: Timestamp) -> Bool {
            movedAt[account].map { now.since($0) >= span } ?? true
        }
    }

    /// What an account's entries have used up: millionths of an order.
    struct Bucket {
        var level: Int64
        var at: Timestamp
    }

    func judgeStops(_ row: OrderRow) {
        let keys = [ControlRow.Key.all, ControlRow.Key(.account, row.account.text)]
        guard let key = keys.first(where: { shadow.stopped.contains($0) && stopsBefore.contains($0) }) else {
            return
        }
        world.violate(.noEntryWhileStopped, "\(row.tag) leaves while \(key.words) is stopped", tag: row.tag)
    }

    /// What another account of the person has held for long enough to be known of, whoever lost which message.
    func judgeHedge(_ row: OrderRow, _ request: PlaceRequest) {
        guard let account = world.plan.accounts.first(where: { $0.name == row.account }),
            let scope = account.hedge, !world.hand.isUnexplained(account.id)
        else { return }
        let side = request.side
        let own = side.sign * world.venue.position(of: account.id, request.contract)
        guard own + request.size.contracts > 0 else { return }
        let group = world.plan.contracts.map(\.id).filter { Plan.group($0) == Plan.group(request.contract) }
        for other in world.plan.accounts where other.hedge == scope && other.name != account.name {
            guard !world.hand.isUnexplained(other.id),
                moves.hasStood(other.id, for: .seconds(10), at: world.timeline.steady)
            else { continue }
            for contract in group {
                let held = side.sign * world.venue.position(of: other.id, contract)
                let worst = held - comingEntries(other, contract, besides: nil)[side.opposite, default: 0]
                guard worst < 0, held < 0 || !isClosing(other, contract) else { continue }
                world.violate(
                    .noHedge,
                    "\(row.tag) leaves to \(side.rawValue), and \(other.name) holds \(-held) the other way, at worst "
                        + "\(-worst)", tag: row.tag)
            }
        }
    }

    private func isClosing(_ account: AccountProfile, _ contract: ContractID) -> Bool {
        shadow.orders.values.contains {
            $0.account == account.name && $0.orderClass == .flatten && $0.state.isLive
                && ($0.contract == nil || $0.contract == contract)
        }
    }

    /// An entry that was let through, seen for the first time. A clock that was stepped proves nothing.
    func judgeRate(_ row: OrderRow) {
        guard row.orderClass == .entry, row.alert != nil, row.state != .denied, shadow.orders[row.tag] == nil,
            world.weather.steppedAt == nil, let decided = row.times.decidedAt,
            let rate = world.plan.accounts.first(where: { $0.name == row.account })?.orderRate
        else { return }
        let full = rate.burst * 1_000_000
        let before = buckets[row.account] ?? Bucket(level: full, at: decided)
        let gained = max(0, decided.since(before.at).microseconds) * rate.perSecond
        let level = min(full, before.level + gained) - 1_000_000
        buckets[row.account] = Bucket(level: max(0, level), at: max(decided, before.at))
        guard level < 0 else { return }
        world.violate(.orderRate, "\(row.tag) is let through beyond the account's rate", tag: row.tag)
    }
}
