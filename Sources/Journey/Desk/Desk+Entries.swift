import Trading

/// What the gate is told about the entries that came before, the orders that rest, and the stops that work.
extension Desk {
    func tellEntries(
        _ book: AccountBook, of order: LiveOrder, _ input: GateInput, waitsForFlat: Bool,
        _ leaving: Set<ContractID>, into facts: inout HoldingFacts
    ) {
        facts.reference = chartPrice(of: order, facts.product)
        facts.referenceAge = now.wall.since(order.signalTime)
        if let mark = input.contract.flatMap({ gateways[book.profile.gateway]?.marks[$0] }),
            let price = input.side.flatMap(mark.price(for:))
        {
            (facts.mark, facts.markAge) = (price, mark.age(at: now.steady))
        }
        if facts.limits.addsMax != nil, let contract = input.contract, let side = input.side, !waitsForFlat {
            let entries = entries(side, contract, book, besides: input.tag)
            facts.adds = entries == 0 ? nil : entries - 1
        }
        if facts.limits.refusesSelfMatch {
            facts.matches = matches(book, input, facts, waitsForFlat: waitsForFlat)
        }
        guard facts.limits.needsStops else { return }
        for (contract, position) in book.positions.sorted(by: { $0.key < $1.key }) where !position.isFlat {
            if leaving.contains(contract) { continue }
            let held = position.signedSize
            let missing = bare(contract, held: held, book) - expectedStops(contract, held: held, book)
            if missing > 0 { facts.bare.append("\(missing) of \(held) \(contract)") }
        }
    }

    /// What the alert's chart showed, where it charts what is traded: a micro stands where its mini stands.
    private func chartPrice(of order: LiveOrder, _ product: HoldingFacts.Product?) -> Price? {
        guard let chart = order.chart, let product else { return nil }
        let charted = FuturesProduct.root(chart.root)?.hedgeGroup ?? chart.root
        let traded = FuturesProduct.root(product.root)?.hedgeGroup ?? product.root
        return charted == traded ? chart.price : nil
    }

    /// Entries on one side that a position is made of, or may come to be: those that work, and those that filled
    /// since it was flat.
    private func entries(
        _ side: Side, _ contract: ContractID, _ book: AccountBook, besides tag: OrderTag
    ) -> Int64 {
        let held = side.sign * (book.position(in: contract) ?? 0)
        var found: Set<String> = []
        for order in orders.of(book.profile.name)
        where order.row.account == book.profile.name && order.row.contract == contract
            && order.row.orderClass == .entry && order.row.side == side && order.row.tag != tag
        {
            if order.row.state.isLive || held > 0 && order.row.filled > 0 && !isTold(order.row, book) {
                found.insert(order.row.tag.text)
            }
        }
        guard held > 0 else { return Int64(found.count) }
        var rest = held
        let fills = book.fills.values.filter { $0.trade.contract == contract && !$0.trade.isVoided }
            .sorted { ($1.trade.at, $1.trade.id) < ($0.trade.at, $0.trade.id) }
        for fill in fills where rest > 0 {
            if fill.trade.side == side { found.insert(fill.tag?.text ?? "order \(fill.trade.order)") }
            rest -= side.sign * fill.trade.side.sign * fill.trade.size
        }
        // What no fill tells of was entered too.
        return Int64(found.count) + (rest > 0 ? 1 : 0)
    }

    private func isTold(_ row: OrderRow, _ book: AccountBook) -> Bool {
        book.fills.values.contains { $0.tag == row.tag }
    }

