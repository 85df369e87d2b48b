package import Trading

/// What is known of one account: the venue's word, and when it was said. Steady times unless named otherwise.
package struct AccountBook: Sendable {
    package let profile: AccountProfile
    package internal(set) var state: AccountState?
    var stateAt: Timestamp?
    package internal(set) var positions: [ContractID: Position] = [:]
    var positionsAt: [ContractID: Timestamp] = [:]
    /// When the hub, and not a reading, last told of each.
    var positionsToldAt: [ContractID: Timestamp] = [:]
    var unshown: [ContractID: UnshownFills] = [:]
    /// Whether positions were ever read whole.
    var hasPositions = false
    /// Every working order at the venue, ours and others'.
    package internal(set) var venueOrders = VenueOrders()
    /// When each was last heard of; those that ended stay until a snapshot asked later, so that an older one
    /// does not undo their end.
    var venueOrdersAt: [OrderID: Timestamp] = [:]
    /// Our orders by the venue's ids, the settled ones of late included.
    var tags: [OrderID: OrderTag] = [:]
    var fills = FillBook()
    var days: [TradingDay: DayRow] = [:]
    /// The newest trading day with a floor, however long ago.
    var lastFloor: DayRow?
    /// The day whose floor executions touched while the balance at its beginning waited to be proved.
    var doubtfulBreach: TradingDay?
    /// Wall time from which executions are read to rebuild the balances of days that nobody watched.
    var historyFrom: Timestamp?
    /// Wall time from which executions of the snapshot under way are news; those before it are history alone.
    var newsFrom: Timestamp?
    package internal(set) var reconciledAt: Timestamp?
    /// The snapshot under way, by when it was asked.
    var snapshotAsked: Timestamp?
    /// Readings in a row in which the venue listed no such account.
    var unlistedReadings = 0
    var snapshotDue: Timestamp?
    var isSnapshotAwaited = true
    /// Whether nothing waited for the snapshot under way when it was asked.
    var isAskedRoutine = false
    /// Snapshots that were asked before this moment were overtaken: whatever they show is not taken any more.
    var overtakenBefore: Timestamp?
    /// Wall time of the last complete snapshot: trades are asked from a little before it.
    var snapshotWall: Timestamp?
    var locks: [LockRow] = []
    /// Contracts with bracket legs and no position, by the first snapshot that showed it.
    var strayLegs: [ContractID: Timestamp] = [:]
    /// Contracts with legs on the side that would add to the position, by the first snapshot that showed it.
    var turnedLegs: [ContractID: Timestamp] = [:]
    /// Contracts with legs too large, by the first snapshot that showed it.
    var oversizeLegs: [ContractID: Timestamp] = [:]
    /// Contracts whose legs the venue would not make smaller: told, and not tried again.
    var resizeRefused: Set<ContractID> = []
    /// What was last told about legs larger than their position.
    var oversizeTold: [ContractID: String] = [:]

    /// Signed contracts by fills, and by what was recorded as unexplained.
    var rebuilt: [ContractID: Int64] = [:]
    /// When contracts were last recorded that no fill tells of.
    var adoptedAt: [ContractID: Timestamp] = [:]
    /// Orders with fills that were read, and are none of ours.
    var strangers: Set<OrderID> = []
    /// Whether the venue's positions were ever compared with `rebuilt`.
    var isBaselined = false
    /// Positions that the fills do not explain yet.
    var unexplained: [ContractID: Unexplained] = [:]
    /// The newest execution known at the last complete snapshot, by the venue's clock: ours may be stepped.
    var tradesReadTo: Timestamp?
    /// The last entry with a stop in its bracket, whether its position is open or not.
    var lastEntered: [ContractID: OrderRow] = [:]
    /// The last entry that asked for no stop: what it made is as it should be.
    var lastBare: [ContractID: OrderRow] = [:]
    /// The latest time of the venue's clock that an order or an execution told: ours may be stepped.
    var venueTime: Timestamp?
    /// Wall time from which trades are read once more.
    var rereadFrom: Timestamp?
    /// Executions before this moment were counted, and are not remembered one by one.
    var fillsFrom: Timestamp?
    /// Voided executions from before that were told of.
    var forgottenTold: Set<TradeID> = []
    /// Balance against realised profit: what was last seen and what was last told.
    var balanceSeen: Money?
    /// By how much the balance of a day is worse than its fills say, by two readings.
    var balanceShort: (day: TradingDay, by: Money)?
    var balanceTold: Money?
    /// Filled entries that were let go before all legs of their brackets were told of.
    var missingLegs: [OrderTag: Desk.Legless] = [:]
    /// Orders given up because the venue did not know them: it may show them yet.
    var givenUp: [OrderTag: LiveOrder] = [:]
    /// What is watched of each open position.
    var watches: [ContractID: Watch] = [:]
    /// Stops and closes that the watchdog made so far, by the entry's alert.
    var watchLegs: [Fingerprint: Int] = [:]
    /// The trading day whose scheduled close was begun.
    var flattenedDay: TradingDay?
    /// The trading day whose early close of a contract was begun.
    var flattenedContracts: [ContractID: TradingDay] = [:]
    /// The day's limit that what is open has passed, and since when: steady time.
    var dayPassed: (limit: DayLimits.Limit, since: Timestamp)?
    /// When each contract was last closed for its price limit.
    var limitClosedAt: [ContractID: Timestamp] = [:]
    /// Steady time of the next reminder that it is not flat in time.
    var remindAt: Timestamp?
    /// What is known of its equity.
    var equity = EquityBook()
    /// Whether a reading of orders and positions alone is under way, which a close waits for.
    var isProofAsked = false
    /// Cancels under way of one order, in the order in which they left.
    var cancelling: [OrderID: [OrderTag]] = [:]

    init(_ profile: AccountProfile) { self.profile = profile }

    /// Signed contracts, flat where a whole reading showed none; nil when never read.
    package func position(in contract: ContractID?) -> Int64? {
        guard hasPositions, let contract else { return nil }
        return positions[contract]?.signedSize ?? 0
    }

    /// Whether the watchdog has anything to look at.
    var isWatched: Bool { !(positions.isEmpty && watches.isEmpty) }

    /// How long the venue's searches may leave out an execution.
    static let searchLag = Span.seconds(15)

    /// Whether an execution lies so near before a reading that its parts may have told of two moments.
    func hasTraded(shortlyBefore moment: Timestamp) -> Bool {
        fills.values.contains { fill in
            let before = moment.since(fill.trade.at)
            return before >= .zero && before <= Self.searchLag
        }
    }

    /// Takes note of a time by the venue's clock.
    mutating func hearTime(_ time: Timestamp) { venueTime = max(venueTime ?? time, time) }

    mutating func change(_ body: (inout AccountBook) -> Void) { body(&self) }

    /// A routine reading that takes longer than this waits for its turn at the venue.
    static let routinePatience = Span.seconds(1)

    /// Whether something waits for the next reading: entries do until the first proof, and a position without its
    /// stops does as long as it has none.
    var isReadingAwaited: Bool {
        isSnapshotAwaited || reconciledAt == nil || watches.values.contains { $0.bareSince != nil }
    }

    /// Steady time at which the next reading is asked: behind the one under way, but ahead of a routine one that waits
    /// for its turn.
    var nextSnapshot: Timestamp? {
        guard let due = snapshotDue, let asked = snapshotAsked else { return snapshotDue }
        return isAskedRoutine && isReadingAwaited ? max(due, asked.advanced(by: Self.routinePatience)) : nil
    }

    /// Asks for a snapshot no later than `due`.
    ///
    /// - Parameter isRoutine: Whether nothing waits for what it shows.
    mutating func wantSnapshot(by due: Timestamp, isRoutine: Bool = false) {
        snapshotDue = min(snapshotDue ?? due, due)
        if !isRoutine { isSnapshotAwaited = true }
    }
}

