import Trading

@testable import PaperVenue

/// A venue core with a clock that a test moves and a market that stands at MNQ 25 000.25.
struct Bench {
    static let start = Timestamp("2026-10-05T14:30:00Z") ?? Timestamp(microseconds: 0)
    static let mnq = ContractID("CON.F.US.MNQ.Z26")
    static let account = AccountID(1_001)

    var core: VenueCore
    var now: Timestamp

    init(
        accounts: [VenueAccount] = [VenueAccount(id: Bench.account)], session: SessionHours? = nil,
        at start: Timestamp = Bench.start, spread: Int64 = 0, retention: VenueRetention = VenueRetention(),
        switches: (inout VenueSwitches) -> Void = { _ in }
    ) {
        var rules = VenueRules()
        rules.step = nil
        rules.spreadTicks = spread
        rules.session = session
        rules.retention = retention
        switches(&rules.switches)
        now = start
        core = VenueCore(rules: rules, accounts: accounts, at: start)
    }

    static func request(
        _ type: OrderType = .market, side: Side = .buy, size: Int64 = 2, tag: String? = nil,
        limit: String? = nil, stop: String? = nil, trail: String? = nil, stopTicks: Int64? = nil,
        targetTicks: Int64? = nil, contract: ContractID = Bench.mnq
    ) -> VenuePlaceRequest {
        VenuePlaceRequest(
            account: account, contract: contract, type: type.rawValue, side: side == .buy ? 0 : 1,
            size: size, limitPrice: limit.flatMap { Price($0) }, stopPrice: stop.flatMap { Price($0) },
            trailPrice: trail.flatMap { Price($0) }, tag: tag,
            stopLoss: stopTicks.map { VenueBracketLeg(ticks: $0, type: 4) },
            takeProfit: targetTicks.map { VenueBracketLeg(ticks: $0, type: 1) })
    }

    @discardableResult
    mutating func place(_ request: VenuePlaceRequest) -> VenuePlaceAnswer {
        core.place(request, at: now)
    }

    /// Lets time pass, and returns what the hub tells in it.
    @discardableResult
    mutating func pass(_ span: Span) -> [VenueEvent] {
        now = now.advanced(by: span)
        core.advance(to: now)
        return core.takeEvents()
    }

    @discardableResult
    mutating func move(to price: String, of contract: ContractID = Bench.mnq) -> [VenueEvent] {
        guard let price = Price(price) else { return [] }
        core.setPrice(contract, to: price, at: now)
        return core.takeEvents()
    }

    mutating func close(size: Int64? = nil) throws(Refusal) {
        try core.close(Bench.mnq, of: Bench.account, size: size, at: now)
    }

    func order(_ id: OrderID?) -> VenueOrder? { id.flatMap { core.book.orders[$0] } }
    func tagged(_ tag: String) -> [VenueOrder] {
        core.allOrders(of: Bench.account).filter { $0.tag == tag }
    }
    var position: VenuePosition? { core.book.position(Bench.account, Bench.mnq) }
    var trades: [VenueTrade] { core.trades(of: Bench.account, from: nil, to: nil) }
    var balance: String { core.book.accounts[Bench.account]?.balance.description ?? "" }
}

extension VenueEvent {
    /// `+7000 order 3600000001 2`: microseconds after `start`, what, and how it stands.
    func line(since start: Timestamp) -> String {
        let head = "+\(at.since(start).microseconds) "
        switch payload {
        case .order(let order): return head + "order \(order.tag ?? "-") \(order.status.rawValue)"
        case .trade(let trade): return head + "trade \(trade.size) \(trade.profitAndLoss?.description ?? "-")"
        case .position(let position): return head + "position \(position.type) \(position.size)"
        case .account(let account): return head + "account \(account.balance)"
        }
    }
}