    /// Contracts whose stop the venue attached, or may have, and has not told of yet as working.
    ///
    /// A bracket is taken or refused with its entry, so what came of an entry of ours has its stop before the hub
    /// tells of it. What rests is told of when it fills, and stands for nothing until then.
    func expectedStops(_ contract: ContractID, held: Int64, _ book: AccountBook) -> Int64 {
        let side: Side = held > 0 ? .buy : .sell
        let children = book.venueOrders.values.filter { child in
            child.contract == contract && child.side == side.opposite && child.type?.isStop == true
                && child.parent != nil
        }
        let entries = orders.of(book.profile.name).filter { order in
            order.row.contract == contract && order.row.side == side
                && order.row.orderClass == .entry && order.row.bracket?.stop != nil
        }
        let unheard = entries.reduce(Int64(0)) { sum, entry in
            let stop = children.first { parentTag(of: $0) == entry.row.tag }
            guard stop.map({ isWaiting($0, book) }) ?? true else { return sum }
            return sum + (stop == nil ? entry.unheardLegs : 0) + (mayHaveFilled(entry) ? entry.remaining : 0)
        }
        let waking = children.filter { $0.status == .suspended && !isWaiting($0, book) }
        return unheard + waking.reduce(0) { $0 + $1.size }
    }

    /// Whether an entry may be in the position already: no answer to it can be trusted yet, or it fills at once.
    private func mayHaveFilled(_ entry: LiveOrder) -> Bool {
        if entry.row.state == .sent || entry.placement.isLost { return true }
        return entry.row.type == .market && entry.row.state != .approved
            && now.steady.since(entry.touchedAt) < Self.crossingSpan
    }

    // MARK: Self-match

    /// Resting limits of the same person, on the other side, that an order would or could fill.
    private func matches(
        _ book: AccountBook, _ input: GateInput, _ facts: HoldingFacts, waitsForFlat: Bool
    ) -> [String] {
        guard let side = input.side, let contract = input.contract, takes(input.type) else { return [] }
        let person = book.profile.hedge?.person
        let meant = accounts.values.filter { other in
            other.profile.name == book.profile.name
                ? !waitsForFlat : person != nil && other.profile.hedge?.person == person
        }
        return meant.sorted { $0.profile.name < $1.profile.name }.flatMap { other -> [String] in
            let all = Array(orders.of(other.profile.name))
            return limits(side.opposite, contract, other, all, besides: input.tag).compactMap { resting in
                guard meets(resting.price, side, input, facts) else { return nil }
                return "\(resting.name) of \(other.profile.name) at \(resting.price)"
            }
        }
    }

    /// Whether an order of this type takes what rests; one that joins the book never does.
    private func takes(_ type: OrderType) -> Bool { type == .market || type == .limit || type == .stop }

    /// Whether an order would trade at a price; where the market is not known, a market order could anywhere.
    private func meets(
        _ price: Price, _ side: Side, _ input: GateInput, _ facts: HoldingFacts
    ) -> Bool {
        let slip = facts.limits.slipTicks.checked(times: input.tickSize?.nanos ?? 0) ?? 0
        let from: Price? =
            switch input.type {
            case .limit: input.limitPrice
            case .stop: input.stopPrice
            default: facts.market
            }
        guard let from else { return true }
        let worst = from.nanos.checked(adding: side.sign * (input.type == .limit ? 0 : slip)) ?? from.nanos
        let isReached = side == .buy ? price.nanos <= worst : price.nanos >= worst
        // A stop's way to its level leads past what rests before it, which is filled by then.
        let isPassed = side == .buy ? price < from : price > from
        return isReached && !(input.type == .stop && isPassed)
    }

    /// Limits on one side of a contract that rest, or may come to.
    private func limits(
        _ side: Side, _ contract: ContractID, _ book: AccountBook, _ all: [LiveOrder], besides tag: OrderTag
    ) -> [(name: String, price: Price)] {
        let own = all.filter { order in
            order.row.contract == contract && order.row.side == side
                && order.row.tag != tag && order.row.state.isLive && order.row.venueOrder == nil
        }
        let unshown = own.compactMap { order in
            order.row.limitPrice.map { (name: "\(order.row.tag)", price: $0) }
        }
        let resting = book.venueOrders.values.filter {
            $0.contract == contract && $0.side == side && !isWaiting($0, book) && $0.tag != tag
        }.compactMap { order in order.limitPrice.map { (name: "order \(order.id)", price: $0) } }
        return (unshown + resting).sorted { ($0.name, $0.price) < ($1.name, $1.price) }
    }
}
