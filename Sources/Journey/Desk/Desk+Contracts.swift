import Trading

/// What the venue told of its contracts: kept for the next start, and asked for the month of a symbol.
extension Desk {
    /// Takes a reading of the venue's contracts, and keeps what is new about it.
    mutating func hear(_ listed: [Contract], of gateway: GatewayName) {
        let unknown = listed.filter { gateways[gateway]?.contradictions[$0.id] == nil }
        gateways[gateway]?.hear(listed, at: now.steady)
        for contract in unknown {
            guard let words = gateways[gateway]?.contradictions[contract.id] else { continue }
            note(.reconcile, "\(gateway): \(words): no entry trades it")
        }
        guard let step = settings.contracts.ageStep, let book = gateways[gateway] else { return }
        let told = Set(listed.map(\.id))
        for contract in book.contracts.all {
            let written = book.written[contract.id]
            let at = told.contains(contract.id) ? now.wall : written?.toldAt ?? now.wall
            let isSame = written?.contract == contract
            if isSame, let last = written?.toldAt, at >= last, at.since(last) < step { continue }
            let row = ContractRow(gateway: gateway, contract: contract, toldAt: at)
            gateways[gateway]?.written[contract.id] = row
            out.rows.append(.contract(row))
        }
    }

    /// Takes up what an earlier run was told.
    mutating func restoreContracts(_ memory: DeskMemory) {
        for (gateway, rows) in Dictionary(grouping: memory.contracts, by: \.gateway) {
            gateways[gateway]?.restore(rows, at: now)
        }
    }

    // MARK: Months

    private var rollCalendar: RollCalendar {
        RollCalendar(settings.calendar, at: now.wall, chicago: settings.chicago)
    }

    /// The contract that an entry means: the month that is named, else the one that the method picks.
    func contract(_ root: String, _ wish: MonthWish, at gateway: GatewayName) -> Contract? {
        guard let book = gateways[gateway]?.contracts else { return nil }
        if let expiry = wish.expiry { return book.known(root: root, expiry: expiry) }
        guard wish.method != .venue else { return book.active(root: root, expiry: nil) }
        return rollCalendar.pick(wish.method, root: root, in: book).month.flatMap { book.contract(named: $0) }
    }

    /// Nil where nothing about the month is to be judged.
    func monthFacts(for order: LiveOrder, _ book: AccountBook) -> MonthFacts? {
        guard let gateway = gateways[book.profile.gateway] else { return nil }
        let (root, wish) = (root(of: order.row, asked: order.root), order.month)
        var facts = MonthFacts()
        let traded = order.row.contract.flatMap { gateway.contracts[$0] }
        facts.ageMax = settings.contracts.maxAge
        if facts.ageMax != nil {
            facts.age = order.row.contract.flatMap { gateway.toldAt[$0] }.map { now.steady.since($0) }
        }
        facts.traded = traded?.name
        facts.venue = gateway.contracts.active(root: root, expiry: nil)?.name
        facts.chart = wish.chart.map(\.words)
        facts.differs = traded.flatMap { contract in wish.chart.map { !$0.matches(contract) } } ?? false
        facts.contradiction = traded.flatMap { gateway.contradictions[$0.id] }
        if let expiry = wish.expiry {
            facts.asked = expiry.words
        } else if wish.method != .venue {
            let pick = rollCalendar.pick(wish.method, root: root, in: gateway.contracts)
            (facts.method, facts.picked, facts.gap) = (wish.method, pick.month, pick.gap)
        }
        let says =
            facts.ageMax != nil || facts.chart != nil || facts.asked != nil || facts.method != .venue
            || facts.contradiction != nil
        return says ? facts : nil
    }

    /// Tells of a chart that shows another month than the one that is traded.
    mutating func tellMonths(
        _ wish: MonthWish, _ contract: Contract?, _ intent: OrderIntent, _ alert: Fingerprint
    ) {
        guard intent.orderClass == .entry, let chart = wish.chart, let contract, !chart.matches(contract)
        else {
            return
        }
        let text = "the chart shows \(chart.words), and \(contract.name) is traded: their prices differ"
        note(.route, text, alert: alert, account: intent.account, tag: intent.tag)
        notify(
            .monthsDiffer, about: "\(intent.account)/\(contract.name)/\(chart.words)",
            account: intent.account,
            tag: intent.tag, alert: alert, text)
    }

    // MARK: What is held

    /// The open position that an exit in a root means, whatever month the front is: the named month where that is
    /// held, else one that the exit's side takes contracts off, the nearest month first.
    func held(
        _ book: AccountBook, root: String, expiry: ChartSymbol.Expiry? = nil, exiting side: Side? = nil
    ) -> Position? {
        let contracts = gateways[book.profile.gateway]?.contracts
        let open = heldMonths(book, root: root)
        let named = open.first { position in
            expiry.map { expiry in contracts?[position.contract].map(expiry.matches) ?? false } ?? false
        }
        return named ?? open.first { side == nil || $0.exitSide == side } ?? open.first
    }

    /// The open positions in a root, the nearest month first.
    func heldMonths(_ book: AccountBook, root: String) -> [Position] {
        let contracts = gateways[book.profile.gateway]?.contracts
        return book.positions.values.filter { position in
            !position.isFlat && contracts?[position.contract]?.root.uppercased() == root.uppercased()
        }.sorted { ContractBook.expiresBefore($0.contract, $1.contract) }
    }

    /// Whether a close takes what is held in a contract: it closes every month of its root, unless one was named.
    func closes(_ close: LiveOrder, _ contract: ContractID?) -> Bool {
        guard close.row.orderClass == .flatten else { return false }
        guard let contract else { return false }
        guard let own = close.row.contract else {
            return close.root == GateInput.everyRoot
                || self.contract(of: contract, on: close.row.account)?.root == close.root
        }
        return own == contract || !close.isOneMonth && isSameRoot(own, contract, on: close.row.account)
    }

    func isSameRoot(_ one: ContractID, _ other: ContractID, on account: AccountName) -> Bool {
        guard let root = contract(of: one, on: account)?.root else { return false }
        return contract(of: other, on: account)?.root == root
    }

    /// The contracts of an account that are flat before an order leaves: those that the close takes which it waits for.
    func leaving(before order: LiveOrder, _ book: AccountBook) -> Set<ContractID> {
        guard let close = order.row.parent.flatMap({ orders[$0] }), close.row.orderClass == .flatten else {
            return []
        }
        let live = liveOrders(of: book, besides: order.row.tag)
        return contracts(of: book, live).filter { closes(close, $0) }.union(
            [order.row.contract].compactMap { $0 })
    }
}
