import HTTPClient
import JSON
import Journey
import Trading

/// What left the client, to be held against the attempts on disk.
struct Leaving {
    /// What a request that moves money is about.
    enum Subject: Hashable {
        case place(OrderTag)
        case close(AccountID, ContractID)
        case partialClose(AccountID, ContractID)
        case cancel(AccountID, OrderID)
        case modify(AccountID, OrderID)
    }

    private var counts: [Subject: Int] = [:]
    /// Calls that went on from memory while the ledger could not be written.
    private var allowed: Set<String> = []
    /// When an alert's row was on disk, by the steady clock.
    var arrivedAt: [Fingerprint: Timestamp] = [:]
    /// The steady time after which an entry must not leave any more.
    var notAfter: [OrderTag: Timestamp] = [:]

    mutating func count(_ subject: Subject) -> Int {
        counts[subject, default: 0] += 1
        return counts[subject] ?? 0
    }

    mutating func allow(_ call: GatewayCall) { allowed.insert(Self.key(call)) }

    func isAllowed(_ call: GatewayCall) -> Bool { !allowed.isEmpty && allowed.contains(Self.key(call)) }

    private static func key(_ call: GatewayCall) -> String { call.words }
}

extension Judge {
    /// Whatever layer sends it: each request that moves money has an attempt of its own on disk.
    func left(_ request: HTTPClientRequest) {
        let path = SimulatedVenue.path(of: request.url)
        switch path {
        case "Order/place", "Order/cancel", "Order/modify", "Position/closeContract",
            "Position/partialCloseContract":
            break
        default: return
        }
        guard let root = try? JSONDocument(request.body).root,
            let account = root["accountId"]?.int64.map(AccountID.init),
            let name = world.plan.accounts.first(where: { $0.id == account })?.name
        else { return }
        switch path {
        case "Order/place":
            if let tag = root["customTag"]?.string { placing(OrderTag(tag)) }
        case "Position/closeContract":
            guard let contract = root["contractId"]?.string.map(ContractID.init) else { return }
            let count = leaving.count(.close(account, contract))
            compare(count, .close, contract.text, .close(account: name, contract: contract))
        case "Position/partialCloseContract":
            if let contract = root["contractId"]?.string.map(ContractID.init) {
                closingInPart(contract, account, name)
            }
        default:
            guard let id = root["orderId"]?.int64.map(OrderID.init) else { return }
            path == "Order/cancel" ? cancelling(id, account, name) : modifying(id, account, name)
        }
    }

    private func placing(_ tag: OrderTag) {
        let count = leaving.count(.place(tag))
        let attempts = shadow.placeAttempts[tag] ?? 0
        if count > attempts {
            world.violate(
                .intentBeforeSend, "\(count) requests for \(tag) left, \(attempts) attempts are on disk",
                tag: tag)
        }
        guard let last = leaving.notAfter[tag], world.timeline.steady > last else { return }
        let late = world.timeline.steady.since(last)
        world.violate(.entryIsFresh, "entry \(tag) leaves \(late) after its last moment", tag: tag)
    }

    private func cancelling(_ id: OrderID, _ account: AccountID, _ name: AccountName) {
        let count = leaving.count(.cancel(account, id))
        compare(count, .cancel, "\(id)", .cancel(account: name, order: id))
    }

    private func closingInPart(_ contract: ContractID, _ account: AccountID, _ name: AccountName) {
        let count = leaving.count(.partialClose(account, contract))
        let attempts = shadow.attempts(.partialClose, on: name) { _, order in order.contract == contract }
        if count > attempts { tell(count, attempts, "partial close of \(contract) on \(name)") }
    }

    private func modifying(_ id: OrderID, _ account: AccountID, _ name: AccountName) {
        let count = leaving.count(.modify(account, id))
        let attempts = shadow.attempts(.modify, on: name) { _, order in order.venueOrder == id }
        guard count > attempts else { return }
        tell(count, attempts, "modify \(id) on \(name)")
    }

    private func compare(_ count: Int, _ kind: AttemptRow.Kind, _ subject: String, _ call: GatewayCall) {
        let attempts = shadow.attempts(kind, on: call.account) { row, _ in
            guard let message = row.message else { return false }
            return message == subject || message.hasPrefix(subject + ":")
        }
        guard count > attempts, !leaving.isAllowed(call) else { return }
        tell(count, attempts, call.words)
    }

    private func tell(_ count: Int, _ attempts: Int, _ what: String) {
        world.violate(
            .intentBeforeSend, "\(what): \(count) requests left, \(attempts) attempts are on disk")
    }

    // MARK: Freshness

    /// The clock that an alert ages by is the steady one, whatever is done to the other.
    func judgeFreshness(_ row: OrderRow, _ request: PlaceRequest) {
        leaving.notAfter[row.tag] = request.notAfter
        guard let alert = row.alert.flatMap({ shadow.alerts[$0] }), alert.source == Plan.source else {
            return
        }
        let now = world.timeline.now
        let age = now.wall.since(Self.signalTime(of: alert))
        if age < Span(microseconds: -Freshness.aheadMax.microseconds) {
            world.violate(.entryIsFresh, "\(row.tag) leaves \(age) after its alert", tag: row.tag)
        }
        guard let arrived = leaving.arrivedAt[alert.fingerprint],
            world.weather.steppedAt.map({ $0 < arrived }) ?? true
        else { return }
        // What is decided may wait for a slow sync before it leaves.
        let last = arrived.advanced(by: Plan.maxAge)
        let leaves = request.notAfter ?? now.steady
        guard leaves > last else { return }
        world.violate(
            .entryIsFresh, "\(row.tag) may leave \(leaves.since(arrived)) after its alert", tag: row.tag)
    }

    private static func signalTime(of alert: AlertRow) -> Timestamp {
        let told = (try? JSONDocument(alert.canonical).root)?["time"]?.string
        return told.flatMap { Timestamp($0) } ?? alert.receivedAt
    }
}
