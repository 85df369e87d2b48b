import Journey
import Trading

/// Reads everything about one account, or its orders and positions alone, part by part. A part that fails is nil
/// with a fault, and the rest goes on.
///
/// Orders come before positions: an order that fills between the two is then counted twice, never not at all.
struct SnapshotMachine: ReadMachine {
    private enum Phase: Sendable { case account, query, open, positions, trades }

    private let name: AccountName
    private let account: AccountID
    private let since: Timestamp
    private let isProof: Bool
    private var phase = Phase.account
    private var pages: OrderPages
    private var snapshot: GatewaySnapshot

    /// - Parameters:
    ///   - since: wall time from which trades are read.
    ///   - askedAt: the steady clock's time before the first read.
    ///   - isProof: Whether orders and positions alone are wanted.
    init(
        account: AccountID, name: AccountName, since: Timestamp, askedAt: Timestamp, isProof: Bool = false
    ) {
        self.isProof = isProof
        self.account = account
        self.name = name
        self.since = since
        pages = OrderPages(OrderQuery(account: account, statuses: OrderQuery.working))
        snapshot = GatewaySnapshot(
            account: name, askedAt: askedAt, state: nil, positions: nil, orders: nil, trades: nil, faults: [])
    }

    mutating func start() -> ReadStep<GatewaySnapshot> {
        isProof ? next() : .ask(.accountSearch, body: RequestBody.accountSearch())
    }

    mutating func take(_ reply: Reply) -> ReadStep<GatewaySnapshot> {
        do {
            return try read(reply)
        } catch {
            if phase == .query, error.isMissing {
                phase = .open
                return .ask(.orderSearchOpen, body: RequestBody.account(account))
            }
            snapshot.faults.append(error.reason)
            return next()
        }
    }

    private mutating func read(_ reply: Reply) throws(Unreadable) -> ReadStep<GatewaySnapshot> {
        switch phase {
        case .account:
            let states = try ReadAnswers.accounts(reply, AccountBook([name: account]))
            guard let state = states.first else {
                snapshot.isUnlisted = true
                throw Unreadable("the venue lists no account \(account)")
            }
            snapshot.state = state
        case .query:
            let page = try whole(ReadAnswers.orders(reply, from: .orderQuery, account: account))
            if case .ask(let query) = try pages.take(page) { return .ask(.orderQuery, body: query.body) }
            snapshot.orders = pages.rows.map { $0.venueOrder(of: name) }
        case .open:
            let list = try whole(ReadAnswers.orders(reply, from: .orderSearchOpen, account: account))
            snapshot.orders = list.rows.map { $0.venueOrder(of: name) }
        case .positions: snapshot.positions = try ReadAnswers.positions(reply, account: account)
        case .trades: snapshot.trades = try ReadAnswers.trades(reply, account: account, name: name)
        }
        return next()
    }

    /// - Throws: `Unreadable` when one row is so: an order left out would pass for one that is not there.
    private func whole(_ rows: OrderRows) throws(Unreadable) -> OrderRows {
        if let fault = rows.fault { throw fault }
        return rows
    }

    private mutating func next() -> ReadStep<GatewaySnapshot> {
        switch phase {
        case .account:
            phase = .query
            return .ask(.orderQuery, body: pages.query.body)
        case .query, .open:
            phase = .positions
            return .ask(.positionSearchOpen, body: RequestBody.account(account))
        case .positions where isProof: return .done(snapshot)
        case .positions:
            phase = .trades
            return .ask(.tradeSearch, body: RequestBody.dated(account: account, from: since))
        case .trades:
            return .done(snapshot)
        }
    }
}
