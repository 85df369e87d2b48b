import Journey
import Trading

/// Accounts that follow another instead of having rules of their own.
extension Plan {
    private static let copySeed: UInt64 = 0xF011_0F01_10F0_110F
    /// An execution that is older is not entered by a follower any more.
    private static let copyAges: [Span] = [.seconds(2), .seconds(5), .seconds(20)]

    /// In a quarter of the worlds with several accounts the first leads all others.
    ///
    /// A follower is led to no more than it may enter by one order, so that what it does not hold was denied for
    /// another reason.
    static func copies(seed: UInt64, _ accounts: [AccountProfile], scene: Scene?) -> [Copy] {
        var dice = Dice(seed: seed ^ copySeed)
        guard let leader = accounts.first, accounts.count > 1 else { return [] }
        let isDrawn = dice.chance(250)
        guard scene?.needsCopies ?? isDrawn else { return [] }
        let followers = accounts.dropFirst().map { account in
            let isInverse = account.hedge == nil && dice.chance(150)
            let ratio: Int64 =
                [500_000, 1_000_000, 1_000_000, 2_000_000].randomElement(using: &dice) ?? 1_000_000
            return Copy.Follower(
                account: account.name, millionths: ratio,
                rounding: SizeRule.Rounding.allCases.randomElement(using: &dice) ?? .down,
                max: Size(account.limits.sizeMax), isInverse: isInverse,
                bracket: Bracket(stop: Ticks(.random(in: 20...80, using: &dice)), target: nil))
        }
        let copy = Copy(
            name: "club", leader: leader.name, to: followers,
            resync: Copy.Resync.allCases.randomElement(using: &dice) ?? .warn,
            ageMax: copyAges.randomElement(using: &dice) ?? Copy.ageMaxDefault)
        return [scene?.stage(copy) ?? copy]
    }

    /// What alerts do to those who do not follow.
    static func leading(_ rules: [Rule], _ copies: [Copy]) -> [Rule] {
        guard !copies.isEmpty else { return rules }
        let followers = Set(copies.flatMap { $0.followers.map(\.account) })
        return rules.compactMap { rule in
            let targets = rule.targets.filter { !followers.contains($0.account) }
            guard !targets.isEmpty else { return nil }
            return Rule(
                name: rule.name, when: rule.condition, to: targets, resendsEntries: rule.resendsEntries)
        }
    }

    /// Accounts that are led by one.
    func followers(of leader: AccountID) -> [AccountID] {
        let names = Set(
            settings.copies.filter { copy in accounts.contains { $0.id == leader && $0.name == copy.leader } }
                .flatMap(\.followers).map(\.account))
        return accounts.filter { names.contains($0.name) }.map(\.id)
    }

    /// Which copy an account follows, and how.
    func copy(to account: AccountName) -> (copy: Copy, follower: Copy.Follower)? {
        for copy in settings.copies {
            if let follower = copy.followers.first(where: { $0.account == account }) {
                return (copy, follower)
            }
        }
        return nil
    }

    /// What a person and alerts trade.
    var led: [AccountProfile] { accounts.filter { copy(to: $0.name) == nil } }
}
