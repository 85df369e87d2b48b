import Journey
import Trading

/// When entries may leave and rest. A clock that was stepped proves nothing: such worlds are let pass.
extension Judge {
    /// What is asked of the client in a blackout must be past its last moment, so that it never leaves.
    func judgeBlackout(_ row: OrderRow, _ request: PlaceRequest) {
        guard let stretch = world.plan.blackout?.stretch(chicago: world.plan.settings.chicago),
            world.weather.steppedAt == nil
        else { return }
        let now = world.timeline.now
        let beginsIn = stretch.from.since(now.wall)
        let start = now.steady.advanced(by: beginsIn)
        let last = request.notAfter ?? now.steady.advanced(by: Plan.maxAge)
        if now.wall < stretch.from, last > start {
            world.violate(
                .noEntryInBlackout, "\(row.tag) may leave in the blackout that begins in \(beginsIn)",
                tag: row.tag)
        }
        guard stretch.holds(now.wall), last > max(now.steady, start) else { return }
        world.violate(.noEntryInBlackout, "\(row.tag) leaves in a blackout", tag: row.tag)
    }

    /// A cancel of an entry whose row says that its time is over.
    func judgeExpiry(_ id: OrderID, _ account: AccountName) {
        guard let life = world.plan.entryLife, world.weather.steppedAt == nil,
            world.plan.evening?.flatten == nil
        else { return }
        let expired = shadow.orders.values.first {
            $0.account == account && $0.venueOrder == id && $0.code == "ENTRY_EXPIRED"
        }
        guard let expired else { return }
        let early = expired.createdAt.advanced(by: life).since(world.timeline.now.wall)
        guard early > .zero else { return }
        world.violate(.restingEnds, "\(expired.tag) is cancelled \(early) too early", tag: expired.tag)
    }

    /// Once all is well: what still rests is younger than its time and the wait between two cancels.
    func judgeResting() {
        guard let life = world.plan.entryLife, world.weather.steppedAt == nil else { return }
        let patience = life.microseconds + 90_000_000
        for account in world.plan.accounts {
            for order in world.venue.liveOrders(of: account.id) {
                guard let tag = order.tag.map({ OrderTag($0) }), let row = shadow.orders[tag],
                    row.orderClass == .entry, row.alert != nil
                else { continue }
                let age = world.timeline.now.wall.since(row.createdAt)
                guard age.microseconds > patience else { continue }
                world.violate(.restingEnds, "\(tag) rests for \(age), its time is \(life)", tag: tag)
            }
        }
    }
}
