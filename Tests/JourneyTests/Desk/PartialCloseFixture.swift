import Journey
import Testing
import Trading

/// An account that holds contracts of the month before, and what the venue tells of partial closes there.
struct PartialCloseFixture {
    static let old = DeskFixture.mnqOld.id
    /// One of three contracts.
    static let exit = #""action":"sell","size":1,"position":2,"prev_position":3"#
    private static let price = Price(nanos: 21_450_250_000_000)

    static func held(_ size: Int64, _ contract: ContractID = old) -> Position {
        Position(contract: contract, signedSize: size, averagePrice: price)
    }

    static func call(_ size: Int64, _ tag: OrderTag) -> GatewayCall? {
        Size(size).map { .partialClose(account: DeskFixture.one, contract: old, size: $0, tag: tag) }
    }

    func holding(_ size: Int64 = 3) throws -> DeskFixture {
        var fixture = try DeskFixture(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        fixture.venue[DeskFixture.one]?.positions = [Self.held(size)]
        fixture.connect()
        return fixture
    }

    /// An exit up to the one call that leaves for it.
    func send(
        _ fixture: inout DeskFixture, _ members: String = exit, id: String = "x"
    ) throws -> GatewayCall {
        let decision = try fixture.arrive(members + #","id":"\#(id)""#)
        #expect(decision.verdicts.map(\.code) == [nil])
        let calls = fixture.release(decision).calls.filter(\.movesMoney)
        #expect(calls.count == 1)
        return try #require(calls.first)
    }

    /// Takes up to one second after another, with every reading answered and orders read by number as given.
    ///
    /// - Returns: What left meanwhile that moves money.
    @discardableResult
    func wait(_ fixture: inout DeskFixture, _ seconds: Int, _ known: VenueOrder...) -> [GatewayCall] {
        let count = fixture.decisions.count
        for _ in 0..<seconds {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
            for (call, _) in fixture.take(where: { if case .readOrder = $0 { true } else { false } }) {
                guard case .readOrder(_, let id) = call else { continue }
                let found = known.first { $0.id == id }
                fixture.tell(.lookedUp(found.map(LookUp.found) ?? .absent), to: call)
            }
        }
        return fixture.decisions[count...].flatMap(\.calls).filter(\.movesMoney)
    }

    /// A market order without a tag; of one that filled all is filled.
    func order(
        _ id: Int64, _ status: VenueOrder.Status, size: Int64 = 1, filled: Int64 = 0, side: Side = .sell,
        at time: Timestamp
    ) -> VenueOrder {
        VenueOrder(
            id: OrderID(id), account: DeskFixture.one, contract: Self.old, status: status, type: .market,
            side: side, size: size, filled: status == .filled ? size : filled,
            averagePrice: status == .filled ? Self.price : nil, createdAt: time)
    }

    func trade(_ id: Int64, order: Int64, size: Int64 = 1, at time: Timestamp) -> VenueTrade {
        VenueTrade(
            id: TradeID(id), account: DeskFixture.one, contract: Self.old, order: OrderID(order), at: time,
            price: Self.price, side: .sell, size: size, fees: .zero)
    }

    /// The venue has it from now on: so many were sold.
    ///
    /// - Parameter time: Nil for now.
    func fill(
        _ fixture: inout DeskFixture, _ size: Int64, order: Int64, left: Int64 = 2, at time: Timestamp? = nil
    ) {
        let trade = trade(order * 10, order: order, size: size, at: time ?? fixture.now.wall)
        fixture.venue[DeskFixture.one]?.positions = left == 0 ? [] : [Self.held(left)]
        fixture.venue[DeskFixture.one]?.trades.append(trade)
    }
}

extension GatewayCall {
    /// The order that a partial close is for.
    var partTag: OrderTag? { if case .partialClose(_, _, _, let tag) = self { tag } else { nil } }
}
