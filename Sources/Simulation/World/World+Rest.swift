import Engine
import Journey
import Trading

/// The end of a world: all is healed, everything comes to rest, and both sides are compared.
extension World {
    /// Long enough for the longest wait of any machine: the hub's, the login's, a look-up's and a snapshot's.
    static let restAfter = Span.seconds(135)
    static let settleAfter = Span.seconds(30)

    /// Nothing new goes wrong from here on; what is wrong heals one after the other, in any order.
    func heal() {
        say("world", "heals")
        weather.isHealed = true
        weather.aim = nil
        weather.killsInRecovery = 0
        for heals in healers.shuffled(using: &dice) {
            timeline.after(.milliseconds(.random(in: 0...15_000, using: &dice)), heals)
        }
        for wait in [20, 60, 100] {
            timeline.after(.seconds(Int64(wait))) { [unowned self] in restartIfEvicted() }
        }
        timeline.after(Self.restAfter) { [unowned self] in restOnceSettled(patience: 4) }
    }

    private var healers: [@Sendable () -> Void] {
        [
            { [unowned self] in network.heal() },
            { [unowned self] in venue.heal() },
            { [unowned self] in
                weather.fullUntil = timeline.steady
                weather.errorsUntil = timeline.steady
            },
        ]
    }

    /// A hub that another session took is not taken back by itself: the operator starts the program again.
    private func restartIfEvicted() {
        guard run?.view.isEvicted == true else { return }
        say("person", "starts the program again")
        kill(restartAfter: .seconds(1))
    }

    /// A hub that was taken twice is taken back after minutes alone, orders that were lost are not given up without
    /// it, closes wait for those and for one another, and all of them for the 200 requests that the venue answers
    /// in a minute. No bridge is quicker than that, so what is still under way gets a little longer, not for ever.
    private func restOnceSettled(patience: Int) {
        guard patience > 0, let run, run.isServing else { return rest() }
        run.inspect { [unowned self] desk, _ in
            guard desk.orders.values.contains(where: isUnsettled) else { return rest() }
            timeline.after(Self.settleAfter) { [unowned self] in restOnceSettled(patience: patience - 1) }
        }
    }

