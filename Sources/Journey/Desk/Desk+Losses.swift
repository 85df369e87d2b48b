import Trading

/// What the gate is told about an account's trading day.
extension Desk {
    /// Nil where no limit of the day is set.
    ///
    /// - Parameters:
    ///   - others: The account's other live orders.
    ///   - leaving: Contracts that are flat before the order leaves.
    func dayFacts(_ book: AccountBook, _ others: [LiveOrder], leaving: Set<ContractID>) -> DayFacts? {
        guard book.profile.day != .off else { return nil }
        let day = tradingDay(of: book)
        var facts = DayFacts(book.profile.day, day: day)
        facts.roll = book.profile.dayRoll
        facts.realised = realised(day, book)
        if let realised = facts.realised { tellReach(of: day, book, to: realised, into: &facts) }
        if facts.limits.countsOpen { facts.open = openGross(book) }
        facts.reached = book.dayLock.flatMap { lock in
            DayLimits.Limit(lock: lock.kind).map { DayFacts.Reached($0, lock.reason) }
        }
        let live = others.filter { $0.row.orderClass == .entry }
        facts.openRisk = openRisk(book, live, besides: leaving)
        facts.trades = trades(of: day, book, live)
        facts.windowTrades = windowTrades(book, live)
        return facts
    }

    /// The worse of what the fills and what the balance say.
    func realised(_ day: TradingDay, _ book: AccountBook) -> Money? {
        guard book.reconciledAt != nil, isWhole(day, book) else { return nil }
        let total = book.days[day] ?? DayRow(account: book.profile.name, day: day)
        let byFills = total.profit.checked(subtracting: total.fees)?.checked(subtracting: total.commissions)
        guard let byFills else { return nil }
        guard let opening = total.openingBalance, let balance = book.state?.balance else { return byFills }
        return balance.checked(subtracting: opening).map { min($0, byFills) }
    }

    /// How far the day's profit went either way, after each of its executions in the venue's order. What two readings
    /// agree that the balance is worse by counts at each, so that nothing but the fills has to survive a restart.
    private func tellReach(
        of day: TradingDay, _ book: AccountBook, to realised: Money, into facts: inout DayFacts
    ) {
        let missing = book.balanceShort.flatMap { $0.day == day ? $0.by : nil } ?? .zero
        guard let reach = reach(of: day, book), let least = reach.lowest.checked(subtracting: missing) else {
            return
        }
        facts.lowest = min(least, realised)
        facts.highest = max(reach.highest, realised)
    }

    /// The same by the executions alone; nil where a sum leaves its range.
    func reach(of day: TradingDay, _ book: AccountBook) -> (lowest: Money, highest: Money)? {
        let fills = book.fills.values.filter { $0.day == day && !$0.trade.isVoided }
            .sorted { ($0.trade.at, $0.trade.id) < ($1.trade.at, $1.trade.id) }
        var (net, lowest, highest) = (Money.zero, Money.zero, Money.zero)
        for fill in fills {
            guard let next = fill.trade.net.flatMap({ net.checked(adding: $0) }) else { return nil }
            (net, lowest, highest) = (next, min(lowest, next), max(highest, next))
        }
        return (lowest, highest)
    }

    /// - Parameter leaving: Contracts that are flat before the order leaves.
    func openRisk(_ book: AccountBook, _ live: [LiveOrder], besides leaving: Set<ContractID>) -> Money? {
        var sum: Money? = .zero
        for (contract, position) in book.positions where !position.isFlat && !leaving.contains(contract) {
            guard let risk = risk(of: position, book, at: nil) else { return nil }
            sum = sum?.checked(adding: risk)
        }
        for entry in live where entry.remaining > 0 {
            guard let contract = entry.row.contract, let stop = entry.row.bracket?.stop?.count,
                let one = riskOfOne(contract, stopTicks: stop, book),
                let all = one.checked(times: entry.remaining)
            else { return nil }
            sum = sum?.checked(adding: all)
        }
        return sum
    }

