package import Trading

/// Where the market stands: what the market hub tells, kept in memory alone, and what is asked of it.
extension Desk {
    mutating func hear(market state: StreamState, of gateway: GatewayName) {
        guard let index = gateways.index(forKey: gateway) else { return }
        let wasReady = gateways.values[index].market == .ready
        (gateways.values[index].market, gateways.values[index].marketAt) = (state, now.steady)
        guard state != .ready else { return }
        // What changes until the next connection is never sent.
        gateways.values[index].marks = [:]
        if wasReady { gateways.values[index].marketLostAt = now.steady }
    }

    mutating func hear(_ mark: MarketMark, of gateway: GatewayName) {
        guard let index = gateways.index(forKey: gateway) else { return }
        gateways.values[index].marks[mark.contract] = mark
        let holding = accounts.values.filter { book in
            book.profile.gateway == gateway && book.profile.terms?.profile.drawdown != nil
                && book.positions[mark.contract] != nil
        }
        for name in holding.map(\.profile.name) { followEquity(of: name) }
        let deciding = accounts.values.filter { book in
            book.profile.gateway == gateway && book.profile.day.countsOpen
                && book.positions[mark.contract] != nil
        }
        for name in deciding.map(\.profile.name) { followDay(of: name) }
        keepFromPriceLimit(mark, of: gateway)
    }

    /// What the gate is told of open positions; nil where no market hub tells of the market.
    ///
    /// - Parameter leaving: A contract that is flat before the order leaves.
    func markFacts(_ book: AccountBook, leaving: Set<ContractID>) -> MarkFacts? {
        guard let gateway = gateways[book.profile.gateway], gateway.market != nil else { return nil }
        let open = book.positions.values.filter { !$0.isFlat && !leaving.contains($0.contract) }
        return MarkFacts(open.sorted { $0.contract < $1.contract }.map { self.open($0, book, gateway) })
    }

    private func open(_ position: Position, _ book: AccountBook, _ gateway: GatewayBook) -> MarkFacts.Open {
        let held = position.signedSize
        var open = MarkFacts.Open(contract: position.contract.text, held: held)
        guard let mark = gateway.marks[position.contract], let price = mark.range(closing: held)?.now else {
            return open
        }
        (open.mark, open.age) = (price, mark.age(at: now.steady))
        if let profit = gateway.profit(of: position, at: price), let fees = exitFees(of: position, book) {
            open.profit = profit.checked(subtracting: fees)
        }
        if let atStops = risk(of: position, book, at: nil), let atMarket = risk(of: position, book, at: price)
        {
            open.beyond = atMarket.checked(subtracting: atStops)
        }
        return open
    }

    // MARK: What is asked for

    /// Contracts that are asked for without being any rule's product, at the most.
    static let metMax = 64

    /// Whether nobody has asked yet for the quotes of a contract that an account cannot be entered in without.
    func asksQuotes(of contract: ContractID?, _ book: AccountBook) -> Bool {
        guard book.profile.needsQuotes, let contract, let gateway = gateways[book.profile.gateway],
            gateway.market != nil, !gateway.ruled.contains(contract)
        else { return false }
        // What is held or under way anywhere is asked for as long as it lasts, and no longer.
        return gateway.met.contains(contract)
            ? !gateway.watched.contains(contract) : gateway.met.count < Self.metMax
    }

    /// Has the quotes come for the next entry: what is traded by the chart alone is known by its first alert.
    mutating func askQuotes(as input: GateInput, of account: AccountName) {
        guard input.asksQuotes, let contract = input.contract,
            let gateway = accounts[account]?.profile.gateway
        else { return }
        gateways[gateway]?.met.insert(contract)
    }

    /// Asks for the quotes of what is held, what may come to be, and what the rules trade, once that has changed.
    mutating func watchMarket(after input: Input) {
        switch input {
        // What an alert brings is asked for with the venue's first word about it, off the way of its order. What was
        // denied for want of quotes has no order, and no word will come.
        case .arrival:
            guard gateways.values.contains(where: { !$0.met.isSubset(of: $0.watched) }) else { return }
        case .released, .event(.mark), .reconcile, .notified, .stopping: return
        case .event(.contracts(let gateway, _)), .event(.market(let gateway, _)): rule(gateway)
        case .event, .answer, .tick: break
        }
        guard gateways.values.contains(where: { $0.market != nil }) else { return }
        var wanted = gateways.mapValues { $0.ruled.union($0.met) }
        for book in accounts.values {
            let contracts = book.positions.values.filter { !$0.isFlat }.map(\.contract)
            wanted[book.profile.gateway]?.formUnion(contracts)
            wanted[book.profile.gateway]?.formUnion(book.venueOrders.values.map(\.contract))
        }
        for order in orders.values where order.row.state.isLive {
            guard let contract = order.row.contract, let book = accounts[order.row.account] else { continue }
            wanted[book.profile.gateway]?.insert(contract)
        }
        for (name, contracts) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let gateway = gateways[name], gateway.market != nil, gateway.watched != contracts else {
                continue
            }
            gateways[name]?.watched = contracts
            out.watches.append(MarketWatch(gateway: name, contracts: contracts))
        }
    }

    /// The active contracts of the roots that rules and copies name; one that names none is seen to once it trades
    /// something, or would have.
    private mutating func rule(_ name: GatewayName) {
        guard let book = gateways[name]?.contracts else { return }
        let targets = settings.router.rules.flatMap { rule in
            rule.targets.filter { accounts[$0.account]?.profile.gateway == name }
                .compactMap { $0.root ?? rule.condition.ticker?.root }
        }
        let copied = settings.copies.flatMap { copy in
            copy.followers.filter { accounts[$0.account]?.profile.gateway == name }
                .compactMap { $0.root ?? copy.root }
        }
        gateways[name]?.ruled = Set(
            Set(targets + copied).compactMap { book.active(root: $0, expiry: nil)?.id })
    }

    // MARK: What is shown

    /// Why the market's standing is not known whole at a gateway; nil while every contract that matters has a fresh
    /// mark.
    package func marketGap(of name: GatewayName, at moment: Moment) -> String? {
        guard let gateway = gateways[name] else { return nil }
        guard let market = gateway.market else { return "no market hub tells of the market" }
        if case .down(let reason) = market { return "the market hub is down: \(reason)" }
        guard !gateway.watched.isEmpty else { return "nothing is asked for yet" }
        let missing = gateway.watched.sorted().filter { contract in
            gateway.marks[contract]?.isFresh(at: moment.steady) != true
        }
        guard !missing.isEmpty else { return nil }
        return "no quote of the last \(MarketMark.ageMax) of \(missing.map(\.text).joined(separator: ", "))"
    }

    /// Profit of all that an account has open, by fresh marks, fees of the way out taken off; nil where one is
    /// missing.
    package func openProfit(of name: AccountName, at moment: Moment) -> Money? {
        guard let book = accounts[name] else { return nil }
        var desk = self
        desk.now = moment
        return desk.markFacts(book, leaving: [])?.profit
    }
}

extension GatewayBook {
    /// Before fees; nil where the contract is not known, or the range is left.
    func profit(of position: Position, at price: Price) -> Money? {
        guard let size = Int64(exactly: position.signedSize.magnitude).flatMap(Size.init) else { return nil }
        return contracts[position.contract]?.profit(
            entry: position.averagePrice, exit: price, side: position.signedSize > 0 ? .buy : .sell,
            size: size)
    }
}
