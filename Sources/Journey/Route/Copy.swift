package import Trading

/// Accounts that hold what a leader holds: its executions are copied, those of a person's own hand included.
package struct Copy: Hashable, Sendable {
    /// What is done once a follower stands elsewhere than it should and nothing moves.
    package enum Resync: String, Hashable, Sendable, CaseIterable {
        case off
        case warn
        /// One order of the difference, through the gate.
        case adjust
        /// The follower is closed, and takes no entries until a person resumes it.
        case flatten
    }

    package let name: String
    package let leader: AccountName
    /// The one product of the leader's that is copied; nil for each that it trades.
    package let root: String?
    package let followers: [Follower]
    package let resync: Resync
    /// How long nothing may have moved before a difference counts.
    package let after: Span
    /// An execution of the leader's that is older is not entered any more. Exits have no age.
    package let ageMax: Span

    package static let afterDefault = Span.seconds(5)
    package static let ageMaxDefault = Span.seconds(5)

    package init(
        name: String, leader: AccountName, root: String? = nil, to followers: [Follower],
        resync: Resync = .warn, after: Span = Self.afterDefault, ageMax: Span = Self.ageMaxDefault
    ) {
        self.name = name
        self.leader = leader
        self.root = root
        self.followers = followers
        self.resync = resync
        self.after = after
        self.ageMax = ageMax
    }

    package func copies(_ root: String) -> Bool { self.root == nil || self.root == root.uppercased() }

    /// As a line of `check` tells it.
    package var words: String {
        "\(name): \(leader)'s \(root ?? "products") to \(followers.map(\.words).joined(separator: "; ")); "
            + "resync \(resync.rawValue) after \(after), entries up to \(ageMax) old"
    }

    /// One account that follows.
    package struct Follower: Hashable, Sendable {
        package let account: AccountName
        /// The root that it trades instead of the leader's.
        package let root: String?
        /// Contracts for each of the leader's, in millionths.
        package let millionths: Int64
        /// What becomes of a part of a contract, by the size of the position.
        package let rounding: SizeRule.Rounding
        /// The most contracts that it is led to hold, long or short.
        package let max: Size?
        /// Whether it is short where the leader is long.
        package let isInverse: Bool
        /// Nil takes the distances of the leader's own bracket, where its order was one of ours.
        package let bracket: Bracket?

        package init(
            account: AccountName, root: String? = nil, millionths: Int64 = 1_000_000,
            rounding: SizeRule.Rounding = .down, max: Size? = nil, isInverse: Bool = false,
            bracket: Bracket? = nil
        ) {
            self.account = account
            self.root = root
            self.millionths = millionths
            self.rounding = rounding
            self.max = max
            self.isInverse = isInverse
            self.bracket = bracket
        }

        /// Signed contracts to hold while the leader holds so many.
        ///
        /// From the whole position and not from each execution: half of one and half of another are one. What leaves
        /// the range is as much as `max` allows, and nothing without it.
        package func target(leader held: Int64) -> Int64 {
            let sign = held.signum() * (isInverse ? -1 : 1)
            guard sign != 0 else { return 0 }
            let most = max?.contracts ?? 0
            guard held != .min, let product = abs(held).checked(times: millionths) else { return sign * most }
            let (whole, rest) = product.quotientAndRemainder(dividingBy: 1_000_000)
            let isUp =
                switch rounding {
                case .down: false
                case .nearest: rest >= 500_000
                case .up: rest > 0
                }
            let wanted = whole + (isUp ? 1 : 0)
            return sign * (max.map { Swift.min($0.contracts, wanted) } ?? wanted)
        }

        /// As a line of `check` and of the ledger names it.
        package var words: String {
            let ratio = FixedPoint.text(millionths, digits: 6)
            let most = max.map { ", at most \($0.contracts)" } ?? ""
            let rounds = rounding == .down ? "" : ", rounded \(rounding.rawValue)"
            return "\(account) \(isInverse ? "against it, " : "")x \(ratio)\(root.map { " in \($0)" } ?? "")"
                + rounds + most
        }
    }
}