    /// What a position would lose at its stops, each contract at the worst of those that cover it; nil where a contract
    /// has none.
    ///
    /// - Parameter mark: Where the market stands: a stop that it has left behind is filled no better than there.
    func risk(of position: Position, _ book: AccountBook, at mark: Price?) -> Money? {
        let (held, contract) = (position.signedSize, position.contract)
        guard let tick = gateways[book.profile.gateway]?.contracts[contract]?.tickSize else { return nil }
        var stops = book.venueOrders.values.compactMap { order -> (away: Int64, size: Int64)? in
            guard order.contract == contract, order.side == position.exitSide, order.stopsLoss,
                let price = order.stopPrice
            else { return nil }
            let away =
                held > 0
                ? position.averagePrice.nanos - price.nanos : price.nanos - position.averagePrice.nanos
            return (away, max(0, order.size - order.filled))
        }
        // One that the venue has not told of yet stands where its entry asked for it.
        let unheard = Int64(clamping: held.magnitude) - stops.reduce(0) { $0 + $1.size }
        if unheard > 0 {
            guard
                let asked = book.watches[contract]?.entry?.bracket?.stop?.count ?? askedStop(contract, book),
                bare(contract, held: held, book) - expectedStops(contract, held: held, book) <= 0,
                let away = asked.checked(times: tick.nanos)
            else { return nil }
            stops.append((away, unheard))
        }
        var left = Int64(clamping: held.magnitude)
        var sum: Money? = .zero
        let entered = position.averagePrice.nanos
        let lost = mark.flatMap {
            (held > 0 ? entered : $0.nanos).checked(subtracting: held > 0 ? $0.nanos : entered)
        }
        for stop in stops.sorted(by: { $0.away > $1.away }) where left > 0 {
            let count = min(left, stop.size)
            left -= count
            // A stop in profit is no risk, but its fees and slip are.
            let away = max(0, stop.away, lost ?? 0)
            let ticks = away / tick.nanos + (away % tick.nanos == 0 ? 0 : 1)
            guard let one = riskOfOne(contract, stopTicks: ticks, book), let all = one.checked(times: count)
            else {
                return nil
            }
            sum = sum?.checked(adding: all)
        }
        return left == 0 ? sum : nil
    }

    /// The widest stop that an entry of ours in the contract was sent with.
    private func askedStop(_ contract: ContractID, _ book: AccountBook) -> Int64? {
        orders.of(book.profile.name).compactMap { order in
            order.row.contract == contract
                && order.row.orderClass == .entry ? order.row.bracket?.stop?.count : nil
        }.max()
    }

    private func riskOfOne(_ contract: ContractID, stopTicks: Int64, _ book: AccountBook) -> Money? {
        guard let value = gateways[book.profile.gateway]?.contracts[contract]?.tickValue,
            let product = product(contract, book)
        else { return nil }
        return Sizing.riskOfOne(
            stopTicks: stopTicks, slipTicks: book.profile.holding.slipTicks, tickValue: value,
            roundTurn: roundTurn(of: product, book))
    }

    /// Orders that opened something today, and entries that may yet.
    private func trades(of day: TradingDay, _ book: AccountBook, _ live: [LiveOrder]) -> Int64 {
        let opened = book.fills.values.filter { fill in
            fill.day == day && !fill.trade.isVoided && fill.trade.profit == nil
        }
        let orders = Set(opened.map(\.trade.order))
        let coming = live.filter { entry in
            entry.row.venueOrder.map { !orders.contains($0) } ?? true
        }
        return Int64(orders.count + coming.count)
    }

    /// Orders that first opened something within each window that has a limit, by the venue's time of it, and entries
    /// that may yet. The fills before them are remembered over days, and so is an order that fills in parts: its
    /// later parts are no second trade. What the venue's clock has ahead of ours counts.
    ///
    /// Source: risk specification, section 5.4, R-006: `(t - w, t]`, by the first fill of each order.
    private func windowTrades(_ book: AccountBook, _ live: [LiveOrder]) -> [TradeWindow: Int64] {
        let limits = book.profile.day.windowTradesMax
        guard !limits.isEmpty else { return [:] }
        var first: [OrderID: Timestamp] = [:]
        for fill in book.fills.values where !fill.trade.isVoided && fill.trade.profit == nil {
            first[fill.trade.order] = min(first[fill.trade.order] ?? fill.trade.at, fill.trade.at)
        }
        let coming = live.count { entry in entry.row.venueOrder.map { first[$0] == nil } ?? true }
        var counts: [TradeWindow: Int64] = [:]
        for window in limits.keys {
            let young = first.values.count { now.wall.since($0) < window.span }
            counts[window] = Int64(young + coming)
        }
        return counts
    }
}
