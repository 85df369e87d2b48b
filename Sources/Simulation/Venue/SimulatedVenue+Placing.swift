import JSON
import Trading

/// The requests that move money.
extension SimulatedVenue {
    private struct Refusal: Error {
        let code: Int64
        var message: String?

        static func rejected(_ message: String) -> Refusal { Refusal(code: 2, message: message) }
    }

    private struct Legs {
        var stop: Int64?
        var target: Int64?
        var trails = false
        var isEmpty: Bool { stop == nil && target == nil }
    }

    // MARK: Place

    func place(_ root: JSONValue) -> Answer {
        let account = AccountID(root["accountId"]?.int64 ?? 0)
        guard accounts[account] != nil else { return .failure(code: 1) }
        guard let contract = root["contractId"]?.string.map(ContractID.init).flatMap(contract) else {
            return .failure(code: 8)
        }
        guard contract.isActive else { return .failure(code: 9) }
        if takes(.refusal, on: account) {
            return .failure(code: dice.chance(500) ? 3 : 5, message: "Not now.")
        }
        let isUnclear = takes(.pendingAnswer)
        if isUnclear, dice.chance(300) { return .failure(code: dice.chance(500) ? 6 : 7) }
        let tag = root["customTag"]?.string
        if let tag, accounts[account]?.tags[tag] != nil {
            return .failure(code: 2, message: "The custom tag already in use.")
        }
        guard let type = root["type"]?.int64.flatMap(OrderType.init(rawValue:)), let side = Self.side(root),
            let size = root["size"]?.int64, size > 0, size <= 1_000
        else { return .failure(code: 2, message: "invalid order size specified") }
        var order = make(account, contract, type, side, size, tag: tag, origin: .placed)
        order.limit = root["limitPrice"]?.price
        order.stop = root["stopPrice"]?.price
        let legs: Legs
        do throws(Refusal) {
            legs = try Self.legs(root, side)
            try check(&order, root, contract)
        } catch {
            order.status = .rejected
            add(&order)
            tellOrder(order.id)
            return .failure(code: error.code, message: error.message, order: order.id)
        }
        let answer = accept(order, legs)
        return isUnclear ? .failure(code: 6) : answer
    }

    private func accept(_ taken: SimulatedOrder, _ legs: Legs) -> Answer {
        var order = taken
        add(&order)
        addLegs(legs, to: order)
        tellOrder(order.id)
        if takes(.rejectAfterAccept, on: order.account) {
            timeline.after(milliseconds(1...400)) { [weak self, id = order.id] in self?.reject(id) }
        } else {
            let wait = takes(.pending, on: order.account) ? milliseconds(1_000...8_000) : milliseconds(3...8)
            timeline.after(wait) { [weak self, id = order.id] in self?.arrived(id) }
        }
        return .success { [id = order.id] in $0.member("orderId", id) }
    }

    private func check(_ order: inout SimulatedOrder, _ root: JSONValue, _ contract: Contract) throws(Refusal)
    {
        guard accounts[order.account]?.canTrade == true else { throw Refusal(code: 4) }
        let last = prices[contract.id] ?? Price(nanos: 0)
        for price in [order.limit, order.stop].compactMap(\.self) where !contract.tickSize.holds(price) {
            throw .rejected("Invalid price")
        }
        switch order.type {
        case .market: (order.limit, order.stop) = (nil, nil)
        case .limit:
            guard order.limit != nil else { throw .rejected("Invalid limit price") }
        case .stop:
            guard let stop = order.stop, order.side == .buy ? stop > last : stop < last else {
                throw .rejected("Invalid stop price")
            }
        case .trailingStop:
            guard let level = root["trailPrice"]?.price else { throw .rejected("Trail Distance not set.") }
            order.ticks = abs(last.nanos - level.nanos) / contract.tickSize.nanos
            order.stop = level
        case .joinBid, .joinAsk: order.limit = last
        case .stopLimit: throw .rejected("invalid order type specified")
        }
    }

    private static func legs(_ root: JSONValue, _ side: Side) throws(Refusal) -> Legs {
        var legs = Legs()
        if let leg = root["stopLossBracket"], leg.kind == .object {
            legs.stop = try ticks(leg, sign: -side.sign, "stop loss")
            legs.trails = leg["type"]?.int64 == OrderType.trailingStop.rawValue
        }
        if let leg = root["takeProfitBracket"], leg.kind == .object {
            legs.target = try ticks(leg, sign: side.sign, "take profit")
        }
        return legs
    }

    private static func ticks(_ leg: JSONValue, sign: Int64, _ name: String) throws(Refusal) -> Int64 {
        guard let ticks = leg["ticks"]?.int64, ticks.signum() == sign else {
            let wanted = sign > 0 ? "greater" : "less"
            throw .rejected("Invalid \(name) ticks. Ticks should be \(wanted) than zero.")
        }
        guard abs(ticks) >= 4 else {
            throw .rejected("Invalid \(name) ticks (\(ticks)). Price should be at least 4 ticks away.")
        }
        return ticks
    }

