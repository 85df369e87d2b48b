package import Trading

/// The orders that are not settled, to be found by tag and by account: with many accounts most questions are about one,
/// and are asked at every event.
package struct LiveOrders: Sendable {
    private var byAccount: [AccountName: [OrderTag: LiveOrder]] = [:]
    private var accounts: [OrderTag: AccountName] = [:]
    /// Accounts whose orders were changed since the last look.
    private var touched: Set<AccountName> = []
    private var sides: [AccountName: Sides] = [:]

    /// How many orders of an account stand on which side, and are what is looked for at each of its events.
    private struct Sides: Sendable {
        var buys = 0
        var sells = 0
        /// Closes, and entries whose legs may work on their other side unheard.
        var either = 0
        var ownStops = 0
        var moving = 0

        mutating func count(_ order: LiveOrder, _ change: Int) {
            if order.isOwnStop { ownStops += change }
            if order.isMoving { moving += change }
            switch order.row.side {
            case _ where order.unheardLegs > 0: either += change
            case .buy: buys += change
            case .sell: sells += change
            case nil: either += change
            }
        }
    }

    package init() {}

    package var count: Int { accounts.count }
    package var isEmpty: Bool { accounts.isEmpty }
    package var keys: Dictionary<OrderTag, AccountName>.Keys { accounts.keys }
    package var values: Values { Values(byAccount) }

    package subscript(tag: OrderTag) -> LiveOrder? {
        get { accounts[tag].flatMap { byAccount[$0]?[tag] } }
        set {
            let before = accounts[tag]
            if let name = newValue?.row.account ?? before { touched.insert(name) }
            if let before, let order = byAccount[before]?[tag] { sides[before]?.count(order, -1) }
            if let order = newValue { sides[order.row.account, default: Sides()].count(order, 1) }
            if let before, before != newValue?.row.account {
                byAccount[before]?[tag] = nil
                if byAccount[before]?.isEmpty == true { byAccount[before] = nil }
                accounts[tag] = nil
            }
            guard let newValue else { return }
            byAccount[newValue.row.account, default: [:]][tag] = newValue
            if before != newValue.row.account { accounts[tag] = newValue.row.account }
        }
    }

    /// Whether an account has an order that is not on this side alone.
    func haveOther(than side: Side, on account: AccountName) -> Bool {
        guard let sides = sides[account] else { return false }
        return sides.either > 0 || (side == .buy ? sides.sells : sides.buys) > 0
    }

    /// Whether an account has a stop that is no child of the venue's.
    func haveOwnStops(on account: AccountName) -> Bool { sides[account].map { $0.ownStops > 0 } ?? false }

    /// Whether an account has an order that closes, reduces, or is being changed.
    func areMoving(on account: AccountName) -> Bool { sides[account].map { $0.moving > 0 } ?? false }

    /// The accounts whose orders were changed since the last time.
    mutating func takeTouched() -> Set<AccountName> {
        defer { touched = [] }
        return touched
    }

    /// Those of one account.
    func of(_ account: AccountName) -> Dictionary<OrderTag, LiveOrder>.Values {
        (byAccount[account] ?? [:]).values
    }

    /// All of them, one account after the other.
    package struct Values: Sequence {
        private let byAccount: [AccountName: [OrderTag: LiveOrder]]

        fileprivate init(_ byAccount: [AccountName: [OrderTag: LiveOrder]]) { self.byAccount = byAccount }

        package struct Iterator: IteratorProtocol {
            fileprivate var outer: Dictionary<AccountName, [OrderTag: LiveOrder]>.Values.Iterator
            fileprivate var inner: Dictionary<OrderTag, LiveOrder>.Values.Iterator?

            package mutating func next() -> LiveOrder? {
                while true {
                    if let order = inner?.next() { return order }
                    guard let orders = outer.next() else { return nil }
                    inner = orders.values.makeIterator()
                }
            }
        }

        package func makeIterator() -> Iterator {
            Iterator(outer: byAccount.values.makeIterator(), inner: nil)
        }
    }
}
