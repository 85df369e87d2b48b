import Trading

/// What the gate is told about an order.
extension Desk {
    func gateInput(for order: LiveOrder, isTagUsed: Bool = false) -> GateInput {
        let row = order.row
        var input = GateInput(
            tag: row.tag, orderClass: row.orderClass, side: row.side, size: row.size, type: row.type,
            root: order.root, contract: row.contract)
        input.limitPrice = row.limitPrice
        input.stopPrice = row.stopPrice
        input.trailPrice = row.trailPrice
        input.stopTrails = row.bracket?.stopTrails ?? false
        input.stopTicks = row.bracket?.stop?.count
        input.targetTicks = row.bracket?.target?.count
        input.isTagUsed = isTagUsed
        input.signalAge = now.wall.since(order.signalTime)
        input.signalAgeMax = order.signalAgeMax
        tellStops(of: row.account, order.strategy, into: &input)
        guard let book = accounts[row.account] else { return input }
        input.cutOff = cutOff(of: book.profile, root: root(of: row, asked: order.root))
        input.calendar = row.orderClass == .entry ? calendarFacts(for: order, book) : nil
        input.limits = book.profile.limits
        tellBreakers(order, into: &input)
        // Protection that is missing is placed whatever types the account's entries may have.
        if row.isGuard { input.limits.orderTypes.insert(row.type) }
        tellVenue(book, into: &input)
        // The entry of a reversal waits until its exit is verified flat.
        let waitsForFlat = row.parent.map { orders[$0]?.row.orderClass == .flatten } ?? false
        let leaving = leaving(before: order, book)
        let others = liveOrders(of: book, besides: row.tag)
        tellExposure(book, of: order, others, waitsForFlat: waitsForFlat, into: &input)
        // A change of protection may turn out to add exposure.
        if row.orderClass == .entry || row.venueOrder != nil {
            input.holding = holdingFacts(
                book, of: order, others, input, waitsForFlat: waitsForFlat, leaving: leaving)
            input.day = dayFacts(book, others, leaving: leaving)
            input.profile = profileFacts(book, others, trading: input.contract, leaving: leaving)
            if input.day?.limits.lossMax != nil || input.day?.limits.countsOpen == true
                || input.profile?.profile.drawdown != nil
            {
                input.marks = markFacts(book, leaving: leaving)
            }
            input.rule = ruleFacts(for: order, book, input, waitsForFlat: waitsForFlat)
            input.priceLimit = priceLimitFacts(book, trading: input.contract)
        }
        if row.orderClass == .entry, row.venueOrder == nil { input.month = monthFacts(for: order, book) }
        return input
    }

    private func tellVenue(_ book: AccountBook, into input: inout GateInput) {
        let gateway = gateways[book.profile.gateway]
        let contract = input.contract.flatMap { gateway?.contracts[$0] }
        input.areContractsRead = gateway?.contracts.isEmpty == false
        input.isContractActive = contract?.isActive ?? false
        input.tickSize = contract?.tickSize
        input.canTrade = book.state?.canTrade
        input.isSimulated = book.state?.isSimulated
        input.isVisible = book.state?.isVisible
        input.accountAge = book.stateAt.map { now.steady.since($0) }
        input.gatewayFault = gateway?.fault
        input.isStreamReady = gateway?.isStreamReady == true
        input.reconcileAge = book.reconciledAt.map { now.steady.since($0) }
        if input.orderClass == .entry { input.asksQuotes = asksQuotes(of: input.contract, book) }
    }

    private func tellExposure(
        _ book: AccountBook, of order: LiveOrder, _ others: [LiveOrder], waitsForFlat: Bool,
        into input: inout GateInput
    ) {
        let contract = input.contract
        input.position = waitsForFlat ? 0 : book.position(in: contract)
        input.locks =
            waitsForFlat
            ? []
            : book.locks.filter { lock in
                lock.clearedAt == nil && DayLimits.Limit(lock: lock.kind) == nil && locks(lock, contract)
            }.map { "\($0.reason) since \($0.createdAt)" }
        input.unresolved = others.filter { $0.row.contract == contract && $0.placement.isLost }
            .map(\.row.tag).sorted()
        guard !waitsForFlat else { return }
        let unshown = contract.flatMap { book.unshown[$0] }
        let itself = order.row.venueOrder
        let live = live(in: contract, book, others, besides: itself)
        input.liveBuys = live.buys.all + (unshown?.contracts(.buy) ?? 0)
        input.liveSells = live.sells.all + (unshown?.contracts(.sell) ?? 0)
        input.liveLegs = input.side == .buy ? live.sells.legs : live.buys.legs
        input.pendingExits = leaving(
            input.position ?? 0, unshown: unshown?.fills ?? 0, contract, input.type, others)
    }

