import Journey
import Trading

/// What one account of a world is allowed by its firm, as the judge counts it.
struct FirmPlan {
    /// Cash at the world's beginning, in 1/10,000 USD as all sums here.
    let cash: Int64
    var terms: FirmTerms
    var day: DayLimits
    var hedge: HedgeScope?
    /// Whether alerts on the chart's mini are traded in minis.
    var tradesMinis: Bool
    var clamps: Bool
    var sizes: [SizeRule?]
    /// From the world's beginning to when a person acknowledges the profile.
    var acknowledgedAfter: Span
    /// Whether another profile is acknowledged first.
    var hasWrongWord: Bool
    /// When the firm books so much that the floor is touched, and takes it back at once.
    var slipAfter: Span?

    /// The floor when a day begins at a balance.
    ///
    /// Source: risk specification, section 3.4.
    func floor(after before: Int64, opening: Int64) -> Int64 {
        guard let drawdown = terms.profile.drawdown, let amount = drawdown.amount else { return before }
        let wanted = opening - amount.tenThousandths
        return max(before, min(wanted, drawdown.lock?.tenThousandths ?? wanted))
    }

    /// The most contracts, in tenths of a mini, on a day that began at a balance.
    func tenthsMax(opening: Int64) -> Int64 {
        let profile = terms.profile
        let firm = profile.tenthsMax ?? .max
        var tier: Int64?
        for step in profile.scaling
        where step.above.map({ opening > $0.tenThousandths }) ?? true { tier = step.tenths }
        return min(firm, tier ?? firm)
    }
}

/// What a world's firms are like.
struct FirmPlans {
    var byAccount: [AccountName: FirmPlan]
    var hasMinis: Bool
    /// Whether minis and micros exclude each other.
    var isOneClass: Bool
    var takers: Router.Takers
    /// Which alerts the last account gets, by a rule of its own where every rule that matches takes an alert.
    let secondSide: Side?

    private static let seed: UInt64 = 0xF1A5_0005_F1A5_0005
    static let usd: Int64 = 10_000

    /// Nil in most worlds.
    ///
    /// - Parameter today: The trading day at the world's beginning.
    init?(seed: UInt64, _ accounts: [AccountProfile], today: CivilDate, scene: Scene?) {
        var dice = Dice(seed: seed ^ Self.seed)
        let isDrawn = dice.chance(250)
        guard scene?.needsFirms ?? isDrawn else { return nil }
        hasMinis = dice.chance(400)
        isOneClass = dice.chance(hasMinis ? 350 : 200)
        takers = dice.chance(300) ? .all : .first
        secondSide = dice.chance(500) ? .buy : nil
        let isHedged = dice.chance(700)
        var plans: [AccountName: FirmPlan] = [:]
        for account in accounts {
            plans[account.name] = Self.plan(
                account, today, isMini: hasMinis && dice.chance(500), isHedged: isHedged, using: &dice)
        }
        byAccount = plans
        if let scene { stage(scene, accounts) }
    }

    private static func plan(
        _ account: AccountProfile, _ today: CivilDate, isMini: Bool, isHedged: Bool, using dice: inout Dice
    ) -> FirmPlan {
        let firm = dice.chance(600) ? "north" : "south"
        let person = dice.chance(850) ? "owner" : "partner"
        let terms = Self.terms(account, firm, today, weight: isMini ? 10 : 1, using: &dice)
        let scale = usd * (isMini ? 10 : 1)
        var day = DayLimits.off
        if dice.chance(600) {
            day.lossMax = Money(tenThousandths: .random(in: 18...70, using: &dice) * scale)
        }
        if dice.chance(200) {
            day.profitMax = Money(tenThousandths: .random(in: 5...40, using: &dice) * scale)
        }
        if dice.chance(250) { day.tradesMax = .random(in: 2...6, using: &dice) }
        let hasSizes = dice.chance(500)
        return FirmPlan(
            cash: terms.cash, terms: terms.terms, day: day,
            hedge: isHedged ? HedgeScope(person: person, firm: firm) : nil, tradesMinis: isMini,
            clamps: dice.chance(200),
            sizes: (0..<2).map { index in
                hasSizes
                    ? size(account.limits.sizeMax, terms.cash, index == 0 ? scale : usd, using: &dice) : nil
            },
            acknowledgedAfter: .milliseconds(.random(in: 200...20_000, using: &dice)),
            hasWrongWord: dice.chance(200),
            slipAfter: dice.chance(120) ? .seconds(.random(in: 5...40, using: &dice)) : nil)
    }

