import Gateway
import Journey
import Trading

/// Looks on at everything and says when a promise is broken. What it knows it has from the rows that went to disk,
/// from what left for the venue, and from the venue's own book: never from the Desk, which it judges.
///
/// @unchecked Sendable: one thread runs a world.
final class Judge: @unchecked Sendable {
    unowned let world: World
    private var sent: [OrderTag: Int] = [:]
    /// The venue's next trade as of the last look.
    private var lastTrade: Int64 = 0
    var leaving = Leaving()
    /// How it stood before the batch that is being handled.
    private var locksBefore: Set<Int64> = []
    private var lostBefore: Set<OrderTag> = []
    private(set) var stopsBefore: Set<ControlRow.Key> = []
    private(set) var moves = Moves()
    var buckets: [AccountName: Bucket] = [:]
    var firmWatch = FirmWatch()
    var known = KnownPositions()

    init(of world: World) { self.world = world }

    var shadow: LedgerShadow { world.shadow }

    // MARK: After every step

    func look() {
        if let (account, tag) = world.venue.lastArrival { lookAtArrival(OrderTag(tag), on: account) }
        world.venue.lastArrival = nil
        if let (account, contract) = world.venue.lastPart { lookAtPart(contract, on: account) }
        world.venue.lastPart = nil
        followPositions()
        if world.venue.nextTrade != lastTrade {
            lookAtExposure()
            lookAtMinis()
            moves.look(at: world)
            lookAtFloors()
        }
        lastTrade = world.venue.nextTrade
        world.hand.forgive(in: world)
    }

    /// Every request to place that reached the venue has an attempt of its own on disk.
    private func lookAtArrival(_ tag: OrderTag, on account: AccountID) {
        judgeArrival(tag)
        let count = world.venue.arrivals(of: tag.text, account: account)
        let attempts = shadow.placeAttempts[tag] ?? 0
        if count > attempts {
            world.violate(
                .intentBeforeSend, "\(count) requests for \(tag) arrived, \(attempts) attempts are on disk",
                tag: tag)
        }
        guard count > 1, let row = shadow.orders[tag], row.orderClass == .entry,
            !world.plan.resendsEntries(row.rule)
        else { return }
        world.violate(.oneOrderPerTag, "entry \(tag) arrived \(count) times", tag: tag)
    }

    private func lookAtExposure() {
        for account in world.plan.accounts where !world.hand.isUnexplained(account.id) {
            for contract in world.plan.contracts {
                let position = world.venue.position(of: account.id, contract.id)
                let most = positionMax(of: account)
                guard abs(position) > most + leftOver(account, contract.id) else { continue }
                world.violate(
                    .exposure, "\(account.name) holds \(position) of \(contract.id), the limit is \(most)")
            }
        }
    }

    /// Of accounts without another hand: minis over all contracts.
    private func lookAtMinis() {
        for account in world.plan.accounts where !world.hand.isUnexplained(account.id) {
            guard let limit = account.holding.tenthsMax else { continue }
            let tenths = world.plan.contracts.reduce(Int64(0)) { sum, contract in
                let position = world.venue.position(of: account.id, contract.id)
                guard position != 0 else { return sum }
                return sum + max(0, abs(position) - leftOver(account, contract.id)) * Plan.tenths(contract.id)
            }
            guard tenths > limit else { continue }
            world.violate(
                .exposure, "\(account.name) holds \(tenths) tenths of a mini, the limit is \(limit)")
        }
    }

