import Trading

/// Everything that the venue remembers of its accounts, with the rows that changed since they were last
/// taken.
struct Book: Sendable {
    struct PositionKey: Hashable, Sendable {
        let account: AccountID
        let contract: ContractID
    }

    private(set) var accounts: [AccountID: VenueAccount] = [:]
    private(set) var orders: [OrderID: VenueOrder] = [:]
    /// Ascending, and so by creation.
    private(set) var orderIDs: [AccountID: [OrderID]] = [:]
    /// Orders that wait for a price, ascending.
    private(set) var resting: [ContractID: [OrderID]] = [:]
    private(set) var children: [OrderID: [OrderID]] = [:]
    private(set) var positions: [PositionKey: VenuePosition] = [:]
    private(set) var trades: [AccountID: [VenueTrade]] = [:]
    private var tags: [AccountID: Set<String>] = [:]

    private(set) var lastOrder = OrderID(VenueRules.firstOrder - 1)
    private(set) var lastTrade = TradeID(VenueRules.firstTrade - 1)
    private(set) var lastPosition = VenueRules.firstPosition - 1

    /// Rows in the order of their changes, one row as often as it changed.
    private(set) var changes: [VenueRecord] = []

    init(accounts: [VenueAccount]) {
        for account in accounts { self.accounts[account.id] = account }
    }

    mutating func takeChanges() -> [VenueRecord] {
        defer { changes = [] }
        return changes
    }

    func isUsed(_ tag: String, on account: AccountID) -> Bool {
        tags[account]?.contains(tag) ?? false
    }

    func position(_ account: AccountID, _ contract: ContractID) -> VenuePosition? {
        positions[PositionKey(account: account, contract: contract)]
    }

    mutating func put(_ account: VenueAccount) {
        accounts[account.id] = account
        changes.append(.account(account))
    }

    mutating func put(_ order: VenueOrder) {
        if orders.updateValue(order, forKey: order.id) == nil { index(order) }
        if !order.status.isWorking { unrest(order) }
        changes.append(.order(order))
    }

    mutating func put(_ trade: VenueTrade) {
        trades[trade.account, default: []].append(trade)
        lastTrade = max(lastTrade, trade.id)
        changes.append(.trade(trade))
    }

    /// Forgets the position when it is flat.
    mutating func put(_ position: VenuePosition) {
        let key = PositionKey(account: position.account, contract: position.contract)
        positions[key] = position.signedSize == 0 ? nil : position
        lastPosition = max(lastPosition, position.id)
        changes.append(.position(position))
    }

    mutating func put(_ anchor: Market.Anchor, of contract: ContractID) {
        changes.append(.anchor(contract, anchor))
    }

    /// Lets an open order wait for its price.
    mutating func rest(_ order: VenueOrder) {
        let waiting = resting[order.contract] ?? []
        guard !waiting.contains(order.id) else { return }
        resting[order.contract, default: []].append(order.id)
        if let last = waiting.last, last > order.id { resting[order.contract]?.sort() }
    }

    private mutating func unrest(_ order: VenueOrder) {
        guard let waiting = resting[order.contract] else { return }
        let left = waiting.filter { $0 != order.id }
        resting[order.contract] = left.isEmpty ? nil : left
    }

    private mutating func index(_ order: VenueOrder) {
        lastOrder = max(lastOrder, order.id)
        let last = orderIDs[order.account]?.last
        orderIDs[order.account, default: []].append(order.id)
        if let last, last > order.id { orderIDs[order.account]?.sort() }
        if let tag = order.tag { tags[order.account, default: []].insert(tag) }
        if let parent = order.parent { children[parent, default: []].append(order.id) }
    }
}
