import Trading

/// What accounts that belong together hold: the same person's at the same firm.
extension Desk {
    /// Tells what stands against an order on the accounts that must not be hedged against it.
    ///
    /// Nothing is claimed by a row of its own: positions and live orders, approved ones included, are the claim, so it
    /// is made in the commit that writes the intent, and ends when all is flat and nothing is live.
    func tellTogether(
        _ book: AccountBook, of order: LiveOrder, _ input: GateInput, waitsForFlat: Bool,
        into facts: inout HoldingFacts
    ) {
        let others = accounts.together(with: book)
        if facts.limits.isOneClass, let product = facts.product {
            for one in [book] + others.map(accounts.book(at:)) {
                facts.otherClass += strangers(one, to: product, besides: input.tag)
            }
        }
        guard let side = input.side, turns(side, input) else { return }
        guard !others.isEmpty else { return }
        let group = hedgeGroup(input, book)
        for place in others {
            // Most have nothing on the other side, and are asked about at every order of all others.
            let name = accounts.keys[place]
            let isReady = accounts.gateway(at: place).flatMap { gateways[$0]?.isStreamReady } == true
            guard
                !isReady || orders.haveOther(than: side, on: name)
                    || accounts.mayStand(against: side, at: place)
            else { continue }
            let other = accounts.book(at: place)
            guard isKnown(other) else {
                facts.unread.append(other.profile.name.text)
                continue
            }
            let all = Array(orders.of(name))
            facts.opposite += against(side, group, other, all, before: waitsForFlat ? order : nil)
        }
    }

    /// Whether an order may lead its account to its own side, or can only take off what is held on the other: whatever
    /// works on its side, protection too, may fill before it.
    private func turns(_ side: Side, _ input: GateInput) -> Bool {
        let live = side == .buy ? input.liveBuys : input.liveSells
        let held = side.sign * (input.position ?? 0)
        guard let most = held.checked(adding: live)?.checked(adding: input.size ?? 0) else { return true }
        return most > 0
    }

    private func hedgeGroup(_ input: GateInput, _ book: AccountBook) -> String {
        input.contract.flatMap { product($0, book)?.hedgeGroup } ?? input.root.uppercased()
    }

    /// Whether an account's positions are those of the venue: read since the hub was ready, which has told every change
    /// since. No age: with many accounts of one login the readings of each are far apart.
    private func isKnown(_ book: AccountBook) -> Bool {
        book.hasPositions && book.reconciledAt != nil
            && gateways[book.profile.gateway]?.isStreamReady == true
    }

    /// What an account holds, or could come to hold, against a side.
    ///
    /// - Parameter order: The entry, where it waits until all is flat.
    private func against(
        _ side: Side, _ group: String, _ book: AccountBook, _ all: [LiveOrder], before order: LiveOrder?
    ) -> [String] {
        let live = all.filter(\.row.state.isLive)
        return contracts(of: book, live).sorted().compactMap { contract in
            let own =
                product(contract, book)?.hedgeGroup
                ?? gateways[book.profile.gateway]?.contracts[contract]?.root.uppercased()
            // What cannot be told apart may be the same.
            guard own == nil || own == group else { return nil }
            let isClosing =
                order.map { isBeingClosed(contract, live) || isClosedByCopy(contract, of: book, before: $0) }
                ?? false
            let held = isClosing ? 0 : side.sign * heldOrFilled(side, contract, book)
            let name = "\(book.profile.name)"
            if held < 0 { return "\(name) holds \(side.sign * held) \(contract)" }
            let counted = isClosing ? live.filter { $0.row.orderClass == .entry } : live
            let working =
                isClosing
                ? counted.filter { $0.row.contract == contract && $0.row.side == side.opposite }
                    .reduce(0) { $0 + $1.remaining }
                : self.live(in: contract, book, counted, besides: nil, of: all)[side.opposite].all
                    + (book.unshown[contract]?.contracts(side.opposite) ?? 0)
            guard working > held else { return nil }
            return "\(name) has orders to \(side.opposite.rawValue) \(working) \(contract), and holds \(held)"
        }
    }

    /// A position with what has filled on a side and is not told of as held yet: its legs may be told of before it.
    func heldOrFilled(_ side: Side, _ contract: ContractID, _ book: AccountBook) -> Int64 {
        let told = book.positions[contract]?.signedSize ?? 0
        let filled = book.unshown[contract].map { max(0, side.sign * $0.fills) } ?? 0
        return told.checked(adding: side.sign * filled) ?? told
    }

    private func isBeingClosed(_ contract: ContractID, _ live: [LiveOrder]) -> Bool {
        live.contains {
            $0.row.orderClass == .flatten && ($0.row.contract == nil || closes($0, contract))
        }
    }

    /// Contracts of an account that are of the other class than a product, or of none that is known.
    private func strangers(
        _ book: AccountBook, to product: HoldingFacts.Product, besides tag: OrderTag
    ) -> [String] {
        let live = liveOrders(of: book, besides: tag)
        return contracts(of: book, live).sorted().compactMap { contract in
            let known = self.product(contract, book)?.sizeClass
            guard known != (product.isMicro ? .micro : .mini) else { return nil }
            return
                "\(book.profile.name) holds or orders \(contract), a \(known?.rawValue ?? "contract of no known size")"
        }
    }

    /// Whether the entry of a reversal waits: for a copy of its own close, or for another close of the same alert, one
    /// that would close it again or one on another account. All are flat before any enters the other way.
    ///
    /// Source: risk specification, section 3.7.
    func waitsForOthers(_ order: LiveOrder) -> Bool {
        if waitsForFollowers(order) { return true }
        guard order.row.parent != nil, order.row.orderClass == .entry, let alert = order.row.alert else {
            return false
        }
        let scope = accounts[order.row.account]?.profile.hedge
        return orders.values.contains { other in
            guard other.row.alert == alert, other.row.orderClass == .flatten, other.row.state.isLive else {
                return false
            }
            if scope != nil, accounts[other.row.account]?.profile.hedge == scope { return true }
            return other.row.account == order.row.account && closes(other, order.row.contract)
        }
    }

    /// Whether the entry of a reversal is past its own close, and held back for another account's.
    func isHeldBack(_ order: LiveOrder) -> Bool {
        guard let parent = order.row.parent, order.row.state == .approved, order.row.orderClass == .entry
        else { return false }
        return orders[parent] == nil
    }

    /// Starts the entries of a reversal whose last close has ended.
    mutating func beginTogether(after close: OrderRow) {
        guard close.orderClass == .flatten, let alert = close.alert else { return }
        let waiting = orders.values.filter { order in
            order.row.alert == alert && order.row.state == .approved && order.row.orderClass == .entry
                && order.row.parent != nil && order.row.parent != close.tag
        }
        for tag in waiting.map(\.row.tag).sorted() { begin(tag) }
    }

    /// Takes up what a restart left on accounts that waited for this one to be known.
    mutating func resumeTogether(with name: AccountName) {
        guard let scope = accounts[name]?.profile.hedge,
            orders.values.contains(where: { $0.isResumed && $0.row.state == .approved })
        else { return }
        for other in accounts.values.filter({ $0.profile.hedge == scope }).map(\.profile.name)
        where other != name {
            resume(other)
        }
    }
}
