import Journey
import Testing
import Trading

/// A venue with several accounts and contracts that fills in parts, and whose events wait to be told.
///
/// Of the two legs of a bracket one fills; what it has filled its sibling loses, and legs are as large as their entry
/// has filled. A close takes the position as it is at that moment.
struct ModelVenue {
    struct Place: Hashable {
        let account: AccountName
        let contract: ContractID
    }

    private(set) var held: [Place: Int64] = [:]
    private(set) var orders: [OrderID: VenueOrder] = [:]
    private(set) var trades: [VenueTrade] = []
    /// By kind, each in its own order: orders, positions, trades.
    var untold: [[GatewayEvent]] = [[], [], []]
    private var nextNumber: Int64 = 1_000

    var live: [VenueOrder] { orders.values.filter { !$0.status.isTerminal }.sorted { $0.id < $1.id } }

    func standing(of account: AccountName) -> DeskFixture.Standing {
        DeskFixture.Standing(
            positions: held.filter { $0.key.account == account && $0.value != 0 }
                .map { position($0.key) }.sorted { $0.contract < $1.contract },
            orders: live.filter { $0.account == account }, trades: trades.filter { $0.account == account })
    }

    private func position(_ place: Place) -> Position {
        Position(
            contract: place.contract, signedSize: held[place] ?? 0,
            averagePrice: Price(nanos: 21_450_250_000_000))
    }

    func order(tag: OrderTag) -> VenueOrder? { orders.values.first { $0.tag == tag } }

    // MARK: What the worst case is

    /// The most contracts that could be held either way once everything filled that may: section 1.4 of the risk
    /// specification, with what is on its way to the venue.
    func exposure(at place: Place, underWay: [PlaceRequest], countsLegs: Bool) -> Int64 {
        let position = held[place] ?? 0
        func sum(_ side: Side) -> Int64 {
            let orders = live.filter {
                $0.account == place.account && $0.contract == place.contract && $0.side == side
                    && $0.status != .suspended
            }
            let entries = orders.filter { $0.parent == nil }.reduce(0) { $0 + $1.size - $1.filled }
            let legs = Dictionary(grouping: orders.filter { countsLegs && $0.parent != nil }) { $0.parent }
                .values.reduce(0) { $0 + ($1.map { $0.size - $0.filled }.max() ?? 0) }
            let coming = underWay.filter {
                $0.account == place.account && $0.contract == place.contract && $0.side == side
            }
            return entries + legs + coming.reduce(0) { $0 + $1.size.contracts }
        }
        return max(abs(position), position + sum(.buy), sum(.sell) - position)
    }

    // MARK: What it is asked

    /// Takes an order, whether its sender will learn of it or not.
    mutating func take(_ request: PlaceRequest) -> Ending {
        guard order(tag: request.tag) == nil else {
            return .rejected(
                Rejection(code: 2, name: "OrderRejected", message: "tag in use", isTagInUse: true))
        }
        nextNumber += 10
        let id = nextNumber
        set(request.order(id))
        if request.bracket != nil {
            set(request.child("SL", id + 1, of: id))
            set(request.child("TP", id + 2, of: id))
        }
        return .accepted(order: OrderID(id))
    }

    mutating func close(_ place: Place, at now: Timestamp) -> Ending {
        guard let position = held[place], position != 0 else {
            return .rejected(Rejection(code: 2, name: "PositionNotFound", message: nil, isNotFound: true))
        }
        nextNumber += 10
        let order = VenueOrder(
            id: OrderID(nextNumber), account: place.account, contract: place.contract, status: .pending,
            type: .market, side: position > 0 ? .sell : .buy, size: abs(position))
        set(order)
        fill(order.id, abs(position), at: now)
        return .accepted(order: nil)
    }

    mutating func cancel(_ id: OrderID) -> Ending {
        guard let order = orders[id], !order.status.isTerminal else {
            return .rejected(Rejection(code: 2, name: "OrderNotFound", message: nil, isNotFound: true))
        }
        end(order, .cancelled)
        // What an entry has filled keeps its legs.
        for child in live where child.parent == id && child.status == .suspended { end(child, .cancelled) }
        return .accepted(order: nil)
    }

    mutating func modify(_ id: OrderID, _ change: OrderChange) -> Ending {
        guard var order = orders[id], !order.status.isTerminal else {
            return .rejected(Rejection(code: 2, name: "OrderNotFound", message: nil, isNotFound: true))
        }
        if let size = change.size?.contracts { order.size = max(size, order.filled + 1) }
        order.limitPrice = change.limitPrice ?? order.limitPrice
        order.stopPrice = change.stopPrice ?? order.stopPrice
        set(order)
        return .accepted(order: nil)
    }

    // MARK: What happens to it

    /// Fills a working order, whole or in part; a leg where there is something to take off.
    mutating func fillSomething(at now: Timestamp, using dice: inout Dice) {
        let ready = live.filter { order in
            guard order.status == .open else { return false }
            let position = held[Place(account: order.account, contract: order.contract)] ?? 0
            return order.parent == nil || (position != 0 && (order.side == .sell) == (position > 0))
        }
        guard let order = ready.randomElement(using: &dice) else { return }
        let place = Place(account: order.account, contract: order.contract)
        let most = order.size - order.filled
        let count = order.parent == nil ? most : min(most, abs(held[place] ?? 0))
        fill(order.id, dice.chance(60) ? count : .random(in: 1...count, using: &dice), at: now)
    }

    /// Somebody or something ends a working order.
    mutating func endSomething(using dice: inout Dice) {
        let ready = live.filter { $0.status == .open && $0.filled == 0 }
        if let order = ready.randomElement(using: &dice) { _ = cancel(order.id) }
    }

    private mutating func fill(_ id: OrderID, _ count: Int64, at now: Timestamp) {
        guard var order = orders[id], let side = order.side else { return }
        order.filled += count
        order.status = order.filled == order.size ? .filled : .open
        set(order)
        let place = Place(account: order.account, contract: order.contract)
        held[place, default: 0] += side.sign * count
        nextNumber += 10
        let trade = VenueTrade(
            id: TradeID(nextNumber), account: order.account, contract: order.contract, order: id, at: now,
            price: Price(nanos: 21_450_250_000_000), side: side, size: count)
        trades.append(trade)
        untold[1].append(.position(order.account, position(place)))
        untold[2].append(.trade(trade))
        // The legs of an entry are as large as it has filled.
        for var child in orders.values.sorted(by: { $0.id < $1.id })
        where child.parent == id && !child.status.isTerminal {
            child.size = child.status == .suspended ? count : child.size + count
            child.status = .open
            set(child)
        }
        guard let parent = order.parent else { return }
        for var sibling in live where sibling.parent == parent && sibling.id != id {
            sibling.size -= count
            if sibling.size <= sibling.filled { end(sibling, .cancelled) } else { set(sibling) }
        }
    }

    private mutating func end(_ order: VenueOrder, _ status: VenueOrder.Status) {
        var ended = order
        (ended.status, ended.size) = (status, max(1, order.size))
        set(ended)
    }

    private mutating func set(_ order: VenueOrder) {
        orders[order.id] = order
        untold[0].append(.order(order))
        #expect(order.size > 0 && order.filled >= 0)
    }
}
