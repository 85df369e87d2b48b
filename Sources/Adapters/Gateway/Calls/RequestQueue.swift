import Journey
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
        /// Too old to leave, with what of the budget kept it back.
        case expired(Job, RequestShortage?)
        /// Overtaken by a close, or called back.
        case withdrawn(Job)
        /// Nothing can be done before this moment, or before something ends or comes.
        case idle(until: Timestamp?)
    }

    private struct Waiting: Sendable {
        let wish: Wish
        let job: Job
    }

    /// What the turn of one who waits follows from, without the names and the job: all who wait are looked through for
    /// each turn.
    private struct Place: Sendable {
        let number: Int
        let rank: RequestRank
        /// Of its account.
        let lane: Int?
        let isBars: Bool
        let continues: Bool
        let notAfter: Timestamp?
    }

    /// Reads and look-ups under way at most, so that no call that moves money waits for a connection.
    static var readsUnderWayMax: Int { 8 }
    /// So many of them at most are reads: a look-up never waits for a slow one.
    static var plainReadsUnderWayMax: Int { 6 }

    /// Nil sends without counting.
    private(set) var budget: RequestBudget?
    private var places: [Place] = []
    /// By the numbers of their places.
    private var waiting: [Int: Waiting] = [:]
    private var entered = 0
    private var withdrawn: [Job] = []
    private var lanes: [AccountName: Int] = [:]
    /// Whether a call of the account is under way, by lane.
    private var busy: [Bool] = []
    private var readsUnderWay = 0
    private var plainReadsUnderWay = 0
    private var serials = 0

    init(_ budget: RequestBudget?) { self.budget = budget }

    var count: Int { waiting.count + withdrawn.count }

    mutating func enter(_ job: Job, _ wish: Wish) {
        if wish.isClose { withdrawEntries(overtakenBy: wish) }
        entered += 1
        let place = Place(
            number: entered, rank: wish.rank, lane: wish.account.map { lane(of: $0) }, isBars: wish.isBars,
            continues: wish.continues, notAfter: wish.notAfter)
        let behind = { (one: Place) in one.rank == wish.rank && !one.continues }
        let index = wish.continues ? places.firstIndex(where: behind) : nil
        places.insert(place, at: index ?? places.endIndex)
        waiting[entered] = Waiting(wish: wish, job: job)
    }

    /// Takes entries back that are still waiting.
    mutating func withdraw(_ tags: Set<OrderTag>) {
        withdrawEntries { wish in wish.tag.map(tags.contains) == true }
    }

    mutating func next(at now: Timestamp) -> Step {
        if let job = withdrawn.first {
            withdrawn.removeFirst()
            return .withdrawn(job)
        }
        if let index = places.firstIndex(where: { $0.notAfter.map { $0 < now } ?? false }) {
            let place = places[index]
            // An answer that the account's call before it awaits is no shortage.
            let isBlocked = place.lane.map { busy[$0] } ?? false
            let shortage = isBlocked ? nil : budget?.shortage(of: place.rank, at: now)
            return .expired(take(at: index).job, shortage)
        }
        var wakeAt: Timestamp?
        for index in candidates() {
            switch turn(of: places[index], at: now) {
            case .now:
                let one = take(at: index)
                return .go(one.job, leave(one.wish, at: now))
            case .at(let time): wakeAt = min(wakeAt ?? time, time)
            case .afterAnswer: break
            }
        }
        let tooOld = places.lazy.compactMap(\.notAfter).min()?.advanced(by: Span(microseconds: 1))
        return .idle(until: [wakeAt, tooOld].compactMap { $0 }.min())
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
            places = []
            waiting = [:]
            withdrawn = []
        }
        return withdrawn + places.compactMap { waiting[$0.number]?.job }
    }

    /// The first of each rank that nothing but the budget holds back, the most urgent first.
    private func candidates() -> [Int] {
        var first: [Int?] = Array(repeating: nil, count: RequestRank.allCases.count)
        var firstBars: Int?
        var before = busy.map { Before(hasOther: $0) }
        for (index, one) in places.enumerated() {
            if let lane = one.lane {
                let isEntry = one.rank == .entry
                let isBlocked = before[lane].hasOther || (isEntry && before[lane].hasEntry)
                if isEntry { before[lane].hasEntry = true } else { before[lane].hasOther = true }
                if isBlocked { continue }
            }
            // Bars have a window of their own: neither kind of read holds the other up.
            if one.isBars {
                firstBars = firstBars ?? index
            } else if first[one.rank.rawValue] == nil {
                first[one.rank.rawValue] = index
            }
        }
        return first.compactMap { $0 } + (firstBars.map { [$0] } ?? [])
    }

    /// What of one account stands before a place, or is under way.
    private struct Before {
        var hasOther: Bool
        var hasEntry = false
    }

    private mutating func lane(of account: AccountName) -> Int {
        if let lane = lanes[account] { return lane }
        lanes[account] = busy.count
        busy.append(false)
        return busy.count - 1
    }

    private mutating func take(at index: Int) -> Waiting {
        guard let one = waiting.removeValue(forKey: places.remove(at: index).number) else {
            preconditionFailure("whoever has a place waits")
        }
        return one
    }

    private mutating func turn(of place: Place, at now: Timestamp) -> RequestBudget.Turn {
        if Self.isRead(place.rank), readsUnderWay >= Self.readsUnderWayMax { return .afterAnswer }
        if Self.isPlainRead(place.rank), plainReadsUnderWay >= Self.plainReadsUnderWayMax {
            return .afterAnswer
        }
        return budget?.turn(of: place.rank, isBars: place.isBars, at: now) ?? .now
    }

    private mutating func leave(_ wish: Wish, at now: Timestamp) -> Ticket {
        serials += 1
        if let account = wish.account { busy[lane(of: account)] = true }
        if Self.isRead(wish.rank) { readsUnderWay += 1 }
        if Self.isPlainRead(wish.rank) { plainReadsUnderWay += 1 }
        return Ticket(
            serial: budget?.leave(as: wish.rank, isBars: wish.isBars, at: now) ?? serials, wish: wish)
    }

    private mutating func release(_ ticket: Ticket) {
        if let account = ticket.wish.account { busy[lane(of: account)] = false }
        if Self.isRead(ticket.wish.rank) { readsUnderWay -= 1 }
        if Self.isPlainRead(ticket.wish.rank) { plainReadsUnderWay -= 1 }
    }

    private mutating func withdrawEntries(overtakenBy close: Wish) {
        withdrawEntries { wish in wish.account == close.account && wish.contract == close.contract }
    }

    private mutating func withdrawEntries(_ isMeant: (Wish) -> Bool) {
        let numbers = places.filter { place in
            place.rank == .entry && waiting[place.number].map { isMeant($0.wish) } == true
        }.map(\.number)
        guard !numbers.isEmpty else { return }
        for number in numbers {
            if let one = waiting.removeValue(forKey: number) { withdrawn.append(one.job) }
        }
        let gone = Set(numbers)
        places.removeAll { gone.contains($0.number) }
    }

    private static func isRead(_ rank: RequestRank) -> Bool { isPlainRead(rank) || rank == .lookUp }

    private static func isPlainRead(_ rank: RequestRank) -> Bool { rank == .read || rank == .routine }
}