    /// One like an evaluation account's, or one like a funded account's with its plan of sizes.
    private static func terms(
        _ account: AccountProfile, _ firm: String, _ today: CivilDate, weight: Int64, using dice: inout Dice
    ) -> (terms: FirmTerms, cash: Int64) {
        let (sizeMax, scale) = (account.limits.sizeMax, usd * weight)
        let isFunded = dice.chance(500)
        let cash = (isFunded ? 2_000 + .random(in: 0...40, using: &dice) : 50_000) * usd
        let amount = .random(in: 30...160, using: &dice) * scale
        let floor = cash - amount + .random(in: 0...(amount / 4), using: &dice)
        let asOf = CivilDate(
            daysSince1970: today.daysSince1970 - [0, 0, 0, 1, 3, 12][.random(in: 0..<6, using: &dice)])
        let lock = isFunded ? max(floor, cash - .random(in: 0...amount, using: &dice)) : 50_000 * usd
        var profile = FirmProfile(
            name: "\(firm)-\(account.name)", firm: firm, asOf: asOf, source: "a world", isVerified: true,
            accountClass: isFunded ? .funded : .evaluation)
        profile.allowsAPI = true
        profile.isSimulated = true
        profile.tenthsMax = (sizeMax + .random(in: 0...2, using: &dice)) * weight
        profile.drawdown = Drawdown(
            peak: .endOfDay, amount: Money(tenThousandths: amount),
            start: Money(tenThousandths: isFunded ? 0 : cash),
            lock: dice.chance(900) ? Money(tenThousandths: lock) : nil)
        if isFunded {
            let step = cash + .random(in: -6...6, using: &dice) * scale
            profile.scaling = [
                ScalingStep(above: nil, tenths: .random(in: 1...sizeMax, using: &dice) * weight),
                ScalingStep(
                    above: Money(tenThousandths: step),
                    tenths: (sizeMax + .random(in: 0...1, using: &dice)) * weight),
            ]
        }
        let terms = FirmTerms(
            profile: profile, entry: FloorEntry(floor: Money(tenThousandths: floor), asOf: asOf),
            buffer: Money(tenThousandths: .random(in: 0...4, using: &dice) * scale))
        return (terms, cash)
    }

    private static func size(
        _ most: Int64, _ cash: Int64, _ scale: Int64, using dice: inout Dice
    ) -> SizeRule? {
        let max = Size(most)
        let rounding = SizeRule.Rounding.allCases[Int.random(in: 0..<3, using: &dice)]
        let share: Int64? = dice.chance(300) ? 5_000 : nil
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: return Size(min(2, most)).map { SizeRule(.fixed($0), exitShare: share) }
        case 1: return SizeRule(.multiply(millionths: 1_500_000), rounding: rounding, max: max)
        case 2: return SizeRule(.position(millionths: 1_000_000), max: max, exitShare: share)
        case 3:
            return SizeRule(
                .balance(perContract: Money(tenThousandths: cash * 2 / 3)), rounding: rounding, max: max)
        case 4:
            let risk = Money(tenThousandths: .random(in: 50...90, using: &dice) * scale)
            return SizeRule(.risk(risk), max: max, exitShare: share)
        default: return SizeRule(.multiply(millionths: 1_000_000), max: max, converts: true)
        }
    }
}

extension FirmPlans {
    /// The accounts as the bridge's settings have them.
    func apply(to account: AccountProfile) -> AccountProfile {
        guard let plan = byAccount[account.name] else { return account }
        var holding = account.holding
        if plan.tradesMinis { holding.tenthsMax = holding.tenthsMax.map { $0 * 10 } }
        holding.isOneClass = isOneClass
        return AccountProfile(
            name: account.name, gateway: account.gateway, id: account.id, limits: account.limits,
            holding: holding, day: plan.day, hedge: plan.hedge, state: account.state,
            resizesProtection: account.resizesProtection, unprotected: account.unprotected,
            cutOff: account.cutOff, hours: account.hours, orderRate: account.orderRate,
            clampsEntries: plan.clamps, terms: plan.terms)
    }

    /// The first rule is the one of the mini's chart.
    func apply(to rules: [Rule]) -> [Rule] {
        var all = rules.enumerated().map { index, rule in
            Rule(
                name: rule.name, when: rule.condition,
                to: rule.targets.map { target in
                    guard let plan = byAccount[target.account] else { return target }
                    return Rule.Target(
                        account: target.account, root: index == 0 && plan.tradesMinis ? "NQ" : target.root,
                        size: plan.sizes[index] ?? target.size, bracket: target.bracket)
                }, resendsEntries: rule.resendsEntries)
        }
        // An account that two rules of one alert name is a fault of the settings.
        guard takers == .all, let first = all.first, let last = first.targets.last, first.targets.count > 1
        else { return all }
        all[0] = Rule(
            name: first.name, when: first.condition, to: first.targets.dropLast(),
            resendsEntries: first.resendsEntries)
        var condition = first.condition
        condition.side = secondSide
        all.append(Rule(name: "again", when: condition, to: [last]))
        return all
    }
}
