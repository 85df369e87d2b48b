import Journey
import Trading

/// Looks for the order with one tag by every means the venue offers.
///
/// The query of what can still act, the dated query of every status, the dated search, and the open orders.
/// The first that shows the tag ends it; absence needs all of them. A firm without the query (404) is asked
/// the rest.
struct LookUpMachine: ReadMachine {
    private enum Phase: Sendable { case sought, dated, history, open }

    /// Before the moment given: our clock and the venue's may differ by so much.
    static let clockMargin = Span.seconds(-60)

    private let name: AccountName
    private let account: AccountID
    private let tag: OrderTag
    private let since: Timestamp
    private var phase = Phase.sought
    private var pages: OrderPages
    private var faults: [String] = []

    init(tag: OrderTag, account: AccountID, name: AccountName, since: Timestamp) {
        self.tag = tag
        self.account = account
        self.name = name
        self.since = since.advanced(by: Self.clockMargin)
        pages = OrderPages(OrderQuery(account: account, statuses: OrderQuery.sought))
    }

    mutating func start() -> ReadStep<LookUp> { ask() }

    mutating func take(_ reply: Reply) -> ReadStep<LookUp> {
        do {
            let rows = try ReadAnswers.orders(reply, from: endpoint, account: account)
            if let row = rows.row(tagged: tag) { return .done(.found(row.venueOrder(of: name))) }
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

    private mutating func next() -> ReadStep<LookUp> {
        switch phase {
        case .sought:
            phase = .dated
            pages = OrderPages(OrderQuery(account: account, createdAfter: since))
        case .dated: phase = .history
        case .history: phase = .open
        case .open: return .done(faults.isEmpty ? .absent : .unreadable(faults.joined(separator: "; ")))
        }
        return ask()
    }

    private func ask() -> ReadStep<LookUp> {
        switch phase {
        case .sought, .dated: .ask(endpoint, body: pages.query.body)
        case .history: .ask(endpoint, body: RequestBody.dated(account: account, from: since))
        case .open: .ask(endpoint, body: RequestBody.account(account))
        }
    }
}
