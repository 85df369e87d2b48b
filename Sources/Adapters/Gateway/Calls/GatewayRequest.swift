package import Journey
package import Trading

/// A call that moves money as it goes out, for whoever wants to see it without sending it.
package struct GatewayRequest: Hashable, Sendable {
    /// `/api/Order/place`; asked with `POST`.
    package let path: String
    /// JSON.
    package let body: [UInt8]

    /// Nil for a call that only reads.
    package init?(_ call: GatewayCall, account: AccountID) {
        guard let (rule, body) = call.request(of: account) else { return nil }
        path = rule.endpoint.path
        self.body = body
    }
}

extension GatewayCall {
    /// How its answer is read, and what it says; nil for a call that only reads.
    func request(of account: AccountID) -> (EndingRule, [UInt8])? {
        switch self {
        case .place(let request): (.place, RequestBody.place(request, account: account))
        case .cancel(_, let order): (.cancel, RequestBody.order(order, account: account))
        case .close(_, let contract): (.close, RequestBody.closeContract(contract, account: account))
        case .partialClose(_, let contract, let size, _):
            (.partialClose, RequestBody.partialClose(contract, size: size, account: account))
        case .modify(_, let order, let change):
            (.modify, RequestBody.modify(order, change, account: account))
        case .lookUp, .readOrder, .snapshot: nil
        }
    }
}
