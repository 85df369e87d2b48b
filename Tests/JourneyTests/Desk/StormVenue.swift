import Journey
import Testing
import Trading

/// A seeded source of chance.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    /// Far apart for neighbouring seeds: the steps below walk through the states one by one.
    init(seed: UInt64) { state = seed &* 0xD134_2543_DE82_EF95 ^ (seed << 17) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True so many times in a hundred.
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// A venue with one account and one contract, whose events wait to be told.
struct StormVenue {
    private(set) var position: Int64 = 0
    private(set) var orders: [OrderID: VenueOrder] = [:]
    private(set) var trades: [VenueTrade] = []
    /// By kind, each in its own order: orders, positions, trades.
    var untold: [[GatewayEvent]] = [[], [], []]
    private var nextNumber: Int64 = 1_000

    private let contract = DeskFixture.mnq.id

    var live: [VenueOrder] { orders.values.filter { !$0.status.isTerminal }.sorted { $0.id < $1.id } }

    var standing: DeskFixture.Standing {
        DeskFixture.Standing(positions: position == 0 ? [] : [held], orders: live, trades: trades)
    }

    private var held: Position {
        Position(contract: contract, signedSize: position, averagePrice: Price(nanos: 21_450_250_000_000))
    }

    /// Contracts that would be held on one side if every order but the bracket legs filled.
    func worst(_ side: Side) -> Int64 {
        let orders = live.filter { $0.side == side && $0.parent == nil }
        return side.sign * position + orders.reduce(0) { $0 + $1.size }
    }

    func order(tag: OrderTag) -> VenueOrder? { orders.values.first { $0.tag == tag } }

    /// Takes an order, whether its sender will learn of it or not.
    mutating func take(_ request: PlaceRequest, fillsAtOnce: Bool, at now: Timestamp) -> Ending {
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
        if fillsAtOnce { fill(OrderID(id), at: now) }
        return .accepted(order: OrderID(id))
    }

    mutating func close(at now: Timestamp) -> Ending {
        guard position != 0 else {
            return .rejected(Rejection(code: 2, name: "PositionNotFound", message: nil, isNotFound: true))
        }
        nextNumber += 10
        set(
            VenueOrder(
                id: OrderID(nextNumber), account: DeskFixture.one, contract: contract, status: .pending,
                type: .market, side: position > 0 ? .sell : .buy, size: abs(position)))
        fill(OrderID(nextNumber), at: now)
        return .accepted(order: nil)
    }

    mutating func cancel(_ id: OrderID) -> Ending {
        guard let order = orders[id], !order.status.isTerminal else {
            return .rejected(Rejection(code: 2, name: "OrderNotFound", message: nil, isNotFound: true))
        }
        end(order, .cancelled)
        for child in live where child.parent == id { end(child, .cancelled) }
        return .accepted(order: nil)
    }

    /// Another hand cancels a stop and leaves its position.
    mutating func loseStop(using dice: inout Dice) {
        let stops = live.filter { $0.type == .stop && $0.status == .open }
        if let stop = stops.randomElement(using: &dice) { end(stop, .cancelled) }
    }

    /// Changes a working order in place; its legs stay as they are.
    mutating func modify(_ id: OrderID, _ change: OrderChange) -> Ending {
        guard var order = orders[id], !order.status.isTerminal else {
            return .rejected(Rejection(code: 2, name: "OrderNotFound", message: nil, isNotFound: true))
        }
        order.size = change.size?.contracts ?? order.size
        order.limitPrice = change.limitPrice ?? order.limitPrice
        order.stopPrice = change.stopPrice ?? order.stopPrice
        set(order)
        return .accepted(order: nil)
    }

    /// Fills one working order that may: an entry or an exit, or a child against an open position.
    mutating func fillSomething(at now: Timestamp, using dice: inout Dice) {
        let ready = live.filter { order in
            guard order.parent != nil else { return order.status == .open }
            return order.status == .open && order.size <= abs(position)
                && (order.side == .sell) == (position > 0)
        }
        if let order = ready.randomElement(using: &dice) { fill(order.id, at: now) }
    }

    /// A market that trades leaves no market order waiting.
    mutating func fillMarketOrders(at now: Timestamp) {
        for order in live where order.type == .market && order.parent == nil { fill(order.id, at: now) }
    }

    private mutating func fill(_ id: OrderID, at now: Timestamp) {
        guard var order = orders[id], let side = order.side else { return }
        (order.status, order.filled) = (.filled, order.size)
        set(order)
        position += side.sign * order.size
        nextNumber += 10
        let trade = VenueTrade(
            id: TradeID(nextNumber), account: order.account, contract: contract, order: id, at: now,
            price: Price(nanos: 21_450_250_000_000), side: side, size: order.size)
        trades.append(trade)
        untold[1].append(.position(DeskFixture.one, held))
        untold[2].append(.trade(trade))
        for var child in live where child.parent == id {
            child.status = .open
            set(child)
        }
        for sibling in live where order.parent != nil && sibling.parent == order.parent {
            end(sibling, .cancelled)
        }
    }

    private mutating func end(_ order: VenueOrder, _ status: VenueOrder.Status) {
        var ended = order
        ended.status = status
        set(ended)
    }

    private mutating func set(_ order: VenueOrder) {
        orders[order.id] = order
        untold[0].append(.order(order))
        #expect(order.size > 0)
    }
}
