import Trading

/// What the gate is told about everything that is held, beside the one contract that an order trades.
extension Desk {
    /// - Parameters:
    ///   - others: The account's other live orders.
    ///   - waitsForFlat: Whether the order leaves only once its contract is verified flat.
    ///   - leaving: Contracts that are flat before it leaves.
    func holdingFacts(
        _ book: AccountBook, of order: LiveOrder, _ others: [LiveOrder], _ input: GateInput,
        waitsForFlat: Bool, leaving: Set<ContractID>
    ) -> HoldingFacts {
        var facts = HoldingFacts(book.profile.holding)
        let record = input.contract.flatMap { gateways[book.profile.gateway]?.contracts[$0] }
        facts.product = input.contract.flatMap { contract in
            product(contract, book).map { product in
                HoldingFacts.Product(product, roundTurn: roundTurn(of: product, book))
            }
        }
        facts.tickValue = record?.tickValue
        tellOthers(book, leaving.union([input.contract].compactMap { $0 }), others, into: &facts)
        facts.working = working(book, others, itself: order.row.venueOrder) { contract in
            contract.map(leaving.contains) ?? false
        }
        tellEntries(book, of: order, input, waitsForFlat: waitsForFlat, leaving, into: &facts)
        guard book.profile.hedge != nil || facts.limits.isOneClass else { return facts }
        tellTogether(book, of: order, input, waitsForFlat: waitsForFlat, into: &facts)
        return facts
    }

    /// What is known of a contract's product; the records of months that have gone are remembered.
    func product(_ contract: ContractID, _ book: AccountBook) -> FuturesProduct? {
        gateways[book.profile.gateway]?.products[contract]
    }

    /// Fees and commissions of one contract, in and out again: what the account's executions cost at the most, rounded
    /// up to a cent, or the table's. Of a side that none has told the other one is taken, and no less than the table's.
    ///
    /// Source: risk specification, section 3.11: learnt from fills, the table is the fallback.
    func roundTurn(of product: FuturesProduct, _ book: AccountBook) -> Money {
        guard let gateway = gateways[book.profile.gateway] else { return product.roundTurn }
        var costs = FillBook.SideCosts()
        for (contract, told) in book.fills.costs where gateway.products[contract] == product {
            costs.learn(told)
        }
        guard let one = costs.opening ?? costs.closing,
            let both = (costs.opening ?? one).checked(adding: costs.closing ?? one),
            let cents = both.tenThousandths.checked(adding: 99)
        else { return product.roundTurn }
        let rounded = Money(tenThousandths: cents / 100 * 100)
        let isWhole = costs.opening != nil && costs.closing != nil
        return isWhole ? rounded : max(rounded, product.roundTurn)
    }

    /// Half of what the way in and out costs, rounded up; nil where the product is not known.
    func exitFees(of position: Position, _ book: AccountBook) -> Money? {
        guard let count = Int64(exactly: position.signedSize.magnitude),
            let product = product(position.contract, book)
        else { return nil }
        let both = roundTurn(of: product, book)
        return Money(tenThousandths: (both.tenThousandths + 1) / 2).checked(times: count)
    }

    /// Our orders of an account that may still act, one left out.
    func liveOrders(of book: AccountBook, besides tag: OrderTag) -> [LiveOrder] {
        orders.of(book.profile.name).filter { other in
            other.row.tag != tag && other.row.state.isLive
        }
    }

    /// Every contract in which an account holds something, or may come to.
    func contracts(of book: AccountBook, _ live: [LiveOrder]) -> Set<ContractID> {
        var found = Set(book.positions.values.filter { !$0.isFlat }.map(\.contract)).union(book.unshown.keys)
        // Most are of one contract: a name is hashed where it is another than the one before.
        var last: ContractID?
        func insert(_ contract: ContractID) {
            guard contract != last else { return }
            found.insert(contract)
            last = contract
        }
        for order in book.venueOrders.values { insert(order.contract) }
        for order in live { if let contract = order.row.contract { insert(contract) } }
        return found
    }

    private func tellOthers(
        _ book: AccountBook, _ own: Set<ContractID>, _ live: [LiveOrder], into facts: inout HoldingFacts
    ) {
        for contract in contracts(of: book, live).sorted() where !own.contains(contract) {
            let exposure = exposure(in: contract, book, live)
            guard exposure != 0 else { continue }
            guard let product = product(contract, book) else {
                facts.unweighed.append(contract.text)
                continue
            }
            if product.root == facts.product?.root {
                facts.otherMonths = exposure.flatMap(facts.otherMonths.checked(adding:)) ?? .max
            }
            let tenths = exposure?.checked(times: product.tenths)
            facts.otherTenths = tenths.flatMap { facts.otherTenths?.checked(adding: $0) }
        }
    }

    /// The most contracts that an account could hold in one contract, either way, once every live order filled; nil
    /// where the sum leaves the range.
    ///
    /// Source: risk specification, section 1.4.
    func exposure(in contract: ContractID, _ book: AccountBook, _ live: [LiveOrder]) -> Int64? {
        let position = book.positions[contract]?.signedSize ?? 0
        let unshown = book.unshown[contract]
        let both = self.live(in: contract, book, live, besides: nil)
        let (toBuy, toSell) = (both.buys, both.sells)
        let buys = toBuy.all.checked(adding: unshown?.contracts(.buy) ?? 0)
        let sells = toSell.all.checked(adding: unshown?.contracts(.sell) ?? 0)
        guard let long = buys.flatMap(position.checked(adding:)),
            let short = sells?.checked(subtracting: position), let held = Int64(exactly: position.magnitude)
        else { return nil }
        // A close takes the position and leaves its legs until they are cancelled.
        return max(held, long, short, max(toBuy.legs, toSell.legs))
    }

    /// How many orders of an account work, or may come to: children that wait for their entry are not among them.
    private func working(
        _ book: AccountBook, _ live: [LiveOrder], itself: OrderID?, isGoing: (ContractID?) -> Bool
    ) -> Int64 {
        var counted = Set([itself].compactMap { $0 })
        var count: Int64 = 0
        for order in live where order.row.orderClass != .flatten {
            if let id = order.row.venueOrder { counted.insert(id) }
            let atVenue = order.row.venueOrder.flatMap { book.venueOrders[$0] }
            if isGoing(order.row.contract) || atVenue.map({ isWaiting($0, book) }) == true { continue }
            count += 1
        }
        for order in book.venueOrders.values
        where !counted.contains(order.id) && !isGoing(order.contract) && !isWaiting(order, book) {
            count += 1
        }
        return count
    }
}
