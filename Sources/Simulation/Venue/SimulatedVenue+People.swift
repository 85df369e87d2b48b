import Trading

/// What the market, the venue and people do; called by whoever keeps the world's schedule.
extension SimulatedVenue {
    /// Moves one contract by up to so many ticks.
    func moveMarket(ticksMax: Int64 = 12) {
        guard let contract = contracts.randomElement(using: &dice) else { return }
        move(contract.id, byTicks: .random(in: -ticksMax...ticksMax, using: &dice))
    }

    /// Lets something happen at its next chance.
    func play(_ trick: Trick) { tricks.append(trick) }

    /// Fills one resting order at its own price.
    @discardableResult
    func fillSomething() -> Bool {
        guard let order = pick({ $0.status == .open && ($0.limit ?? $0.stop) != nil }),
            let price = order.limit ?? order.stop
        else { return false }
        prices[order.contract] = price
        execute(order.id, at: price)
        trigger(order.contract)
        return true
    }

    /// Fills both legs of a bracket now, or of the next one that fills.
    func fillBothLegs() {
        let isPair: (SimulatedOrder) -> Bool = { [self] leg in
            leg.status == .open && leg.sibling.flatMap(order)?.status == .open
        }
        guard let leg = pick(isPair), let sibling = leg.sibling else { return play(.bothLegs) }
        fillBoth(leg.id, sibling)
    }

    /// Somebody trades at the market on the platform: 1 or 2 contracts, or out of what is held.
    func tradeByHand() {
        guard let account = accountIDs.randomElement(using: &dice),
            let contract = contracts.filter(\.isActive).randomElement(using: &dice)
        else { return }
        let held = position(of: account, contract.id)
        let isExit = held != 0 && dice.chance(500)
        let side: Side = isExit ? (held > 0 ? .sell : .buy) : dice.chance(500) ? .buy : .sell
        let size = isExit ? abs(held) : .random(in: 1...2, using: &dice)
        var order = make(account, contract, .market, side, size, tag: nil, origin: .byHand)
        add(&order)
        arrived(order.id)
    }

    /// Somebody places a resting order on the platform.
    func placeByHand() {
        guard let account = accountIDs.randomElement(using: &dice),
            let contract = contracts.filter(\.isActive).randomElement(using: &dice),
            let last = prices[contract.id]
        else { return }
        let side: Side = dice.chance(500) ? .buy : .sell
        var order = make(account, contract, .limit, side, 1, tag: nil, origin: .byHand)
        let away = Int64.random(in: 5...40, using: &dice) * contract.tickSize.nanos
        order.limit = Price(nanos: last.nanos - side.sign * away)
        add(&order)
        arrived(order.id)
    }

    /// Somebody cancels a live order on the platform, whosever it is.
    @discardableResult
    func cancelByHand() -> Bool {
        guard let order = pick({ $0.status == .open }) else { return false }
        cancel(order.id)
        return true
    }

    /// Somebody moves a resting order by some ticks away from the market, whosever it is.
    @discardableResult
    func modifyByHand() -> Bool {
        guard let order = pick({ $0.status == .open && ($0.limit ?? $0.stop) != nil }),
            let last = prices[order.contract], let level = order.limit ?? order.stop
        else { return false }
        let away: Int64 = level > last ? 1 : -1
        let step = away * .random(in: 1...8, using: &dice) * order.tickSize
        edit(order.id) {
            $0.limit = $0.limit.map { Price(nanos: $0.nanos + step) }
            $0.stop = $0.stop.map { Price(nanos: $0.nanos + step) }
            $0.updatedAt = wall
        }
        tellOrder(order.id)
        return true
    }

    /// The platform cancels every order of an account and closes what it holds.
    func platformFlatten(_ account: AccountID) {
        for order in liveOrders(of: account) { cancel(order.id) }
        for (id, holding) in (accounts[account]?.holdings ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let contract = contract(id) else { continue }
            let side: Side = holding.size > 0 ? .sell : .buy
            var order = make(
                account, contract, .market, side, abs(holding.size), tag: nil, origin: .byPlatform)
            add(&order)
            arrived(order.id)
        }
    }

    /// Whether an account may trade; its rows say so from now on.
    func allow(_ account: AccountID, _ canTrade: Bool) {
        accounts[account]?.canTrade = canTrade
        tellAccount(account)
    }

    /// The firm books something onto an account, in 1/10,000 USD.
    func pay(_ account: AccountID, _ amount: Int64) {
        let balance = accounts[account]?.balance ?? .zero
        accounts[account]?.balance = Money(tenThousandths: balance.tenThousandths + amount)
        tellAccount(account)
    }

    static let logout =
        Array(#"{"type":1,"target":"GatewayLogout","arguments":[]}"#.utf8) + [VenueLine.separator]

    /// Another session takes over: every connection is told so and ended. The client counts these, and gives up
    /// after three within ten minutes.
    func evict() {
        for line in lines {
            line.send?(.control, Self.logout)
            line.hangUp?()
        }
    }

    /// Ends every token now. Connections to the hub stay.
    func expireTokens() { tokens.expireAll() }

    /// From now on new orders (and trades) show in searches up to so long after they were made.
    func lag(orders: Span, trades: Span = .zero) {
        orderLag = orders
        tradeLag = trades
    }

    /// Nothing odd happens any more: no tricks wait, searches are up to date, every account may trade.
    func heal() {
        (tricks, aimed) = ([], [:])
        nullListsPerMille = 0
        lag(orders: .zero)
        for account in accountIDs where accounts[account]?.canTrade == false { allow(account, true) }
    }

    private func pick(_ isWanted: (SimulatedOrder) -> Bool) -> SimulatedOrder? {
        orders.filter(isWanted).randomElement(using: &dice)
    }
}
