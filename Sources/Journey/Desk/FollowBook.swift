import Trading

/// What the copies have still to do, and where followers stand elsewhere than they should.
struct FollowBook: Sendable {
    /// One follower of one copy in one product of the leader's.
    struct Key: Hashable, Comparable {
        let copy: String
        let root: String
        let account: AccountName

        static func < (left: Key, right: Key) -> Bool {
            (left.copy, left.root, left.account) < (right.copy, right.root, right.account)
        }
    }

    struct Actor: Hashable {
        let copy: String
        let account: AccountName
    }

    /// One execution of the leader's, or another change of its position, that is not copied yet.
    struct Step: Hashable {
        /// Nil where no execution tells of the change.
        let trade: TradeID?
        let contract: ContractID
        /// Wall time of the execution.
        let at: Timestamp
        /// What the leader held in the product before.
        let before: Int64
        let price: Price?
        /// Of the leader's own order, where it is one of ours.
        let bracket: Bracket?
    }

    /// Where a follower is to stand, and where it stands.
    struct Difference: Hashable {
        let target: Int64
        let held: Int64
    }

    struct Drift: Hashable {
        let difference: Difference
        /// Steady time at which it is acted upon.
        var due: Timestamp
    }

    struct Pair: Hashable {
        /// What the leader held before the oldest change that is not copied yet; nil while all are.
        var before: Int64?
        /// The newest of those changes.
        var steps: [Step] = []
        var drift: Drift?
        /// What a person was told of last, and nothing else is done about.
        var told: Difference?
        /// How often a difference was acted upon since the follower last stood right.
        var tries = 0
        /// Whether an exit of the leader's was to be copied and the follower was not seen to have made it.
        var owesExit = false
    }

    /// Older ones are forgotten: they are too old to be entered, and an exit needs none by name.
    static let stepsMax = 32

    private(set) var pairs: [Key: Pair] = [:]
    /// By leader and contract the newest execution that a restart found, until it is looked at.
    var restored: [AccountName: [ContractID: Timestamp]] = [:]
    /// Who had orders of which copy before the restart.
    var acted: Set<Actor> = []
    /// The copies that looked at what a restart found.
    var taken: Set<String> = []
    /// By copy and product the newest execution that an alert is named by.
    var named: [String: [String: TradeID]] = [:]

    subscript(key: Key) -> Pair { pairs[key] ?? Pair() }

    /// Whether some change of a leader's position waits to be copied.
    var hasSteps: Bool { pairs.values.contains { $0.before != nil } }

    func roots(of copy: Copy) -> [String] {
        Set(pairs.keys.lazy.filter { $0.copy == copy.name }.map(\.root)).sorted()
    }

    mutating func know(_ key: Key) { if pairs[key] == nil { pairs[key] = Pair() } }

    mutating func add(_ step: Step, to key: Key) {
        var pair = self[key]
        pair.before = pair.before ?? step.before
        pair.steps.append(step)
        if pair.steps.count > Self.stepsMax { pair.steps.removeFirst() }
        pair.drift = nil
        pairs[key] = pair
    }

    mutating func change(_ key: Key, _ body: (inout Pair) -> Void) {
        var pair = self[key]
        body(&pair)
        pairs[key] = pair
    }

    /// Steady time at which the next difference is acted upon.
    var nextDue: Timestamp? { pairs.values.compactMap { $0.drift?.due }.min() }
}
