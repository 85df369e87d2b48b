import Trading

/// Positions and trades as REST shows them.
extension VenueAPI {
    func searchOpenPositions(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .searchPositions)
        let account = AccountID(try fields.int32("accountId"))
        guard reach.has(account) else { return .failure(Refusal(code: 1), null: "positions") }
        let positions = house.turn { core, _ in core.positions(of: account) }
        return .success { writer in
            writer.key("positions")
            writer.array { writer in
                for position in positions { VenueWire.position(position, .rest, to: &writer) }
            }
        }
    }

    func searchTrades(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .searchTrades)
        let account = AccountID(try fields.int32("accountId"))
        let start = try fields.timeIfPresent("startTimestamp")
        let end = try fields.timeIfPresent("endTimestamp")
        guard reach.has(account) else { return .failure(Refusal(code: 1), null: "trades") }
        let trades = house.turn { core, _ in core.trades(of: account, from: start, to: end) }
        return .success { writer in
            writer.key("trades")
            writer.array { writer in
                for trade in trades { VenueWire.trade(trade, .rest, to: &writer) }
            }
        }
    }
}