    /// Both legs exist from the moment of placing, without prices, and sleep until the entry fills.
    private func addLegs(_ legs: Legs, to parent: SimulatedOrder) {
        guard !legs.isEmpty, let contract = contract(parent.contract) else { return }
        let side = parent.side.opposite
        var added: [Int64] = []
        for (ticks, suffix, type) in [
            (legs.stop, "-SL", legs.trails ? OrderType.trailingStop : .stop), (legs.target, "-TP", .limit),
        ] {
            guard let ticks else { continue }
            var leg = make(
                parent.account, contract, type, side, parent.size, tag: parent.tag.map { $0 + suffix },
                origin: .placed)
            leg.status = .suspended
            leg.ticks = ticks
            leg.parent = parent.id
            leg.saysSibling = type == .limit
            add(&leg)
            added.append(leg.id)
        }
        if added.count == 2 {
            edit(added[0]) { $0.sibling = added[1] }
            edit(added[1]) { $0.sibling = added[0] }
        }
        for id in added { tellOrder(id) }
    }

    // MARK: Cancel, modify, close

    func cancel(_ root: JSONValue) -> Answer {
        guard accounts[AccountID(root["accountId"]?.int64 ?? 0)] != nil else { return .failure(code: 1) }
        guard let order = liveOrder(root) else { return .failure(code: 2) }
        cancel(order.id)
        return .done
    }

    func modify(_ root: JSONValue) -> Answer {
        guard accounts[AccountID(root["accountId"]?.int64 ?? 0)] != nil else { return .failure(code: 1) }
        guard let order = liveOrder(root), let contract = contract(order.contract) else {
            return .failure(code: 2)
        }
        guard order.status != .suspended else { return .failure(code: 3, message: "Order is suspended") }
        let (limit, stop) = (root["limitPrice"]?.price, root["stopPrice"]?.price)
        for price in [limit, stop].compactMap(\.self) where !contract.tickSize.holds(price) {
            return .failure(code: 3, message: "Invalid price")
        }
        let last = prices[contract.id] ?? Price(nanos: 0)
        if let stop, order.side == .buy ? stop <= last : stop >= last {
            return .failure(code: 3, message: "Invalid stop price")
        }
        let size = root["size"]?.int64
        if let size, size <= order.filled {
            return .failure(code: 3, message: "invalid order size specified")
        }
        edit(order.id) {
            if let size { $0.size = size }
            if let limit, $0.limit != nil { $0.limit = limit }
            if let stop, $0.stop != nil { $0.stop = stop }
            $0.updatedAt = wall
        }
        tellOrder(order.id)
        trigger(order.contract)
        return .done
    }

    func close(_ root: JSONValue) -> Answer {
        closing(root, as: .close) { held, _ in .success(held) }
    }

    func partialClose(_ root: JSONValue) -> Answer {
        closing(root, as: .partialClose) { held, size in
            guard let size, size > 0, size <= held else { return .failure(Refusal(code: 5)) }
            return .success(size)
        }
    }

    private func closing(
        _ root: JSONValue, as origin: SimulatedOrder.Origin,
        _ choose: (Int64, Int64?) -> Result<Int64, Refusal>
    ) -> Answer {
        let account = AccountID(root["accountId"]?.int64 ?? 0)
        guard accounts[account] != nil else { return .failure(code: 1) }
        guard let contract = root["contractId"]?.string.map(ContractID.init).flatMap(contract) else {
            return .failure(code: 3)
        }
        let held = position(of: account, contract.id)
        guard held != 0 else { return .failure(code: 2) }
        switch choose(abs(held), root["size"]?.int64) {
        case .failure(let refusal): return .failure(code: refusal.code)
        case .success(let size):
            var order = make(
                account, contract, .market, held > 0 ? .sell : .buy, size, tag: nil, origin: origin)
            add(&order)
            if origin == .partialClose { lastPart = (account, contract.id) }
            tellOrder(order.id)
            timeline.after(milliseconds(3...8)) { [weak self, id = order.id] in self?.arrived(id) }
            return .done
        }
    }

    // MARK: The book

    func make(
        _ account: AccountID, _ contract: Contract, _ type: OrderType, _ side: Side, _ size: Int64,
        tag: String?, origin: SimulatedOrder.Origin
    ) -> SimulatedOrder {
        let lag =
            orderLag > .zero
            ? Span(microseconds: .random(in: 0...orderLag.microseconds, using: &dice)) : .zero
        return SimulatedOrder(
            account: account, contract: contract.id, symbol: contract.symbolID, type: type, side: side,
            origin: origin, tag: tag, createdAt: wall, visibleAt: timeline.steady.advanced(by: lag),
            size: size,
            tickSize: contract.tickSize.nanos, status: .pending, updatedAt: wall)
    }

    private func liveOrder(_ root: JSONValue) -> SimulatedOrder? {
        guard let order = root["orderId"]?.int64.flatMap(order), order.status.isLive,
            order.account.number == root["accountId"]?.int64
        else { return nil }
        return order
    }

    private static func side(_ root: JSONValue) -> Side? {
        switch root["side"]?.int64 {
        case 0: .buy
        case 1: .sell
        default: nil
        }
    }
}

extension JSONValue {
    fileprivate var price: Price? { numberText.flatMap { Price($0) } }
}
