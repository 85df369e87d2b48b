import Journey
import Testing
import Trading

/// What the venue says about a request that it took.
extension PlaceRequest {
    func order(
        _ id: Int64, _ status: VenueOrder.Status = .open, filled: Int64 = 0, at price: String? = nil
    ) -> VenueOrder {
        VenueOrder(
            id: OrderID(id), account: account, contract: contract, tag: tag, status: status, type: type,
            side: side,
            size: size.contracts, filled: filled, limitPrice: limitPrice, stopPrice: stopPrice,
            averagePrice: price.flatMap { Price($0) })
    }

    /// A bracket child of the order `parent`: `SL` a stop, `TP` a limit.
    func child(
        _ suffix: String, _ id: Int64, of parent: Int64, _ status: VenueOrder.Status = .suspended,
        at price: String? = nil, filled: Int64 = 0
    ) -> VenueOrder {
        #expect(["SL", "TP"].contains(suffix))
        let isTarget = suffix == "TP"
        let price = price.flatMap { Price($0) }
        return VenueOrder(
            id: OrderID(id), account: account, contract: contract, tag: OrderTag("\(tag)-\(suffix)"),
            status: status,
            type: isTarget ? .limit : .stop, side: side.opposite, size: size.contracts, filled: filled,
            limitPrice: isTarget ? price : nil, stopPrice: isTarget ? nil : price, parent: OrderID(parent))
    }

    func trade(
        _ id: Int64, order: Int64, size: Int64? = nil, price: String = "21450.25", profit: String? = nil,
        side: Side? = nil, at: Timestamp, isVoided: Bool = false
    ) -> VenueTrade {
        VenueTrade(
            id: TradeID(id), account: account, contract: contract, order: OrderID(order), at: at,
            price: Price(price) ?? Price(nanos: 0), side: side ?? self.side,
            size: size ?? self.size.contracts,
            profit: profit.flatMap { Money($0) }, fees: Money(tenThousandths: 3_700), isVoided: isVoided)
    }

    var position: Position { held(side.sign * size.contracts) }

    func held(_ size: Int64) -> Position {
        Position(contract: contract, signedSize: size, averagePrice: Price(nanos: 21_450_250_000_000))
    }
}

extension DeskFixture {
    /// An entry that is filled, protected and reconciled.
    mutating func filledEntry(
        _ members: String = #""action":"buy","size":1"#, order id: Int64 = 100
    ) throws -> PlaceRequest {
        let request = try #require(try order(members).first)
        answer(request, .accepted(order: OrderID(id)))
        hear(.order(request.order(id, .filled, filled: request.size.contracts, at: "21450.25")))
        hear(.position(request.account, request.position))
        hear(.trade(request.trade(id * 10, order: id, at: now.wall)))
        let children = [
            request.child("SL", id + 1, of: id, .open, at: "21430.25"),
            request.child("TP", id + 2, of: id, .open, at: "21490.25"),
        ]
        for child in children { hear(.order(child)) }
        venue[request.account]?.positions = [request.position]
        venue[request.account]?.orders = children
        reconcile()
        #expect(row(request.tag)?.times.reconciledAt != nil)
        return request
    }
}
