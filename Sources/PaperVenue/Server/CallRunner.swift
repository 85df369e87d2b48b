import Trading

/// Answers a call under the faults that meet it.
struct CallRunner: Sendable {
    let api: VenueAPI
    let faults: VenueFaults

    /// The reply, and how long it is to be held back.
    func run(_ call: VenueCall) -> (reply: VenueReply, delayMilliseconds: Int) {
        faults.note(path: call.path, body: call.body)
        guard let endpoint = VenueEndpoint(path: call.path), call.method == endpoint.method,
            let fault = faults.take(path: call.path, where: { $0.meets(endpoint) })
        else { return (api.answer(call), 0) }
        switch fault {
        case .delayAnswer(let milliseconds): return (api.answer(call), milliseconds)
        case .badGateway: return (.badGateway, 0)
        case .badGatewayAfterWork:
            _ = api.answer(call)
            return (.badGateway, 0)
        case .tooManyRequests: return (.tooManyRequests, 0)
        case .unauthorized: return (.unauthorized, 0)
        case .uncertainPlace(let code, let created):
            if created { _ = api.answer(call) }
            return (.failure(Refusal(code: code), null: "orderId"), 0)
        case .refusePlace(let code, let message):
            return (api.refusePlace(call, code: code, message: message), 0)
        case .refuseLogin(let code): return (.failure(Refusal(code: code), null: "token"), 0)
        case .nullList:
            return (
                .success { writer in
                    writer.key(endpoint.list ?? "")
                    writer.null()
                }, 0
            )
        default: return (api.answer(call), 0)
        }
    }
}
