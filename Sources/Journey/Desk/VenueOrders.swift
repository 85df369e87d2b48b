package import Trading

/// The orders that an account has at the venue, and what its stops there cover, added up as they change: whether its
/// positions are covered is asked at every event of the account.
package struct VenueOrders: Sendable {
    private struct Place: Hashable, Sendable {
        let contract: ContractID
        let side: Side?
    }

    private var byID: [OrderID: VenueOrder] = [:]
    /// Contracts that stops may still fill.
    private var stops: [Place: Int64] = [:]
    private var count: [Side?: Int] = [:]

    package init() {}

    package var values: Dictionary<OrderID, VenueOrder>.Values { byID.values }
    package var keys: Dictionary<OrderID, VenueOrder>.Keys { byID.keys }
    package var isEmpty: Bool { byID.isEmpty }

    package subscript(id: OrderID) -> VenueOrder? {
        get { byID[id] }
        set {
            if let before = byID[id] { add(before, -1) }
            if let newValue { add(newValue, 1) }
            byID[id] = newValue
        }
    }

    /// Contracts that stops of a side which can fill now have left.
    func covered(by side: Side, in contract: ContractID) -> Int64 {
        stops[Place(contract: contract, side: side)] ?? 0
    }

    /// Whether an order is there that is not on this side.
    func haveOther(than side: Side) -> Bool { byID.count > count[side] ?? 0 }

    private mutating func add(_ order: VenueOrder, _ sign: Int) {
        count[order.side, default: 0] += sign
        guard order.stopsLoss else { return }
        let place = Place(contract: order.contract, side: order.side)
        stops[place, default: 0] += Int64(sign) * order.coverage
    }
}

extension VenueOrder {
    /// More contracts than any order has: the sum of all orders stays within its type, whatever the venue says.
    private static let sizeMax = Int64(Int32.max)

    /// Contracts left to fill.
    fileprivate var coverage: Int64 {
        min(max(0, size), Self.sizeMax) - min(max(0, filled), max(0, size), Self.sizeMax)
    }
}