    /// What bracket legs and other stops have filled since an account is being closed: a close leaves them working
    /// until they are cancelled in their turn, and what they open meanwhile is closed again. An exit by an order does
    /// the same, and nothing may stop it; its legs are swept within seconds.
    private func leftOver(_ account: AccountProfile, _ contract: ContractID) -> Int64 {
        let own = shadow.orders.values.filter {
            $0.account == account.name && ($0.contract == nil || $0.contract == contract)
        }
        let closedSince = own.filter { $0.orderClass == .flatten && $0.state.isLive }.map(\.createdAt).min()
        let now = world.timeline.now.wall
        let leftSince = own.filter { $0.orderClass == .reduce && now.since($0.createdAt) < Self.sweepSpan }
            .map(\.createdAt).min()
        guard closedSince != nil || leftSince != nil else { return 0 }
        return world.venue.trades(of: account.id).reduce(0) { sum, trade in
            let isClosed = closedSince.map { trade.at >= $0 } ?? false
            let hasOpened = trade.profit == nil && leftSince.map { trade.at >= $0 } ?? false
            guard trade.contract == contract, isClosed || hasOpened,
                let order = world.venue.order(trade.order)
            else { return sum }
            let isGuard = order.tag.flatMap { shadow.orders[OrderTag($0)] }?.orderClass == .protect
            return order.parent != nil || isGuard ? sum + trade.size : sum
        }
    }

    /// From an exit to the cancel of the legs that it left without a position, at the most.
    private static let sweepSpan = Span.seconds(10)

    /// A batch of the Sequencer's is over.
    func turned() {
        locksBefore = shadow.openLocks
        lostBefore = shadow.lostTags
        stopsBefore = shadow.stopped
        if !world.isLedgerDown { firmWatch.turned() }
        known.turned()
    }

    // MARK: What leaves

    func asked(_ call: GatewayCall) {
        guard case .place(let request) = call else { return judgeChange(call) }
        let tag = request.tag
        sent[tag, default: 0] += 1
        guard let row = shadow.orders[tag], row.state == .sent else {
            return world.violate(.intentBeforeSend, "\(tag) leaves, and the ledger does not say so", tag: tag)
        }
        let isOpen = shadow.hasOpenAttempt(.place, of: row.account) { attempt, _ in attempt.tag == tag }
        if !isOpen {
            world.violate(.intentBeforeSend, "\(tag) leaves without its attempt on disk", tag: tag)
        }
        guard row.orderClass == .entry else { return }
        if sent[tag] ?? 0 > 1, !world.plan.resendsEntries(row.rule) {
            world.violate(.entrySentOnce, "entry \(tag) is sent again", tag: tag)
        }
        judgeEntry(row, request)
    }

    /// Whatever else moves money has an attempt on disk as well.
    private func judgeChange(_ call: GatewayCall) {
        let isOpen: Bool
        switch call {
        case .close(let account, let contract):
            isOpen = shadow.hasOpenAttempt(.close, of: account) { row, _ in row.message == contract.text }
        case .cancel(let account, let id):
            isOpen = shadow.hasOpenAttempt(.cancel, of: account) { row, _ in row.message == "\(id)" }
        case .modify(let account, let id, _):
            isOpen = shadow.hasOpenAttempt(.modify, of: account) { _, order in order.venueOrder == id }
        case .partialClose(let account, _, _, let tag):
            isOpen = shadow.hasOpenAttempt(.partialClose, of: account) { row, _ in row.tag == tag }
        default: return
        }
        if case .cancel(let account, let id) = call { judgeExpiry(id, account) }
        guard !isOpen else { return }
        guard !carriesOn(call) else { return leaving.allow(call) }
        world.violate(.intentBeforeSend, "\(call.words) leaves without its attempt on disk")
    }

    /// While the ledger cannot be written, a close whose intent is on disk goes on from memory.
    private func carriesOn(_ call: GatewayCall) -> Bool {
        guard world.isLedgerDown else { return false }
        switch call {
        case .close, .cancel:
            return shadow.orders.values.contains {
                $0.account == call.account && $0.orderClass == .flatten && $0.state.isLive
            }
        default: return false
        }
    }

