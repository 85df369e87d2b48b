import JSON
import Trading

/// Answers a call under the faults that meet it.
struct CallRunner: Sendable {
    let api: VenueAPI
    let faults: VenueFaults
    let hand: FaultHand

    /// What a login says with code 7; the other codes come without a text.
    static let agreements = "Please log into the ProjectX platform and complete the required agreements"

    /// The reply, and how long it is to be held back.
    func run(_ call: VenueCall) -> (reply: VenueReply, delayMilliseconds: Int) {
        faults.note(path: call.path, body: call.body)
        guard let endpoint = VenueEndpoint(path: call.path), call.method == endpoint.method else {
            return (api.answer(call), 0)
        }
        let fault = faults.take(path: call.path) { fault in
            fault.meets(endpoint) && (fault != .positionBrackets || Self.hasBracket(call))
        }
        let answer = fault.map { self.answer(call, endpoint, under: $0) } ?? (api.answer(call), 0)
        for deed in faults.takeAll(path: call.path, where: { $0.follows(endpoint) }) { hand.perform(deed) }
        return answer
    }

    private func answer(_ call: VenueCall, _ endpoint: VenueEndpoint, under fault: VenueFault)
        -> (reply: VenueReply, delayMilliseconds: Int)
    {
        switch fault {
        case .delayAnswer(let milliseconds): return (api.answer(call), milliseconds)
        case .badGatewayAfterWork: _ = api.answer(call)
        case .uncertainPlace(_, created: true): _ = api.answer(call)
        default: break
        }
        return (reply(to: call, endpoint, under: fault), 0)
    }

    private func reply(to call: VenueCall, _ endpoint: VenueEndpoint, under fault: VenueFault)
        -> VenueReply
    {
        switch fault {
        case .badGateway, .badGatewayAfterWork: return .badGateway
        case .tooManyRequests: return .tooManyRequests
        case .unauthorized: return .unauthorized
        case .expiredToken: return expire(call)
        case .uncertainPlace(let code, _): return .failure(Refusal(code: code), null: "orderId")
        case .refusePlace(let code, let message):
            return api.refusePlace(call, code: code, message: message)
        case .refuse(let code, let message, withID: true) where endpoint == .place:
            return api.refusePlace(call, code: code, message: message)
        case .positionBrackets:
            let refusal = Refusal.positionBrackets
            return api.refusePlace(call, code: refusal.code, message: refusal.message)
        case .refuse(let code, let message, _):
            return refuse(call, endpoint, Refusal(code: code, message))
        case .refuseLogin(let code):
            return .failure(Refusal(code: code, code == 7 ? Self.agreements : nil), null: "token")
        case .nullList:
            return .success { writer in
                writer.key(endpoint.list ?? "")
                writer.null()
            }
        case .strangeAnswer: return Self.strange(api.answer(call))
        default: return api.answer(call)
        }
    }

    private func expire(_ call: VenueCall) -> VenueReply {
        if let token = call.token { api.house.sessions { $0.logOut(token, at: $1) } }
        return .expired
    }

    /// Only what else would have been let in is refused.
    private func refuse(_ call: VenueCall, _ endpoint: VenueEndpoint, _ refusal: Refusal) -> VenueReply {
        if endpoint.needsToken {
            let user = api.house.sessions { sessions, now in sessions.user(of: call.token, at: now) }
            guard user != nil else { return .unauthorized }
        }
        return .failure(refusal, null: endpoint.payload.first { $0.isRequired }?.name)
    }

    private static func hasBracket(_ call: VenueCall) -> Bool {
        guard let body = try? JSONDocument(call.body).root else { return false }
        return ["stopLossBracket", "takeProfitBracket"].contains { body[$0]?.kind == .object }
    }

    /// Any JSON object with one member more.
    private static func strange(_ reply: VenueReply) -> VenueReply {
        guard reply.body.last == UInt8(ascii: "}"), reply.body.count > 2 else { return reply }
        var strange = reply
        strange.body.removeLast()
        strange.body += Array(#","mood":{"of":"the venue","numbers":[1,2.5,null]}}"#.utf8)
        return strange
    }
}