/// What is known of one gateway.
package struct GatewayBook: Sendable {
    package internal(set) var contracts = ContractBook()
    /// The products of every contract that was told of: what is held may leave the list.
    private(set) var products: [ContractID: FuturesProduct] = [:]
    /// What the venue's record of a contract has otherwise than the product table, in words.
    private(set) var contradictions: [ContractID: String] = [:]
    /// Steady time of the venue's last word about each contract.
    package private(set) var toldAt: [ContractID: Timestamp] = [:]
    /// The contracts as the ledger has them.
    var written: [ContractID: ContractRow] = [:]
    package internal(set) var isStreamReady = false
    /// Steady time since when the hub has been ready: what was read before it may miss events.
    var readyAt: Timestamp?
    /// What it last failed with; nil while all is well.
    package internal(set) var fault: String?
    /// The market hub's state; nil where none tells of it.
    package internal(set) var market: StreamState?
    /// Steady times at which that last changed, and at which the last connection ended.
    var marketAt: Timestamp?
    var marketLostAt: Timestamp?
    /// Of the connection that stands.
    package internal(set) var marks: [ContractID: MarketMark] = [:]
    /// Contracts whose quotes are asked for, and of those the ones that rules may trade.
    package internal(set) var watched: Set<ContractID> = []
    var ruled: Set<ContractID> = []
    /// Contracts of no rule's product that an entry could not do without the quotes of.
    var met: Set<ContractID> = []
    /// By how much our wall clock was ahead of its answers, the newest last; three are kept.
    var clockReadings: [Span] = []

    init() {}

    /// Takes a whole list. What it leaves out is not traded any more, and still known.
    mutating func hear(_ listed: [Contract], at time: Timestamp) {
        let told = Set(listed.map(\.id))
        let gone = contracts.all.filter { !told.contains($0.id) }.map { contract in
            var contract = contract
            contract.isActive = false
            return contract
        }
        for contract in listed { toldAt[contract.id] = time }
        learn(gone + listed)
    }

    /// Takes up what an earlier run was told, below what this one was.
    mutating func restore(_ rows: [ContractRow], at now: Moment) {
        written = Dictionary(rows.map { ($0.contract.id, $0) }) { first, _ in first }
        let old = rows.filter { toldAt[$0.contract.id] == nil }
        for row in old {
            let age = now.wall.since(row.toldAt)
            // A word from the future has no age that can be trusted.
            guard age >= .zero else { continue }
            toldAt[row.contract.id] = now.steady.advanced(by: Span(microseconds: -age.microseconds))
        }
        learn(old.map(\.contract) + contracts.all)
    }

    private mutating func learn(_ known: [Contract]) {
        contracts = ContractBook(known)
        for contract in known {
            products[contract.id] = FuturesProduct.of(contract)
            contradictions[contract.id] = FuturesProduct.contradiction(of: contract)
        }
    }
}