    private func rest() {
        compare(as: "at rest") { [unowned self] in
            judge.judgeFlatInTime()
            judge.judgeCopies()
            senders.fire(#""action":"flatten","ticker":"NQ1!","id":"last-flatten""#)
            closeFollowersByHand()
            timeline.after(Self.settleAfter) { [unowned self] in flattened() }
        }
    }

    /// What a follower was made to hold past its leader, or copied before its leader's execution was voided, no alert
    /// and no copy ends.
    private func closeFollowersByHand() {
        for account in plan.accounts {
            guard let copy = plan.copy(to: account.name)?.copy,
                let leader = plan.accounts.first(where: { $0.name == copy.leader }),
                hand.isUnexplained(account.id) || hand.isUnexplained(leader.id)
            else { continue }
            ask(
                Array(
                    #"{"id":"last-\#(account.name)","account":"\#(account.name)","action":"close_all"}"#.utf8),
                times: 1)
        }
    }

    private func flattened() {
        for account in plan.accounts {
            let working = venue.liveOrders(of: account.id)
            let isFlat = plan.contracts.allSatisfy { venue.position(of: account.id, $0.id) == 0 }
            guard !isFlat || !working.isEmpty else { continue }
            violate(.flattenEndsFlat, "\(account.name) was to be flat, and is not")
        }
        compare(as: "flat") { [unowned self] in
            guard letEntriesBeTaken() else { return enterOnceOpen() }
            timeline.after(Self.settleAfter) { [unowned self] in enterOnceOpen() }
        }
    }

    /// With a day's first reading its floor and the plan's step are known.
    static let readAfter = Span.seconds(60)

    private func enterOnceOpen() {
        guard let roll = plan.evening?.roll, timeline.now.wall < roll.advanced(by: Self.readAfter) else {
            return enter()
        }
        timeline.after(roll.advanced(by: Self.readAfter).since(timeline.now.wall)) { [unowned self] in
            enter()
        }
    }

    private func enter() {
        senders.fire(
            #""action":"buy","size":1,"ticker":"NQ1!","stop_ticks":40,"target_ticks":80,"id":"last-entry""#)
        timeline.after(Self.settleAfter) { [unowned self] in entered() }
    }

    /// Whoever stopped trading lets it go on, and sets a wall clock right that was stepped back into the blackout, or
    /// before it; whether there was any need.
    private func letEntriesBeTaken() -> Bool {
        let isStopped = !shadow.stopped.isEmpty
        resumeAll()
        if plan.watchesClock { return setClockRight() || isStopped }
        guard let stretch = plan.blackout?.stretch(chicago: plan.settings.chicago) else { return isStopped }
        let early = stretch.until.since(timeline.now.wall)
        guard early > .zero else { return isStopped }
        timeline.stepWall(by: early)
        weather.steppedAt = timeline.steady
        say("person", "sets the clock right by \(early)")
        return true
    }

    /// Sets a wall clock right that was stepped away from the venue's; whether it was.
    private func setClockRight() -> Bool {
        let behind = venue.wall.since(timeline.now.wall)
        guard behind != .zero else { return false }
        timeline.stepWall(by: behind)
        weather.steppedAt = timeline.steady
        say("person", "sets the clock right by \(behind)")
        return true
    }

    private func entered() {
        judge.judgeFloorsKnown()
        judge.judgeCopied()
        for account in plan.led
        where venue.position(of: account.id, frontContract(of: account.name)) <= 0
            && judge.mayEnter(account)
        {
            violate(.readyAgain, "\(account.name) takes no entry: \(senders.lastVerdict(on: account.name))")
        }
        compare(as: "after an entry") { [unowned self] in
            verifyLedger()
            end()
        }
    }

    // MARK: Both sides

    private func compare(as moment: String, then next: @escaping @Sendable () -> Void) {
        say("world", "is compared, \(moment)")
        guard let run, run.isServing else {
            return violate(.readyAgain, "the program does not run \(moment)")
        }
        run.inspect { [unowned self] desk, health in
            compare(desk, health)
            next()
        }
    }

    private func compare(_ desk: Desk, _ health: Sequencer.Health) {
        if let fault = health.ledgerFault { violate(.readyAgain, "the ledger takes no writes: \(fault)") }
        let gateway = desk.gateways[Plan.gateway]
        if gateway?.isStreamReady != true || gateway?.fault != nil {
            violate(.readyAgain, "the venue is not followed: \(gateway?.fault ?? "no fault told")")
        }
        for account in plan.accounts {
            guard let book = desk.accounts[account.name] else { continue }
            if book.reconciledAt == nil { violate(.readyAgain, "\(account.name) is not compared") }
            compare(book, account)
            compareFills(account)
            compareTotals(account)
            compareProtection(account)
        }
        for tag in desk.orders.keys.sorted() { desk.orders[tag].map { settle(tag, $0) } }
        settleForgotten(desk)
        judge.judgeResting()
        compareClaims()
        compareOrders()
    }

    private func compare(_ book: AccountBook, _ account: AccountProfile) {
        for contract in plan.contracts {
            let ours = book.position(in: contract.id) ?? 0
            let theirs = venue.position(of: account.id, contract.id)
            guard ours != theirs else { continue }
            violate(.agreesWithVenue, "\(account.name) holds \(theirs) of \(contract.id), we think \(ours)")
        }
        let ours = Set(book.venueOrders.keys)
        let theirs = Set(venue.liveOrders(of: account.id).map { OrderID($0.id) })
        guard ours != theirs else { return }
        let different = ours.symmetricDifference(theirs).sorted().map(\.description).joined(separator: ", ")
        violate(.agreesWithVenue, "\(account.name): orders \(different) work on one side alone")
    }

    private func compareFills(_ account: AccountProfile) {
        for contract in plan.contracts {
            let fills = shadow.fills.values.filter {
                $0.trade.account == account.name && $0.trade.contract == contract.id && !$0.trade.isVoided
            }
            let sum = fills.reduce(Int64(0)) { $0 + $1.trade.side.sign * $1.trade.size }
            let theirs = venue.position(of: account.id, contract.id)
            guard sum != theirs else { continue }
            violate(
                .fillsExplainPositions,
                "\(account.name) holds \(theirs) of \(contract.id), its \(fills.count) fills make \(sum)")
        }
    }

    private func compareProtection(_ account: AccountProfile) {
        guard !hand.isUnexplained(account.id) else { return }
        for contract in plan.contracts {
            let position = venue.position(of: account.id, contract.id)
            compareLegs(account, contract.id, position)
            guard position != 0, account.limits.requiresStop else { continue }
            let stops = venue.liveOrders(of: account.id).filter {
                $0.contract == contract.id && $0.type.isProtectiveStop
                    && $0.side == (position > 0 ? .sell : .buy)
            }
            let protected = stops.reduce(Int64(0)) { $0 + $1.rest }
            guard protected < abs(position) else { continue }
            violate(
                .protected, "\(account.name) holds \(position) of \(contract.id), stops cover \(protected)")
        }
    }

    /// A leg that protects nothing would open what nobody asked for.
    private func compareLegs(_ account: AccountProfile, _ contract: ContractID, _ position: Int64) {
        let stray = venue.liveOrders(of: account.id).first { order in
            guard order.contract == contract, order.status == .open, let parent = order.parent,
                venue.order(parent)?.status.isLive != true
            else { return false }
            return position == 0 || order.side == (position > 0 ? .buy : .sell)
        }
        guard let stray else { return }
        violate(
            .noStrayLegs, "leg \(stray.tag ?? "\(stray.id)") works, and \(account.name) holds \(position)",
            tag: stray.tag.map { OrderTag($0) })
    }

    /// What the ledger says of an order that was sent, or was not, is what the venue's book says.
    private func compareOrders() {
        let others = shadow.orders.values.filter(isOtherAtVenue)
        guard let row = others.min(by: { $0.tag < $1.tag }) else { return }
        let theirs = statusAtVenue(row).map { "\($0)" } ?? "unknown"
        violate(
            .agreesWithVenue, "\(row.tag) is \(row.state.rawValue) in the ledger, at the venue \(theirs)",
            tag: row.tag)
    }

    /// No order of the venue's is taken for two of ours. A close that goes on with another's calls names what that did.
    private func compareClaims() {
        var claims: [OrderID: OrderTag] = [:]
        for row in shadow.orders.values.sorted(by: { $0.tag < $1.tag })
        where row.orderClass == .entry || row.orderClass == .reduce {
            guard let id = row.venueOrder else { continue }
            if let other = claims.updateValue(row.tag, forKey: id) {
                violate(
                    .agreesWithVenue, "\(other) and \(row.tag) are both order \(id) of the venue",
                    tag: row.tag)
            }
        }
    }

    private func isOtherAtVenue(_ row: OrderRow) -> Bool {
        guard row.alert != nil, row.orderClass == .entry || row.orderClass == .reduce else { return false }
        let status = statusAtVenue(row)
        let agrees =
            switch row.state {
            case .filled: status == .filled
            case .cancelled, .expired: status == .cancelled || status == .expired
            case .denied, .notSent, .notPlaced, .rejected: status == nil || status == .rejected
            case .working, .partiallyFilled: status?.isLive == true
            case .approved, .sent, .lost: true
            }
        return !agrees
    }

    private func statusAtVenue(_ row: OrderRow) -> SimulatedOrder.Status? {
        guard let account = plan.accounts.first(where: { $0.name == row.account }) else { return nil }
        if let order = venue.order(tagged: row.tag.text, account: account.id) { return order.status }
        // An exit of a month that is left closes in part, which carries no tag.
        guard row.orderClass == .reduce, let order = row.venueOrder.flatMap({ venue.order($0.number) }),
            order.tag == nil, order.account == account.id
        else { return nil }
        return order.status
    }

    /// What the ledger calls live the Desk still follows, and no lock holds without a close.
    private func settleForgotten(_ desk: Desk) {
        let forgotten = shadow.orders.values.filter { $0.state.isLive && desk.orders[$0.tag] == nil }
        if let row = forgotten.min(by: { $0.tag < $1.tag }) {
            violate(
                .settles, "\(row.tag) is \(row.state.rawValue) in the ledger, and nobody follows it",
                tag: row.tag)
        }
        let isClosing = desk.orders.values.contains { $0.row.orderClass == .flatten }
        // A day that was decided has a lock until it rolls, whatever is closed.
        let closing = shadow.openLocks.filter { id in
            shadow.locks[id].map { DayLimits.Limit(lock: $0.kind) == nil } ?? true
        }
        guard let lock = closing.min(), !isClosing else { return }
        violate(.settles, "lock \(lock) holds, and nothing is being closed")
    }

    private func isUnsettled(_ order: LiveOrder) -> Bool {
        switch order.row.state {
        case .working, .partiallyFilled: return false
        case .lost:
            let account = plan.accounts.first { $0.name == order.row.account }
            return account.map { !hand.isUnexplained($0.id) } ?? true
        default: return true
        }
    }

    private func settle(_ tag: OrderTag, _ order: LiveOrder) {
        guard isUnsettled(order) else { return }
        let row = order.row
        violate(.settles, "\(row.orderClass.rawValue) \(tag) is still \(row.state.rawValue)", tag: tag)
    }
}

extension OrderType {
    fileprivate var isProtectiveStop: Bool { self == .stop || self == .stopLimit || self == .trailingStop }
}
