import Journey
import Trading

/// Reads one order by the venue's id.
///
/// A firm without `searchById` (404) is asked for its open orders and for those of the last two days; an
/// order that shows in neither is unreadable, since it may be older.
struct ReadOrderMachine: ReadMachine {
    private enum Phase: Sendable { case byID, open, history }

    static let historySpan = Span.seconds(-48 * 60 * 60)

    private let name: AccountName
    private let account: AccountID
    private let order: OrderID
    private let since: Timestamp
    private var phase = Phase.byID

    /// - now: wall time.
    init(order: OrderID, account: AccountID, name: AccountName, now: Timestamp) {
        self.order = order
        self.account = account
        self.name = name
        since = now.advanced(by: Self.historySpan)
    }

    mutating func start() -> ReadStep<LookUp> {
        .ask(.orderSearchById, body: RequestBody.order(order, account: account))
    }

    mutating func take(_ reply: Reply) -> ReadStep<LookUp> {
        do {
            return try phase == .byID ? single(reply) : listed(reply)
        } catch {
            if phase == .byID, error.isMissing {
                phase = .open
                return .ask(.orderSearchOpen, body: RequestBody.account(account))
            }
            let isUnknown = error.code.flatMap(CodeTable.searchById.row)?.verdict == .notFound
            return .done(phase == .byID && isUnknown ? .absent : .unreadable(error.reason))
        }
    }

    private func single(_ reply: Reply) throws(Unreadable) -> ReadStep<LookUp> {
        let row = try ReadAnswers.order(reply, account: account)
        guard row.id == order else { throw Unreadable("\(Endpoint.orderSearchById.name): another order") }
        return .done(.found(row.venueOrder(of: name)))
    }

    private mutating func listed(_ reply: Reply) throws(Unreadable) -> ReadStep<LookUp> {
        let endpoint = phase == .open ? Endpoint.orderSearchOpen : .orderSearch
        let rows = try ReadAnswers.orders(reply, from: endpoint, account: account)
        if let row = rows.rows.first(where: { $0.id == order }) {
            return .done(.found(row.venueOrder(of: name)))
        }
        guard phase == .open else { return .done(.unreadable("no such order in the last two days")) }
        phase = .history
        return .ask(.orderSearch, body: RequestBody.dated(account: account, from: since))
    }
}