    /// Contracts that exits take off a position: all of it while it is being closed, else those under way, those
    /// filled that it does not show yet, and those that rest on the side of the market where this one would.
    ///
    /// A stop and a limit for the same contracts are no contradiction: the price reaches one of them, and what
    /// the other has too much is taken from it. Two of a kind may fill in one move.
    private func leaving(
        _ position: Int64, unshown: Int64, _ contract: ContractID?, _ type: OrderType, _ others: [LiveOrder]
    ) -> Int64 {
        let isClosing = others.contains {
            $0.row.orderClass == .flatten && ($0.row.contract == nil || closes($0, contract))
        }
        if isClosing { return Int64(clamping: position.magnitude) }
        let exits = others.filter { other in
            guard other.row.contract == contract else { return false }
            guard other.isRestingExit else { return other.row.orderClass == .reduce }
            guard other.row.venueOrder != nil, !other.placement.isLost else { return true }
            return type != .market && other.row.type.isStop == type.isStop
        }
        let filled = position > 0 ? max(0, -unshown) : max(0, unshown)
        let crossing = type == .market ? crossing(position, contract, others) : []
        return (exits + crossing).reduce(filled) { $0 + $1.remaining }
    }

    /// A close locks every month of its root: whatever is entered meanwhile would be closed with the rest.
    private func locks(_ lock: LockRow, _ contract: ContractID?) -> Bool {
        guard let locked = lock.contract else { return true }
        return locked == contract || contract.map { isSameRoot(locked, $0, on: lock.account) } ?? false
    }

    /// From the last word about a market order to when it is not counted upon any more: it may be held up.
    static let crossingSpan = Span.seconds(10)

    /// Market entries against the position that the venue has or is about to have: they fill before an exit that
    /// leaves now, and what is left to exit is what they leave.
    private func crossing(
        _ position: Int64, _ contract: ContractID?, _ others: [LiveOrder]
    ) -> [LiveOrder] {
        others.filter { other in
            other.row.contract == contract && other.row.orderClass == .entry && other.row.type == .market
                && other.row.side == (position > 0 ? .sell : .buy) && other.row.state != .approved
                && !other.placement.isLost && now.steady.since(other.touchedAt) < Self.crossingSpan
        }
    }

    /// Contracts that live orders of each side may still fill, by the worst case: the legs of one bracket count
    /// once, and children not at all while they wait for the fill of their entry.
    ///
    /// - Parameter all: Our orders of the account, the ended ones with them, where they were gathered before.
    func live(
        in contract: ContractID?, _ book: AccountBook, _ ours: [LiveOrder], besides itself: OrderID?,
        of all: [LiveOrder]? = nil
    ) -> LiveContracts {
        var sides = LiveContracts()
        var counted = Set([itself].compactMap { $0 })
        for order in ours where order.row.contract == contract && order.row.orderClass != .flatten {
            guard let side = order.row.side else { continue }
            let atVenue = order.row.venueOrder.flatMap { book.venueOrders[$0] }
            if let id = order.row.venueOrder { counted.insert(id) }
            if let atVenue, isWaiting(atVenue, book) { continue }
            let remaining = order.remaining
            if order.row.isGuard { sides[side].guards += remaining }
            sides[side].count(remaining, parent: atVenue?.parent)
        }
        for order in book.venueOrders.values
        where order.contract == contract && !counted.contains(order.id) && !isWaiting(order, book) {
            guard let side = order.side else { continue }
            sides[side].count(max(0, order.size - order.filled), parent: order.parent)
        }
        // Until a snapshot asked after its fill, a leg that nobody told of may be working, or have filled.
        func countUnheard(_ entry: LiveOrder) {
            guard entry.row.contract == contract, let side = entry.row.side?.opposite,
                let id = entry.row.venueOrder
            else { return }
            let left = entry.unheardLegs
            if left > 0 { sides[side].count(left, parent: id) }
        }
        if let all {
            for entry in all where entry.row.account == book.profile.name { countUnheard(entry) }
        } else {
            orders.of(book.profile.name).forEach(countUnheard)
        }
        return sides
    }

    /// Whether a suspended child's entry is unfilled: once it has filled, the child may act before we are told.
    func isWaiting(_ child: VenueOrder, _ book: AccountBook) -> Bool {
        guard child.status == .suspended else { return false }
        if let tag = parentTag(of: child), let entry = orders[tag]?.row {
            return entry.state.isLive && entry.filled == 0
        }
        return child.parent.flatMap { book.venueOrders[$0] }.map { $0.filled == 0 } ?? false
    }
}
