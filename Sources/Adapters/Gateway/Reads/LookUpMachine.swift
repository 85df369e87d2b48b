import Journey
import Trading

/// Looks for the orders with some tags of one account by every means the venue offers.
///
/// The query of what can still act, the dated query of every status, the dated search, and the open orders.
/// It ends once every tag was seen; absence needs all of the reads. A firm without the query (404) is asked
/// the rest.
struct LookUpMachine: ReadMachine {
    private enum Phase: Sendable { case sought, dated, history, open }

    /// Before the moment given: our clock and the venue's may differ by so much.
    static let clockMargin = Span.seconds(-60)

    private let name: AccountName
    private let account: AccountID
    private let since: Timestamp
    private var missing: Set<OrderTag>
    private var found: [OrderTag: LookUp] = [:]
    private var phase = Phase.sought
    private var pages: OrderPages
    private var faults: [String] = []

    init(tags: Set<OrderTag>, account: AccountID, name: AccountName, since: Timestamp) {
        missing = tags
        self.account = account
        self.name = name
        self.since = since.advanced(by: Self.clockMargin)
        pages = OrderPages(OrderQuery(account: account, statuses: OrderQuery.sought))
    }

    mutating func start() -> ReadStep<[OrderTag: LookUp]> { ask() }

    mutating func take(_ reply: Reply) -> ReadStep<[OrderTag: LookUp]> {
        do {
            let rows = try ReadAnswers.orders(reply, from: endpoint, account: account)
            for row in rows.rows {
                guard let tag = row.tag, missing.remove(tag) != nil else { continue }
                found[tag] = .found(row.venueOrder(of: name))
            }
            if missing.isEmpty { return .done(found) }
            if let fault = rows.fault { faults.append("\(endpoint.name): \(fault.reason)") }
            if isPaged, case .ask = try pages.take(rows) { return ask() }
            return next()
        } catch {
            if isPaged, error.isMissing {
                phase = .dated
            } else {
                faults.append(error.reason)
            }
            return next()
        }
    }

    private var isPaged: Bool { phase == .sought || phase == .dated }

    private var endpoint: Endpoint {
        switch phase {
        case .sought, .dated: .orderQuery
        case .history: .orderSearch
        case .open: .orderSearchOpen
        }
    }

    private mutating func next() -> ReadStep<[OrderTag: LookUp]> {
        switch phase {
        case .sought:
            phase = .dated
            pages = OrderPages(OrderQuery(account: account, createdAfter: since))
        case .dated: phase = .history
        case .history: phase = .open
        case .open: return .done(results)
        }
        return ask()
    }

    /// Every read was made: what none of them showed is absent, if all of them answered.
    private var results: [OrderTag: LookUp] {
        let rest: LookUp = faults.isEmpty ? .absent : .unreadable(faults.joined(separator: "; "))
        return missing.reduce(into: found) { $0[$1] = rest }
    }

    private func ask() -> ReadStep<[OrderTag: LookUp]> {
        switch phase {
        case .sought, .dated: .ask(endpoint, body: pages.query.body)
        case .history: .ask(endpoint, body: RequestBody.dated(account: account, from: since))
        case .open: .ask(endpoint, body: RequestBody.account(account))
        }
    }
}
