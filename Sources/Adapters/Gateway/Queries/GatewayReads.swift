import Dispatch
import HTTPClient
import JSON
package import Journey
import Synchronization
package import Trading

/// Single reads at a venue: a login of its own and REST alone, without a hub and without a Desk.
///
/// Each call waits for its answer, up to the options' timeout. The token is this object's own and leaves
/// those of others valid; it is never logged out, since that might end theirs. A read refused with 401 is
/// repeated once with a fresh token; nothing else is repeated.
package final class GatewayReads: Sendable {
    private let options: GatewayClientOptions
    private let rest: Rest
    private let token = Mutex<GatewaySecret?>(nil)

    /// - Throws: `GatewayClientFailure` when the network library cannot be set up.
    package init(_ options: GatewayClientOptions) throws(GatewayClientFailure) {
        self.options = options
        do {
            rest = Rest(options, in: try .machine(options, label: "gateway.reads"))
        } catch {
            throw GatewayClientFailure(reason: error.reason)
        }
    }

    package func stop() { rest.stop() }

    /// Every account of the login, in ascending order of ids.
    package func accounts() throws(GatewayReadFailure) -> [AccountListing] {
        try read(.accountSearch, RequestBody.accountSearch()) { (reply) throws(Unreadable) in
            try ReadAnswers.accountListings(reply)
        }
    }

    /// At most 20, matched loosely: `ES` also finds MES and some that have ES in their description.
    package func contracts(matching text: String) throws(GatewayReadFailure) -> [Contract] {
        try contracts(.contractSearch, RequestBody.contractSearch(text))
    }

    /// One active month of every product.
    package func contractsAvailable() throws(GatewayReadFailure) -> [Contract] {
        try contracts(.contractAvailable, RequestBody.contractAvailable())
    }

    /// Expired ones are found too.
    package func contract(_ id: ContractID) throws(GatewayReadFailure) -> Contract {
        try read(.contractSearchById, RequestBody.contract(id)) { (reply) throws(Unreadable) in
            let contract = try ReadAnswers.contract(reply)
            guard contract.id == id else { throw Unreadable("another contract, \(contract.id)") }
            return contract
        }
    }

    package func positions(of account: AccountID) throws(GatewayReadFailure) -> [PositionListing] {
        try read(.positionSearchOpen, RequestBody.account(account)) { (reply) throws(Unreadable) in
            try ReadAnswers.positionListings(reply, account: account)
        }
    }

    /// What can still act, suspended bracket legs included; in ascending order of ids.
    ///
    /// A firm without the paged query (404) is asked for its open orders, which leaves out suspended legs.
    package func workingOrders(
        of account: AccountID, name: AccountName
    ) throws(GatewayReadFailure) -> [OrderListing] {
        var rows = try paged(OrderQuery(account: account, statuses: OrderQuery.working))
        if rows == nil { rows = try orders(.orderSearchOpen, RequestBody.account(account), account) }
        return Self.listings(rows ?? [], name).filter { !$0.order.status.isTerminal }
    }

    /// Orders of every status that were created within a time; in ascending order of ids.
    ///
    /// A firm without the paged query (404) is asked for its dated and for its open orders.
    package func orders(
        of account: AccountID, name: AccountName, since: Timestamp, until: Timestamp? = nil
    ) throws(GatewayReadFailure) -> [OrderListing] {
        let query = OrderQuery(account: account, createdAfter: since, createdBefore: until)
        var rows = try paged(query)
        if rows == nil {
            let dated = RequestBody.dated(account: account, from: since, until: until)
            let over = try orders(.orderSearch, dated, account)
            rows = try over + orders(.orderSearchOpen, RequestBody.account(account), account)
        }
        return Self.listings(rows ?? [], name).filter { listing in
            guard let created = listing.order.createdAt else { return true }
            return created >= since && until.map { created < $0 } ?? true
        }
    }

    package func order(
        _ id: OrderID, of account: AccountID, name: AccountName
    ) throws(GatewayReadFailure) -> OrderListing {
        try read(.orderSearchById, RequestBody.order(id, account: account)) { (reply) throws(Unreadable) in
            let row = try ReadAnswers.order(reply, account: account)
            guard row.id == id else { throw Unreadable("another order") }
            return row.listing(of: name)
        }
    }

    /// In ascending order of time.
    package func trades(
        of account: AccountID, name: AccountName, since: Timestamp, until: Timestamp? = nil
    ) throws(GatewayReadFailure) -> [VenueTrade] {
        let body = RequestBody.dated(account: account, from: since, until: until)
        let trades = try read(.tradeSearch, body) { (reply) throws(Unreadable) in
            try ReadAnswers.trades(reply, account: account, name: name)
        }
        return trades.filter { trade in trade.at >= since && until.map { trade.at < $0 } ?? true }
    }

    package func bars(_ query: BarQuery) throws(GatewayReadFailure) -> BarList {
        let now = options.now().wall
        return try read(.retrieveBars, RequestBody.bars(query)) { (reply) throws(Unreadable) in
            try ReadAnswers.bars(reply, query, at: now)
        }
    }

    /// - Throws: when the venue does not answer `pong`.
    package func ping() throws(GatewayReadFailure) {
        let token = token.withLock { $0 }
        let reply = wait { rest.get(.ping, token: token, then: $0) }
        guard let fault = PingAnswer.fault(reply) else { return }
        throw GatewayReadFailure(Unreadable(fault, isUnreachable: true), .ping)
    }
}

