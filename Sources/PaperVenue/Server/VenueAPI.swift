import Trading

/// The REST side of the venue, without a socket: a call in, a reply out.
struct VenueAPI: Sendable {
    let house: VenueHouse

    func answer(_ call: VenueCall) -> VenueReply {
        guard let endpoint = VenueEndpoint(path: call.path) else { return .notFound }
        guard call.method == endpoint.method else { return .methodNotAllowed(allowed: endpoint.method) }
        var user: VenueUser?
        if endpoint.needsToken {
            user = house.sessions { sessions, now in sessions.user(of: call.token, at: now) }
            guard user != nil else { return .unauthorized }
        }
        if Self.isCounted(endpoint), let wait = house.excess(of: endpoint, by: user?.name) {
            return tooMany(wait)
        }
        if endpoint.takesBody, !call.isJSON { return .unsupportedMediaType }
        guard house.failure == nil else { return VenueReply(status: 500) }
        do {
            let reply = try answer(call, endpoint, user)
            // What could not be written down did not happen.
            return house.failure == nil ? reply : VenueReply(status: 500)
        } catch {
            return error.reply
        }
    }

    /// A ping costs nothing; a login with a key is counted once it has said whose it is.
    private static func isCounted(_ endpoint: VenueEndpoint) -> Bool {
        endpoint != .ping && endpoint != .loginKey
    }

    func tooMany(_ wait: Span) -> VenueReply {
        var reply = VenueReply.tooManyRequests
        if house.switches.sendsRetryAfter {
            reply.headers.append(("Retry-After", String((wait.microseconds + 999_999) / 1_000_000)))
        }
        return reply
    }

    private func answer(_ call: VenueCall, _ endpoint: VenueEndpoint, _ user: VenueUser?)
        throws(BindingFault) -> VenueReply
    {
        if let user { return try answer(call, endpoint, Reach(user)) }
        switch endpoint {
        case .loginKey: return try loginKey(call.body)
        case .loginApp: return try loginApp(call.body)
        default:
            return VenueReply(
                status: 200, headers: [("Content-Type", "text/plain; charset=utf-8")],
                body: Array("pong".utf8))
        }
    }

    private func answer(_ call: VenueCall, _ endpoint: VenueEndpoint, _ reach: Reach)
        throws(BindingFault) -> VenueReply
    {
        switch endpoint {
        case .loginKey, .loginApp, .ping: .notFound
        case .validate: validate(reach.user)
        case .logout: logOut(call.token)
        case .searchAccounts: try searchAccounts(call.body, reach)
        case .searchContracts: try searchContracts(call.body)
        case .contractByID: try contractByID(call.body)
        case .availableContracts: try availableContracts(call.body)
        case .retrieveBars: try retrieveBars(call.body)
        case .place: try place(call.body, reach)
        case .modify: try modify(call.body, reach)
        case .cancel: try cancel(call.body, reach)
        case .searchOrders: try searchOrders(call.body, reach)
        case .searchOpenOrders: try searchOpenOrders(call.body, reach)
        case .orderByID: try orderByID(call.body, reach)
        case .queryOrders: try queryOrders(call.body, reach)
        case .searchOpenPositions: try searchOpenPositions(call.body, reach)
        case .closePosition: try closePosition(call.body, reach)
        case .partiallyClosePosition: try partiallyClosePosition(call.body, reach)
        case .searchTrades: try searchTrades(call.body, reach)
        }
    }
}

/// Whose call it is, and so which accounts exist for it.
struct Reach: Sendable {
    let user: VenueUser
    private let accounts: Set<AccountID>

    init(_ user: VenueUser) {
        self.user = user
        accounts = Set(user.accounts.map(\.id))
    }

    func has(_ account: AccountID) -> Bool { accounts.contains(account) }
}
