import Trading

/// Everything that the venue remembers of its accounts, with the rows that changed since they were last
/// taken.
///
/// Every look-up goes by account or by contract, so that its cost does not grow with what other accounts did;
/// what is finished and old goes (`Book+Forgetting`).
struct Book: Sendable {
    struct PositionKey: Hashable, Sendable {
        let account: AccountID
        let contract: ContractID
    }

    private static let anchorsMax = 256

    let retention: VenueRetention
    private(set) var accounts: [AccountID: VenueAccount] = [:]
    var orders: [OrderID: VenueOrder] = [:]
    /// Ascending, and so by creation.
    var orderIDs: [AccountID: [OrderID]] = [:]
    /// Orders that are not finished, ascending.
    private(set) var working: [AccountID: [OrderID]] = [:]
    /// Orders that wait for a price, ascending.
    private(set) var resting: [ContractID: [RestingEntry]] = [:]
    var children: [OrderID: [OrderID]] = [:]
    private(set) var positions: [PositionKey: VenuePosition] = [:]
    /// By time, the oldest first.
    var trades: [AccountID: [VenueTrade]] = [:]
    private(set) var tags: [AccountID: TagSet] = [:]
    /// Levels that were set by hand, the latest last, as the file keeps them.
    private(set) var anchors: [ContractID: [Market.Anchor]] = [:]
    /// Months that active contracts were pushed ahead, by product code.
    private(set) var rolls: [String: Int] = [:]
    /// At how many rows of an account forgetting is tried next, where the last try had to leave too many.
    var forgetAbove: [AccountID: Int] = [:]

    private(set) var lastOrder = OrderID(VenueRules.firstOrder - 1)
    private(set) var lastTrade = TradeID(VenueRules.firstTrade - 1)
    private(set) var lastPosition = VenueRules.firstPosition - 1
    private(set) var lastQueue: Int64 = 0

    /// Off while rows of an earlier run are taken back.
    var isRecording = true
    /// Rows in the order of their changes, one row as often as it changed.
    private(set) var changes: [VenueRecord] = []

    init(accounts: [VenueAccount], retention: VenueRetention = VenueRetention()) {
        self.retention = retention
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

    /// The place at the end of the line, for an order that comes in or gives its place up.
    mutating func nextQueue(for order: OrderID) -> Int64 {
        lastQueue = max(lastQueue + 1, order.number)
        return lastQueue
    }

    mutating func put(_ account: VenueAccount) {
        accounts[account.id] = account
        record(.account(account))
    }

    mutating func put(_ order: VenueOrder) {
        if orders.updateValue(order, forKey: order.id) == nil { index(order) }
        if order.status.isWorking {
            resting[order.contract]?.replace(ascending: RestingEntry(order))
        } else {
            unrest(order)
        }
        record(.order(order))
        forgetOrders(of: order.account)
    }

    mutating func put(_ trade: VenueTrade) {
        trades[trade.account, default: []].append(trade)
        lastTrade = max(lastTrade, trade.id)
        record(.trade(trade))
        forgetTrades(of: trade.account)
    }

    /// Forgets the position when it is flat.
    mutating func put(_ position: VenuePosition) {
        let key = PositionKey(account: position.account, contract: position.contract)
        positions[key] = position.signedSize == 0 ? nil : position
        lastPosition = max(lastPosition, position.id)
        record(.position(position))
    }

    mutating func put(_ anchor: Market.Anchor, of contract: ContractID) {
        anchors[contract] = Array(((anchors[contract] ?? []) + [anchor]).suffix(Self.anchorsMax))
        record(.anchor(contract, anchor))
    }

    mutating func put(rollsOf product: String, _ count: Int) {
        rolls[product] = count
        record(.rolls(product, count))
    }

    /// Takes the tags of forgotten orders back.
    mutating func put(_ used: TagSet, of account: AccountID) {
        tags[account, default: TagSet()].formUnion(used)
        record(.tags(account, used))
    }

    /// Takes back how far the numbers had come.
    mutating func put(_ counters: VenueCounters) {
        lastOrder = max(lastOrder, counters.order)
        lastTrade = max(lastTrade, counters.trade)
        lastPosition = max(lastPosition, counters.position)
        lastQueue = max(lastQueue, counters.queue)
        record(.counters(counters))
    }

    var counters: VenueCounters {
        VenueCounters(order: lastOrder, trade: lastTrade, position: lastPosition, queue: lastQueue)
    }

    /// Lets an open order wait for its price.
    mutating func rest(_ order: VenueOrder) {
        resting[order.contract, default: []].insert(ascending: RestingEntry(order))
    }

    private mutating func record(_ row: VenueRecord) {
        if isRecording { changes.append(row) }
    }

    private mutating func unrest(_ order: VenueOrder) {
        working[order.account]?.remove(ascending: order.id)
        guard resting[order.contract] != nil else { return }
        resting[order.contract]?.remove(ascending: RestingEntry(order))
        if resting[order.contract]?.isEmpty == true { resting[order.contract] = nil }
    }

    private mutating func index(_ order: VenueOrder) {
        lastOrder = max(lastOrder, order.id)
        lastQueue = max(lastQueue, order.queue)
        orderIDs[order.account, default: []].insert(ascending: order.id)
        if order.status.isWorking { working[order.account, default: []].insert(ascending: order.id) }
        if let tag = order.tag { tags[order.account, default: TagSet()].insert(tag) }
        if let parent = order.parent { children[parent, default: []].append(order.id) }
    }
}
