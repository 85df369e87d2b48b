import Trading

/// The venue without its sockets, clock and disk: the same calls at the same times give the same answers,
/// the same fills and the same events.
///
/// Whoever calls hands in the time. Before each call the core catches up: everything that was due by then
/// happens first, at the moment it was due.
struct VenueCore: Sendable {
    let rules: VenueRules
    var catalogue = Catalogue() {
        didSet {
            for (code, count) in catalogue.rolls where oldValue.rolls[code] != count {
                book.put(rollsOf: code, count)
            }
        }
    }
    var market: Market
    var book: Book
    var agenda = Agenda()
    /// The latest moment that was reached; a clock that steps back does not take the venue with it.
    private(set) var now: Timestamp
    /// What the hub has to tell and nobody has taken yet.
    private var events: [VenueEvent] = []
    /// Nil where any size fills at once.
    var levels: LevelSizes?
    /// Contracts with a look at the market on the agenda for when their levels fill up.
    var awaitingRefill: Set<ContractID> = []
    /// When old rows are forgotten next.
    private var forgetDue: Timestamp

    /// How many of the next executions fill one contract first and the rest later.
    var partialFillsNext = 0
    /// How many of the next bracket fills leave the other child working.
    var siblingsLeftNext = 0
    /// How many of the next accepted orders end with status 5 a moment later.
    var rejectionsNext = 0
    /// Contracts without a quote, and those that never traded: nothing can be trailed on them or closed.
    var unquoted: Set<ContractID> = []
    var untraded: Set<ContractID> = []

    init(rules: VenueRules, accounts: [VenueAccount], at start: Timestamp) {
        self.rules = rules
        market = Market(rules: rules)
        book = Book(accounts: accounts, retention: rules.retention)
        now = start
        forgetDue = start
        if let size = rules.switches.levelSizeMax {
            levels = LevelSizes(seed: rules.seed, sizeMax: size, slot: rules.step ?? .milliseconds(100))
        }
        scheduleDayEnd()
    }

    /// When the venue has something to do by itself; nil when nothing is waiting.
    var nextDue: Timestamp? {
        let price = book.resting.compactMap { contract, waiting in
            listing(contract).flatMap { market.nextReach(of: waiting, on: $0, after: now) }
        }.min()
        guard let task = agenda.nextDue else { return price }
        return price.map { min($0, task) } ?? task
    }

    /// Does everything that was due by then, in the order in which it was due.
    mutating func advance(to time: Timestamp) {
        while let due = nextDue, due <= time {
            now = max(now, due)
            if let (_, task) = agenda.take(due: now) {
                perform(task)
            } else {
                for contract in book.resting.keys.sorted() { matchResting(contract) }
            }
        }
        now = max(now, time)
        if now >= forgetDue { forget() }
    }

    /// Once an hour: what is older than the days that are kept.
    private mutating func forget() {
        book.forget(before: now.advanced(by: .seconds(-86_400 * rules.retention.daysMax)))
        forgetDue = now.advanced(by: .seconds(3_600))
    }

    mutating func takeEvents() -> [VenueEvent] {
        defer { events = [] }
        return events
    }

    mutating func tell(_ payload: VenueEvent.Payload) {
        events.append(VenueEvent(at: now, payload: payload))
    }

    /// Writes an order down and tells the hub.
    mutating func commit(_ order: VenueOrder) {
        book.put(order)
        tell(.order(order))
    }

    /// The day that decides which months are active.
    var day: CivilDate {
        CivilDate(daysSince1970: now.microseconds.floorDivided(by: 86_400_000_000))
    }

    func listing(_ contract: ContractID) -> Listing? { catalogue.listing(contract, on: day) }

    func quote(_ contract: ContractID) -> VenueQuote? {
        listing(contract).map { market.quote($0, at: now) }
    }

    private mutating func perform(_ task: Agenda.Task) {
        switch task {
        case .meetMarket(let order): meetMarket(order)
        case .activateChildren(let entry): activateChildren(of: entry)
        case .cancelSibling(let order): cancelWorking(order)
        case .rejectAccepted(let order): rejectAccepted(order)
        case .refill(let contract):
            awaitingRefill.remove(contract)
            matchResting(contract)
        case .endDay: endDay()
        case .tellRefusal(let order):
            if let order = book.orders[order] { tell(.order(order)) }
        }
    }
}
