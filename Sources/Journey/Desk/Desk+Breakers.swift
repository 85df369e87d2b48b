import Trading

/// Limits over time: what was let through, what the venue refused, and whether this machine's clock can be believed.
extension Desk {
    static let clockTolerance = Span.seconds(1)
    /// A wall clock that gains so much on the steady one was stepped.
    static let clockStep = Span.seconds(5)

    // MARK: Counting

    /// Takes note of what was decided about an order, once.
    mutating func count(_ order: LiveOrder, isApproved: Bool) {
        let row = order.row
        if isApproved, row.orderClass == .entry { noteOpened(by: order) }
        if isApproved, row.orderClass == .entry, let rate = accounts[row.account]?.profile.orderRate {
            breakers.takeToken(row.account, rate, at: now.steady)
        }
        guard let limit = settings.guards.repeats, let strategy = order.strategy, let alert = row.alert else {
            return
        }
        breakers.noteTurn(strategy, row.orderClass, row.contract, row.side)
        guard isApproved, row.orderClass == .entry, let contract = row.contract, let side = row.side else {
            return
        }
        breakers.noteEntry(
            BreakerBook.Side(strategy: strategy, contract: contract, side: side), alert, at: now.steady, limit
        )
    }

    /// Counts an entry that the venue refused for good.
    mutating func countReject(_ order: LiveOrder) {
        guard let limit = settings.guards.rejects, let strategy = order.strategy,
            order.row.orderClass == .entry, !order.isBracketRefused
        else { return }
        breakers.noteReject(strategy, at: now.steady, limit)
    }

    /// Stops a strategy that repeats itself, until a person has looked.
    mutating func trip(on report: GateReport, _ strategy: String?) {
        let code = Denial.Code.repeatedExecutionLimit
        guard let strategy,
            let denial = report.checks.lazy.compactMap(\.denial).first(where: { $0.code == code })
        else { return }
        let key = ControlRow.Key(.strategy, strategy)
        guard controls[key]?.trip == nil else { return }
        let standing = standing(of: key)
        let before = controls[key]
        put(
            ControlRow(
                key: key, state: standing.state, isKilled: standing.isKilled, trip: code.rawValue,
                countedFrom: before?.countedFrom, word: "trip", reason: denial.reason, by: "PT-12",
                at: now.wall))
    }

    // MARK: The gate

    func tellBreakers(_ order: LiveOrder, into input: inout GateInput) {
        guard input.orderClass == .entry, input.change == nil else { return }
        tellBrackets(of: order.row.account, into: &input.trading)
        input.trading.clockFault = clockFault
        input.trading.venueClock = accounts[order.row.account].flatMap { venueClock(of: $0.profile.gateway) }
        if let strategy = order.strategy {
            input.trading.repeats = repeats(strategy, order)
            if let limit = settings.guards.rejects {
                input.trading.rejects = TradingFacts.Count(
                    of: strategy,
                    breakers.rejectCount(of: strategy, at: now.steady, in: limit.window), limit)
            }
        }
        // What was let through has its token already.
        guard !order.isCounted, let rate = accounts[order.row.account]?.profile.orderRate else { return }
        input.trading.rate = TradingFacts.Rate(
            tokens: breakers.tokens(order.row.account, rate, at: now.steady), rate)
    }

    private func repeats(_ strategy: String, _ order: LiveOrder) -> TradingFacts.Count? {
        let trip = controls[ControlRow.Key(.strategy, strategy)].flatMap { $0.trip == nil ? nil : $0.why }
        guard let limit = settings.guards.repeats else {
            return trip.map { TradingFacts.Count(of: strategy, 0, nil, trip: $0) }
        }
        var count = 0
        if let contract = order.row.contract, let side = order.row.side {
            count = breakers.repeats(
                BreakerBook.Side(strategy: strategy, contract: contract, side: side),
                besides: order.row.alert, at: now.steady, in: limit.window)
        }
        return TradingFacts.Count(of: strategy, count, limit, trip: trip)
    }

    // MARK: The clock

    /// Why this machine's wall clock cannot be believed; nil while it can.
    package var clockFault: String? {
        guard settings.guards.watchesClock, let seen = lastSeenWall else { return nil }
        let back = seen.since(now.wall)
        guard back > Self.clockTolerance else { return nil }
        return "it shows \(now.wall), \(back) before the \(seen) that the ledger saw"
    }

    /// Follows the wall clock, and asks the venue again after a step forward.
    mutating func followClock(from before: Moment) {
        let gained = now.wall.since(before.wall).microseconds - now.steady.since(before.steady).microseconds
        if before.steady.microseconds > 0 { shiftReadings(by: Span(microseconds: gained)) }
        guard settings.guards.watchesClock else { return }
        lastSeenWall = max(lastSeenWall ?? now.wall, now.wall)
        guard before.steady.microseconds > 0 else { return }
        guard gained > Self.clockStep.microseconds else { return }
        note(
            .reconcile, "the wall clock was stepped by \(Span(microseconds: gained)): everything is read anew"
        )
        for name in accounts.keys { accounts[name]?.wantSnapshot(by: now.steady) }
    }

    // MARK: Restart

    mutating func restoreBreakers(_ memory: DeskMemory) {
        if settings.guards.watchesClock {
            lastSeenWall = [lastSeenWall, memory.lastSeenWall].compactMap { $0 }.max()
        }
        for order in memory.recent { restore(order) }
    }

    private mutating func restore(_ order: RecentOrder) {
        let key = order.strategy.map { ControlRow.Key(.strategy, $0) }
        let isSetBack = key.flatMap { controls[$0]?.countedFrom }.map { order.createdAt <= $0 } ?? false
        let isApproved = order.state != .denied
        if isApproved, order.orderClass == .entry, let rate = accounts[order.account]?.profile.orderRate {
            breakers.takeToken(order.account, rate, at: steady(order.createdAt))
        }
        guard let strategy = order.strategy, !isSetBack else { return }
        if let limit = settings.guards.repeats {
            breakers.noteTurn(strategy, order.orderClass, order.contract, order.side)
            if isApproved, order.orderClass == .entry, let contract = order.contract, let side = order.side {
                breakers.noteEntry(
                    BreakerBook.Side(strategy: strategy, contract: contract, side: side), order.alert,
                    at: steady(order.createdAt), limit)
            }
        }
        if let limit = settings.guards.rejects, order.state == .rejected, order.orderClass == .entry,
            order.code != Self.bracketCode
        {
            breakers.noteReject(strategy, at: steady(order.endedAt), limit)
        }
    }

    /// A moment of the past by the steady clock, which did not run through the restart.
    private func steady(_ wall: Timestamp) -> Timestamp {
        now.steady.advanced(by: Span(microseconds: -max(0, now.wall.since(wall).microseconds)))
    }
}
