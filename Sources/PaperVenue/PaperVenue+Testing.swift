package import Trading

/// What a test can see and do behind the venue's back.
extension PaperVenue {
    /// Arms a fault.
    ///
    /// - Parameters:
    ///   - count: How often it strikes.
    ///   - path: The only path whose calls it meets, such as `/api/Order/place`; nil for whichever call it
    ///   fits next. It has no meaning for what happens to the market or the hub.
    package func inject(_ fault: VenueFault, count: Int = 1, on path: String? = nil) {
        arm(FaultOrder(fault: fault, path: path.map { VenuePath.normal($0).lowercased() }, count: count))
    }

    /// Arms a fault, or carries it out at once where it is a deed that names no call.
    func arm(_ order: FaultOrder) { desk.arm(order) }

    /// Forgets every fault that has not struck yet.
    package func clearFaults() { desk.disarm() }

    /// Forgets those that were armed for one path alone.
    package func clearFaults(on path: String) { faults.disarm(path: path) }

    /// Faults of calls and events that have not struck yet.
    package var faultsWaiting: Int { faults.waiting }

    /// How many place calls with this tag have arrived, whatever became of them; of the latest 65 536 tags.
    package func copies(ofTag tag: String) -> Int { faults.log.copies(of: tag) }

    /// How many calls to an endpoint have arrived, whatever became of them; all others count as one.
    package func calls(to path: String) -> Int { faults.log.count(of: path) }

    /// Calls by path in lower case.
    package var calls: [String: Int] { faults.log.all }

    /// Connections on both hubs.
    package var hubConnections: Int { pump.memberCount }

    /// Moves a contract's last price, and fills what it reaches. From there the walk goes on.
    package func setPrice(_ contract: ContractID, _ price: Price) {
        house.turn { core, now in core.setPrice(contract, to: price, at: now) }
        house.wakeUp()
    }

    /// Where a contract trades now; nil when it is unknown.
    package func quote(_ contract: ContractID) -> VenueQuote? {
        house.turn { core, _ in core.quote(contract) }
    }

    /// Places an order as from the web platform: no login, and no tag unless the request has one.
    @discardableResult
    package func placeManually(_ request: VenuePlaceRequest) -> VenuePlaceAnswer {
        house.turn { core, now in core.place(request, at: now) }
    }

    /// Cancels a working order as from the web platform.
    package func cancelManually(_ order: OrderID) {
        house.turn { core, _ in core.cancelWorking(order) }
    }

    /// Flattens an account as the platform does at the end of its day: cancels what works, closes what is
    /// held.
    package func flattenManually(_ account: AccountID) {
        house.turn { core, now in core.flatten(account, at: now) }
    }

    /// Allows or forbids an account to trade, and tells the hub.
    package func setCanTrade(_ account: AccountID, _ canTrade: Bool) {
        house.turn { core, now in core.change(account, at: now) { $0.canTrade = canTrade } }
    }

    package func setBracketMode(_ account: AccountID, _ mode: VenueAccount.BracketMode) {
        house.turn { core, now in core.change(account, at: now) { $0.bracketMode = mode } }
    }

    /// Makes the next month of a product active, as an unannounced roll does; by the venue's product code,
    /// `ENQ`.
    package func roll(_ productCode: String) {
        house.turn { core, _ in core.catalogue.roll(productCode) }
    }

    /// Every order of an account, ascending, suspended ones too.
    package func orders(of account: AccountID) -> [VenueOrder] {
        house.turn { core, _ in core.allOrders(of: account) }
    }

    /// Rows that carry a tag, on all accounts.
    package func orders(ofTag tag: String) -> [VenueOrder] {
        house.turn { core, _ in
            core.book.orders.values.filter { $0.tag == tag }.sorted { $0.id < $1.id }
        }
    }

    package func positions(of account: AccountID) -> [VenuePosition] {
        house.turn { core, _ in core.positions(of: account) }
    }

    /// Newest first.
    package func trades(of account: AccountID) -> [VenueTrade] {
        house.turn { core, _ in core.trades(of: account, from: nil, to: nil) }
    }

    package func account(_ account: AccountID) -> VenueAccount? {
        house.turn { core, _ in core.book.accounts[account] }
    }

    /// The active contract of an exchange root such as `MNQ`.
    package func activeContract(root: String) -> Contract? {
        house.turn { core, _ in
            core.catalogue.available(on: core.day).first { $0.product.root == root }?.contract
        }
    }

    /// Does what is due by the clock; needed only after a clock of the test's own was moved.
    package func catchUp() { house.turn { _, _ in } }
}
