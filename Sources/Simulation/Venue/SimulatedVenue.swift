import HTTPClient
import JSON
import Trading

/// A ProjectX gateway of the simulation's own: small, fast, and decided by its dice alone.
///
/// It answers the client's requests byte for byte and speaks the user hub. Its clock is its own: steps of the
/// bridge's wall clock do not move it.
///
/// @unchecked Sendable: one thread runs a world.
final class SimulatedVenue: @unchecked Sendable {
    /// What is to happen at the next chance.
    enum Trick: CaseIterable, Hashable, Sendable {
        /// The next fill that can be split comes in parts.
        case partialFill
        /// The next order placed is accepted and refused afterwards.
        case rejectAfterAccept
        /// The next pair of legs fills on both sides.
        case bothLegs
        /// The next order placed stays pending for some seconds.
        case pending
        /// The next place request is taken, or not, and answered that its end is not known yet.
        case pendingAnswer
        /// The next place request is refused for a reason of the venue's own; no order comes of it.
        case refusal
    }

    static let firstOrder: Int64 = 3_611_000_101

    let timeline: Timeline
    var dice: Dice
    var contracts: [Contract]
    let accountIDs: [AccountID]
    var accounts: [AccountID: SimulatedAccount]
    /// By id, without gaps.
    var orders: [SimulatedOrder] = []
    var prices: [ContractID: Price]
    var tokens = VenueTokens()
    private(set) var lines: [VenueLine] = []
    /// The next trade's and the next holding's id.
    var nextTrade: Int64 = 3_190_000_777
    var nextHolding: Int64 = 826_000_111
    /// Tricks that wait for their chance, in the order they were played.
    var tricks: [Trick] = []
    /// Those that wait for one account's next order alone.
    var aimed: [AccountID: Trick] = [:]
    /// Whether legs appear with the first contract filled, or when the entry is done: nobody knows which.
    var legsFollowFills: Bool
    /// New orders and trades show in searches up to so long later.
    var orderLag = Span.zero
    var tradeLag = Span.zero
    /// So many of a thousand lists are null, although the answer says success.
    var nullListsPerMille = 0
    /// Whether its answers carry its time.
    var tellsTime = false
    /// Whether the firm has the paged query; without it suspended legs are seen on the hub alone.
    var hasQuery = true
    /// Further requests within a minute are answered 429; nil for no limit.
    var requestsPerMinute: Int? = 200
    /// Steady times of the last minute's requests.
    var requestTimes: [Timestamp] = []
    /// Takes lines for a trace.
    var say: ((String) -> Void)?
    /// The tag of the last place request that arrived.
    var lastArrival: (account: AccountID, tag: String)?
    /// What the last request to close a part closed.
    var lastPart: (account: AccountID, contract: ContractID)?
    /// Takes every request that is answered, and its answer's status.
    var answered: ((HTTPClientRequest, Int) -> Void)?
    private let wallOrigin: Span

    init(timeline: Timeline, dice: Dice, accounts: [AccountID], contracts: [Contract]) {
        self.timeline = timeline
        var dice = dice
        legsFollowFills = dice.chance(500)
        self.dice = dice
        self.contracts = contracts.sorted { $0.id < $1.id }
        accountIDs = accounts.sorted()
        self.accounts = Dictionary(
            accounts.map {
                ($0, SimulatedAccount(id: $0, balance: Money(tenThousandths: 500_000_000)))
            }, uniquingKeysWith: { first, _ in first })
        prices = Dictionary(
            contracts.map { ($0.id, Price(nanos: $0.tickSize.nanos * 80_000)) },
            uniquingKeysWith: { first, _ in first })
        wallOrigin = timeline.now.wall.since(timeline.steady)
    }

    /// The venue's own wall clock.
    var wall: Timestamp { timeline.steady.advanced(by: wallOrigin) }

    // MARK: What invariants read

    /// How many place requests arrived under a tag, whatever became of them.
    func arrivals(of tag: String, account: AccountID) -> Int { accounts[account]?.arrivals[tag] ?? 0 }

    /// The order that a tag stands for, refused ones included; nil when none was ever taken.
    func order(tagged tag: String, account: AccountID) -> SimulatedOrder? {
        accounts[account]?.tags[tag].flatMap(order)
    }

    func order(_ id: Int64) -> SimulatedOrder? {
        let index = Int(id - Self.firstOrder)
        return orders.indices.contains(index) ? orders[index] : nil
    }

    /// What can still act, by id.
    func liveOrders(of account: AccountID) -> [SimulatedOrder] {
        orders.filter { $0.account == account && $0.status.isLive }
    }

    /// Signed contracts; zero when flat.
    func position(of account: AccountID, _ contract: ContractID) -> Int64 {
        accounts[account]?.holdings[contract]?.size ?? 0
    }

    func trades(of account: AccountID) -> [SimulatedTrade] { accounts[account]?.trades ?? [] }
    func balance(of account: AccountID) -> Money { accounts[account]?.balance ?? .zero }

    /// Contracts that have to do with an account or not, by id.
    func contract(_ id: ContractID) -> Contract? { contracts.first { $0.id == id } }

    // MARK: Lines

    /// Takes a connection to the user hub; nil for a token that is not good (401).
    func open(token: String) -> VenueLine? {
        guard tokens.isGood(token, at: timeline.steady) else { return nil }
        let line = VenueLine(to: self)
        lines.append(line)
        return line
    }

    func closed(_ line: VenueLine) { lines.removeAll { $0 === line } }

    func edit(_ id: Int64, _ change: (inout SimulatedOrder) -> Void) {
        change(&orders[Int(id - Self.firstOrder)])
    }

    /// Whether a trick is due; it is used up then.
    func takes(_ trick: Trick, on account: AccountID? = nil) -> Bool {
        if let account, aimed[account] == trick {
            aimed[account] = nil
            return true
        }
        guard let index = tricks.firstIndex(of: trick) else { return false }
        tricks.remove(at: index)
        return true
    }

    func milliseconds(_ range: ClosedRange<Int64>) -> Span { .milliseconds(.random(in: range, using: &dice)) }
}
