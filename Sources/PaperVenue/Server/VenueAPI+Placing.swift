import Trading

/// What moves money: place, modify, cancel, close.
extension VenueAPI {
    func place(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let request = try Self.placeRequest(body)
        guard reach.has(request.account) else { return .failure(Refusal(code: 1), null: "orderId") }
        let answer = house.turn { core, now in core.place(request, at: now) }
        return Self.reply(to: answer)
    }

    /// A placement that is refused whatever it says.
    func refusePlace(_ call: VenueCall, code: Int, message: String?) -> VenueReply {
        let user = house.sessions { sessions, now in sessions.user(of: call.token, at: now) }
        guard let user else { return .unauthorized }
        do throws(BindingFault) {
            let request = try Self.placeRequest(call.body)
            guard Reach(user).has(request.account) else { return answer(call) }
            return Self.reply(
                to: house.turn { core, now in
                    core.placeRefused(request, code: code, message: message, at: now)
                })
        } catch {
            return error.reply
        }
    }

    static func reply(to answer: VenuePlaceAnswer) -> VenueReply {
        .json {
            $0.member("orderId", answer.order?.number)
            VenueReply.envelope(&$0, code: answer.code, message: answer.message)
        }
    }

    static func placeRequest(_ body: [UInt8]) throws(BindingFault) -> VenuePlaceRequest {
        let fields = try RequestFields(body, as: .place)
        let tag = try fields.stringIfPresent("customTag")
        return VenuePlaceRequest(
            account: AccountID(try fields.int32("accountId")),
            contract: ContractID(try fields.string("contractId")),
            type: try fields.int32("type"), side: try fields.int32("side"), size: try fields.int32("size"),
            limitPrice: try fields.priceIfPresent("limitPrice"),
            stopPrice: try fields.priceIfPresent("stopPrice"),
            trailPrice: try fields.priceIfPresent("trailPrice"), tag: tag == "" ? nil : tag,
            stopLoss: try leg(fields, "stopLossBracket"), takeProfit: try leg(fields, "takeProfitBracket"))
    }

    private static func leg(_ fields: RequestFields, _ name: String) throws(BindingFault)
        -> VenueBracketLeg?
    {
        let leg = fields.objectIfPresent(name)
        guard let leg else { return nil }
        return VenueBracketLeg(ticks: try leg.int32("ticks"), type: try leg.int32("type"))
    }

    func modify(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .modify)
        let account = AccountID(try fields.int32("accountId"))
        let order = OrderID(try fields.int64("orderId"))
        let size = try fields.int32IfPresent("size")
        let limit = try fields.priceIfPresent("limitPrice")
        let stop = try fields.priceIfPresent("stopPrice")
        let trail = try fields.priceIfPresent("trailPrice")
        return change(account, reach) { core, now throws(Refusal) in
            try core.modify(order, of: account, size: size, limit: limit, stop: stop, trail: trail, at: now)
        }
    }

    func cancel(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .cancel)
        let account = AccountID(try fields.int32("accountId"))
        let order = OrderID(try fields.int64("orderId"))
        return change(account, reach) { core, now throws(Refusal) in
            try core.cancel(order, of: account, at: now)
        }
    }

    func closePosition(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .closePosition)
        let account = AccountID(try fields.int32("accountId"))
        let contract = ContractID(try fields.string("contractId"))
        return change(account, reach) { core, now throws(Refusal) in
            try core.close(contract, of: account, size: nil, at: now)
        }
    }

    func partiallyClosePosition(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .partialClosePosition)
        let account = AccountID(try fields.int32("accountId"))
        let contract = ContractID(try fields.string("contractId"))
        let size = try fields.int32("size")
        return change(account, reach) { core, now throws(Refusal) in
            try core.close(contract, of: account, size: size, at: now)
        }
    }

    /// A change that is answered with the bare envelope.
    private func change(
        _ account: AccountID, _ reach: Reach,
        _ body: @escaping @Sendable (inout VenueCore, Timestamp) throws(Refusal) -> Void
    ) -> VenueReply {
        guard reach.has(account) else { return .failure(Refusal(code: 1)) }
        let refusal = house.turn { core, now -> Refusal? in
            do throws(Refusal) {
                try body(&core, now)
                return nil
            } catch {
                return error
            }
        }
        return refusal.map { .failure($0) } ?? .success()
    }
}
