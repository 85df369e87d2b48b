import Trading

/// Requests that wait for their turn: the most urgent first, those of one rank in order of arrival. What has begun is
/// ended first: else many readings at once would all be half done and old, and none of them told.
///
/// Of the calls that move money of one account only one is under way, and they leave in the order given,
/// except that whatever takes exposure away overtakes waiting entries. A close withdraws the entries in its
/// contract that it overtakes: sent after it, they would open what it closed.
struct RequestQueue<Job: Sendable>: Sendable {
    struct Wish: Hashable, Sendable {
        var rank: RequestRank
        /// The account whose money moves; nil for what moves none.
        var account: AccountName?
        /// What an entry opens, or a close closes.
        var contract: ContractID?
        /// What an entry is called.
        var tag: OrderTag?
        var isClose = false
        var isBars = false
        /// Whether it is a further part of something that has begun.
        var continues = false
        /// Steady time after which it must not leave any more.
        var notAfter: Timestamp?
    }

    /// One request under way.
    struct Ticket: Hashable, Sendable {
        let serial: Int
        fileprivate let wish: Wish
    }

    enum Step: Sendable {
        case go(Job, Ticket)
        /// Too old to leave.
        case expired(Job)
        /// Overtaken by a close, or called back.
        case withdrawn(Job)
        /// Nothing can be done before this moment, or before something ends or comes.
        case idle(until: Timestamp?)
    }

    private struct Waiting: Sendable {
        let wish: Wish
        let job: Job
    }

    /// Reads and look-ups under way at most, so that no call that moves money waits for a connection.
    static var readsUnderWayMax: Int { 8 }
    /// So many of them at most are reads: a look-up never waits for a slow one.
    static var plainReadsUnderWayMax: Int { 6 }

    /// Nil sends without counting.
    private(set) var budget: RequestBudget?
    private var waiting: [Waiting] = []
    private var withdrawn: [Job] = []
    private var busy: Set<AccountName> = []
    private var readsUnderWay = 0
    private var plainReadsUnderWay = 0
    private var serials = 0

    init(_ budget: RequestBudget?) { self.budget = budget }

    var count: Int { waiting.count + withdrawn.count }

    mutating func enter(_ job: Job, _ wish: Wish) {
        if wish.isClose { withdrawEntries(overtakenBy: wish) }
        let behind = { (one: Waiting) in one.wish.rank == wish.rank && !one.wish.continues }
        let place = wish.continues ? waiting.firstIndex(where: behind) : nil
        waiting.insert(Waiting(wish: wish, job: job), at: place ?? waiting.endIndex)
    }

    /// Takes entries back that are still waiting.
    mutating func withdraw(_ tags: Set<OrderTag>) {
        let isMeant: (Waiting) -> Bool = { one in
            one.wish.rank == .entry && one.wish.tag.map(tags.contains) == true
        }
        withdrawn += waiting.filter(isMeant).map(\.job)
        waiting.removeAll(where: isMeant)
    }

    mutating func next(at now: Timestamp) -> Step {
        if let job = withdrawn.first {
            withdrawn.removeFirst()
            return .withdrawn(job)
        }
        if let index = waiting.firstIndex(where: { $0.wish.notAfter.map { $0 < now } ?? false }) {
            return .expired(waiting.remove(at: index).job)
        }
        var wakeAt = waiting.compactMap(\.wish.notAfter).min()?.advanced(by: Span(microseconds: 1))
        for index in candidates() {
            let wish = waiting[index].wish
            switch turn(of: wish, at: now) {
            case .now: return .go(waiting.remove(at: index).job, leave(wish, at: now))
            case .at(let time): wakeAt = min(wakeAt ?? time, time)
            case .afterAnswer: break
            }
        }
        return .idle(until: wakeAt)
    }

    /// A request was answered, or given up with its answer unknown.
    mutating func ended(_ ticket: Ticket, at now: Timestamp) {
        budget?.ended(ticket.serial, at: now)
        release(ticket)
    }

    /// A request was answered 429.
    mutating func refused(_ ticket: Ticket, wait: Span?, at now: Timestamp) {
        budget?.refused(ticket.serial, wait: wait, at: now)
        release(ticket)
    }

    /// Not one byte of a request left.
    mutating func unsent(_ ticket: Ticket) {
        budget?.unsent(ticket.serial)
        release(ticket)
    }

    /// Takes out all who wait.
    mutating func clear() -> [Job] {
        defer {
            waiting = []
            withdrawn = []
        }
        return withdrawn + waiting.map(\.job)
    }

    /// The first of each rank that nothing but the budget holds back, the most urgent first.
    private func candidates() -> [Int] {
        var first: [RequestRank: Int] = [:]
        var firstBars: Int?
        var entriesBefore: Set<AccountName> = []
        var othersBefore: Set<AccountName> = []
        for (index, one) in waiting.enumerated() {
            let wish = one.wish
            if let account = wish.account {
                let isEntry = wish.rank == .entry
                let isBlocked =
                    busy.contains(account) || othersBefore.contains(account)
                    || (isEntry && entriesBefore.contains(account))
                if isEntry { entriesBefore.insert(account) } else { othersBefore.insert(account) }
                if isBlocked { continue }
            }
            // Bars have a window of their own: neither kind of read holds the other up.
            if wish.isBars {
                firstBars = firstBars ?? index
            } else if first[wish.rank] == nil {
                first[wish.rank] = index
            }
        }
        return RequestRank.allCases.compactMap { first[$0] } + (firstBars.map { [$0] } ?? [])
    }

    private mutating func turn(of wish: Wish, at now: Timestamp) -> RequestBudget.Turn {
        if Self.isRead(wish), readsUnderWay >= Self.readsUnderWayMax { return .afterAnswer }
        if Self.isPlainRead(wish), plainReadsUnderWay >= Self.plainReadsUnderWayMax { return .afterAnswer }
        return budget?.turn(of: wish.rank, isBars: wish.isBars, at: now) ?? .now
    }

    private mutating func leave(_ wish: Wish, at now: Timestamp) -> Ticket {
        serials += 1
        if let account = wish.account { busy.insert(account) }
        if Self.isRead(wish) { readsUnderWay += 1 }
        if Self.isPlainRead(wish) { plainReadsUnderWay += 1 }
        return Ticket(
            serial: budget?.leave(as: wish.rank, isBars: wish.isBars, at: now) ?? serials, wish: wish)
    }

    private mutating func release(_ ticket: Ticket) {
        if let account = ticket.wish.account { busy.remove(account) }
        if Self.isRead(ticket.wish) { readsUnderWay -= 1 }
        if Self.isPlainRead(ticket.wish) { plainReadsUnderWay -= 1 }
    }

    private mutating func withdrawEntries(overtakenBy close: Wish) {
        let isMoot: (Waiting) -> Bool = {
            $0.wish.rank == .entry && $0.wish.account == close.account && $0.wish.contract == close.contract
        }
        withdrawn += waiting.filter(isMoot).map(\.job)
        waiting.removeAll(where: isMoot)
    }

    private static func isRead(_ wish: Wish) -> Bool { isPlainRead(wish) || wish.rank == .lookUp }

    private static func isPlainRead(_ wish: Wish) -> Bool { wish.rank == .read || wish.rank == .routine }
}