    private func judgeEntry(_ row: OrderRow, _ request: PlaceRequest) {
        let (name, contract) = (row.account, row.contract)
        let isLocked = shadow.openLocks.intersection(locksBefore).contains { id in
            guard let lock = shadow.locks[id], lock.account == name else { return false }
            return lock.contract == nil || lock.contract == contract
        }
        if isLocked { world.violate(.noEntryWhileLocked, "\(row.tag) leaves under a lock", tag: row.tag) }
        if world.run?.view.isReconciling(name) == true {
            world.violate(.noEntryUnreconciled, "\(row.tag) leaves before \(name) was compared", tag: row.tag)
        }
        let lost = lostBefore.filter { tag in
            guard tag != row.tag, let other = shadow.orders[tag] else { return false }
            return other.state == .lost && other.account == name && other.contract == contract
        }
        if let other = lost.min() {
            world.violate(.noEntryUnresolved, "\(row.tag) leaves while \(other) is lost", tag: row.tag)
        }
        judgeFreshness(row, request)
        judgeBlackout(row, request)
        judgeClock(row)
        judgeStops(row)
        judgeEvening(row, request)
        judgeHedge(row, request)
        judgeFirm(row, request)
        judgeWorst(row, request)
        judgeCopy(row, request)
        judgeReversal(row, request)
        judgeMonth(row)
    }

    /// What would be held if every order of a side filled, those on their way included.
    private func judgeWorst(_ row: OrderRow, _ request: PlaceRequest) {
        guard let account = world.plan.accounts.first(where: { $0.name == row.account }),
            !world.hand.isUnexplained(account.id)
        else { return }
        let side = request.side
        var worst =
            side.sign * world.venue.position(of: account.id, request.contract) + request.size.contracts
        for order in world.venue.liveOrders(of: account.id)
        where order.contract == request.contract && order.side == side && order.parent == nil {
            worst += order.rest
        }
        for other in shadow.orders.values
        where other.account == row.account && other.contract == request.contract && other.side == side
            && other.tag != row.tag && other.orderClass == .entry
            && (other.state == .sent || other.state == .lost)
            && world.venue.order(tagged: other.tag.text, account: account.id) == nil
        {
            worst += other.size ?? 0
        }
        let most = positionMax(of: account)
        guard worst > most else { return }
        world.violate(
            .exposure, "with \(row.tag) \(row.account) may come to \(worst), the limit is \(most)",
            tag: row.tag)
    }

    // MARK: What is written

    func wrote(_ rows: [LedgerRow]) {
        var decided: Set<OrderTag> = []
        for case .order(let row) in rows {
            // One that is ended by the next alert of its batch stands in it twice.
            if decided.insert(row.tag).inserted { judgeRate(row) }
            judgeAbsence(row)
            judgeCloseEnds(row, among: rows)
            judgeReversalsEnd(row, among: rows)
            if shadow.orders[row.tag] == nil { world.tally.orders += 1 }
            guard row.orderClass == .flatten, row.state.isTerminal, row.times.reconciledAt != nil,
                shadow.orders[row.tag]?.state.isTerminal != true
            else { continue }
            world.tally.flattens += 1
            judgeFlat(row)
        }
        for case .alert(let row) in rows where shadow.alerts[row.fingerprint] == nil {
            leaving.arrivedAt[row.fingerprint] = world.timeline.steady
        }
        for case .position(let row) in rows { judgePosition(row) }
        for case .fill(let row) in rows where shadow.fills[row.trade.id] == nil { world.tally.fills += 1 }
    }

    private func judgeFlat(_ row: OrderRow) {
        guard let account = world.plan.accounts.first(where: { $0.name == row.account }),
            !world.hand.touched(account.id, within: .seconds(40), at: world.timeline.steady)
        else { return }
        for contract in world.plan.contracts where row.contract == nil || row.contract == contract.id {
            let position = world.venue.position(of: account.id, contract.id)
            let working = world.venue.liveOrders(of: account.id).filter { $0.contract == contract.id }
            guard position != 0 || !working.isEmpty else { continue }
            world.violate(
                .flattenEndsFlat,
                "\(row.tag) ended, and \(row.account) holds \(position) of \(contract.id) with "
                    + "\(working.count) orders working", tag: row.tag)
        }
    }

    /// A hub that was taken again and again is left to whoever takes it.
    func dialled() {
        guard let run = world.run, run.logouts > GatewayTimings().logoutWaits.count else { return }
        world.violate(.evictionEnds, "the hub is dialled after \(run.logouts) logouts")
    }

    /// A line for people.
    func checkLine(_ line: String) {
        for secret in [Plan.secret, Plan.apiKey] where line.contains(secret) {
            world.violate(.noSecret, "a secret stands in a line of the log")
        }
    }
}