extension GatewayReads {
    private func contracts(
        _ endpoint: Endpoint, _ body: [UInt8]
    ) throws(GatewayReadFailure) -> [Contract] {
        try read(endpoint, body) { (reply) throws(Unreadable) in
            let (contracts, unreadable) = try ReadAnswers.contracts(reply, from: endpoint)
            guard unreadable == 0 else { throw Unreadable("\(unreadable) contracts cannot be read") }
            return contracts
        }
    }

    private func orders(
        _ endpoint: Endpoint, _ body: [UInt8], _ account: AccountID
    ) throws(GatewayReadFailure) -> [OrderRow] {
        try read(endpoint, body) { (reply) throws(Unreadable) in
            let rows = try ReadAnswers.orders(reply, from: endpoint, account: account)
            if let fault = rows.fault { throw fault }
            return rows.rows
        }
    }

    /// All pages of a query; nil when the firm has no such endpoint.
    private func paged(_ query: OrderQuery) throws(GatewayReadFailure) -> [OrderRow]? {
        var pages = OrderPages(query)
        var next = query
        while true {
            let step: OrderPages.Next?
            do {
                step = try read(.orderQuery, next.body) { (reply) throws(Unreadable) in
                    let page = try ReadAnswers.orders(reply, from: .orderQuery, account: query.account)
                    if let fault = page.fault { throw fault }
                    return try pages.take(page)
                }
            } catch {
                guard error.status == 404 else { throw error }
                return nil
            }
            guard case .ask(let following)? = step else { return pages.rows }
            next = following
        }
    }

    /// An order that two reads showed is one order.
    private static func listings(_ rows: [OrderRow], _ name: AccountName) -> [OrderListing] {
        let byID = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
        return byID.values.map { $0.listing(of: name) }.sorted { $0.order.id < $1.order.id }
    }

    /// Sends, again with a fresh token after a 401, and reads what came.
    private func read<Value>(
        _ endpoint: Endpoint, _ body: [UInt8], _ take: (Reply) throws(Unreadable) -> Value
    ) throws(GatewayReadFailure) -> Value {
        var secret = token.withLock { $0 }
        if secret == nil { secret = try freshToken() }
        var reply = post(endpoint, body, secret)
        if reply.isUnauthorized { reply = post(endpoint, body, try freshToken()) }
        do {
            return try take(reply)
        } catch {
            throw GatewayReadFailure(error, endpoint)
        }
    }

    private func post(_ endpoint: Endpoint, _ body: [UInt8], _ token: GatewaySecret?) -> Reply {
        wait { rest.post(endpoint, body: body, token: token, then: $0) }
    }

    private func freshToken() throws(GatewayReadFailure) -> GatewaySecret {
        let body = RequestBody.loginKey(username: options.username, apiKey: options.apiKey)
        let reply = wait { rest.post(.loginKey, body: body, token: nil, then: $0) }
        switch LoginEnding(login: reply) {
        case .token(let fresh):
            token.withLock { $0 = fresh }
            return fresh
        case .unchanged: throw GatewayReadFailure(signIn: "a login without a token", kind: .signIn)
        case .failed(let reason, let isFatal):
            if case .answered(429, _) = reply.outcome {
                throw GatewayReadFailure(signIn: reason, kind: .throttled)
            }
            throw GatewayReadFailure(signIn: reason, kind: isFatal ? .signIn : .unreachable)
        }
    }

    private func wait(_ send: (@escaping @Sendable (Reply) -> Void) -> Void) -> Reply {
        let arrived = DispatchSemaphore(value: 0)
        let box = ReplyBox()
        send { reply in
            box.reply.withLock { $0 = reply }
            arrived.signal()
        }
        arrived.wait()
        guard let reply = box.reply.withLock({ $0 }) else {
            preconditionFailure("the reply is there before its signal")
        }
        return reply
    }
}

/// Holds one reply for the thread that waits.
private final class ReplyBox: Sendable {
    let reply = Mutex<Reply?>(nil)
}
