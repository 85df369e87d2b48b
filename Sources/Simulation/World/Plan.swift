import Journey
import Trading

/// Everything that a seed decides before its world begins: the settings of the bridge, and what goes wrong when.
struct Plan {
    static let gateway = GatewayName("venue")
    static let source = "desk"
    /// Long enough to be found wherever it does not belong.
    static let secret = "source-secret-Zq7Zq7Zq7Zq7"
    static let decoy = "decoy-secret-Xj9Xj9Xj9Xj9"
    static let username = "trader"
    static let apiKey = "api-key-Wv3Wv3Wv3Wv3Wv3"
    static let maxAge = Span.seconds(30)

    /// One thing that goes wrong, and when (from the world's beginning).
    struct Fault {
        let at: Span
        let kind: FaultKind
    }

    let settings: DeskSettings
    let source: Source
    let accounts: [AccountProfile]
    /// Until here things go wrong; from here on they are healed.
    let weather: Span
    let faults: [Fault]
    /// What goes wrong by itself, again and again, in so many of a thousand cases.
    let rates: [FaultKind: Int]
    let alerts: Int
    /// Whether a person trades by command beside the alerts.
    let isByHand: Bool
    /// How long an entry may rest, where that is shorter than the day.
    let entryLife: Span?
    /// A stretch without entries.
    let blackout: Blackout?

    /// Whether a person stops trading by command now and then, and lets it go on.
    let hasStops: Bool
    /// Whether the venue's answers tell its time, and entries end where this machine's differs.
    let watchesClock: Bool
    /// The end of a trading day, where the world sees one.
    let evening: Evening?
    /// What the accounts' firms allow, where they have any.
    let firms: FirmPlans?
    let contracts: [Contract]
    /// What is played in it step by step, where something is.
    let scene: Scene?
    /// When the venue goes on to the next month of the micro, where it does (from the world's beginning).
    let roll: Span?
    /// Whether positions are turned round by one order, and alerts trade without brackets of their rule's.
    let reversesAtOnce: Bool

    private static let clockSeed: UInt64 = 0xC10C_C10C_C10C_C10C
    /// For whether the venue's contracts are kept in the ledger.
    private static let contractSeed: UInt64 = 0xC047_AC75_C047_AC75
    private static let watchSeed: UInt64 = 0x3A7C_3A7C_3A7C_3A7C
    static let stopSeed: UInt64 = 0x5707_5707_5707_5707

    init(seed: UInt64, dice: inout Dice) {
        let scene = Scene(seed: seed)
        self.scene = scene
        let count = max(Int.random(in: 1...3, using: &dice), scene?.accountsMin ?? 1)
        let drawn = (0..<count).map { Self.account($0, scene, using: &dice) }
        let accounts = scene == nil ? Self.held(drawn, seed: seed) : drawn
        let rules = Self.rules(accounts, using: &dice)
        guard let secret = SharedSecret(Self.secret) else { preconditionFailure("it is long enough") }
        source = Source(name: Self.source, secret: secret, maxAge: Self.maxAge)
        let seconds = max(Int64.random(in: 25...85, using: &dice), scene == nil ? 0 : Scene.secondsMin)
        weather = .seconds(seconds)
        alerts = min(Int.random(in: 6...18, using: &dice), scene?.alertsMax ?? .max)
        isByHand = dice.chance(300) && scene == nil
        let chosen = Self.choose(seed: seed, using: &dice).filter { scene?.allows($0) ?? true }
        var faults: [Fault] = []
        var rates: [FaultKind: Int] = [:]
        for kind in chosen {
            if kind.isByRate {
                rates[kind] = Int.random(in: 20...200, using: &dice)
            } else {
                for _ in 0..<Int.random(in: 1...kind.countMax, using: &dice) {
                    let at = Span(
                        microseconds: .random(in: 1_000_000...weather.microseconds, using: &dice))
                    faults.append(Fault(at: at, kind: kind))
                }
            }
        }
        self.rates = rates
        let evening = Evening(seed: seed, weather: seconds, scene: scene)
        let firms = FirmPlans(
            seed: seed, accounts, today: (evening?.day ?? Self.monday).date, scene: scene)
        (self.evening, self.firms) = (evening, firms)
        // By dice of their own, so that worlds without them are as they always were.
        var clockDice = Dice(seed: seed ^ Self.clockSeed)
        let life: Span? =
            clockDice.chance(300) && scene == nil ? .seconds(.random(in: 2...40, using: &clockDice)) : nil
        entryLife = scene?.entryLife ?? life
        let news = clockDice.chance(300) ? Self.blackout(using: &clockDice) : nil
        blackout = evening == nil && scene == nil ? news : nil
        let hours = TradingHours(blackouts: [blackout].compactMap { $0 }, entryLife: entryLife)
        var stopDice = Dice(seed: seed ^ Self.stopSeed)
        hasStops = stopDice.chance(250) && scene == nil
        let rate =
            stopDice.chance(200)
            ? OrderRate(perSecond: 1, burst: .random(in: 1...2, using: &stopDice)) : nil
        var watchDice = Dice(seed: seed ^ Self.watchSeed)
        // What a blackout says of a clock that is set right to the venue's nobody can tell.
        watchesClock = watchDice.chance(250) && blackout == nil
        var contractDice = Dice(seed: seed ^ Self.contractSeed)
        let policy = ContractPolicy(maxAge: contractDice.chance(300) ? .seconds(86_400) : nil)
        // Of a clock that was stepped neither the day nor its end can be told.
        let isTimely = evening != nil || firms != nil
        self.faults = faults.sorted { $0.at < $1.at }.filter { !isTimely || $0.kind != .clockStep }
        var profiles = accounts.map { account in
            let account = account.with(hours, rate, evening)
            return firms?.apply(to: account) ?? account
        }
        let copies = Self.copies(seed: seed, profiles, scene: scene)
        var settled = firms?.apply(to: rules) ?? rules
        reversesAtOnce = Self.reversesAtOnce(
            seed: seed, hasMore: scene != nil || firms != nil || !copies.isEmpty)
        roll = Self.roll(seed: seed, weather: seconds, hasMore: scene != nil || firms != nil)
        contracts =
            Self.micros + (firms?.hasMinis == true ? [Self.mini] : []) + (roll == nil ? [] : [Self.next])
        if reversesAtOnce {
            profiles = profiles.map(\.withoutStops)
            settled = settled.map(Self.reversing)
        }
        self.accounts = profiles
        settings = DeskSettings(
            maxAges: [Self.source: Self.maxAge],
            rules: Self.leading(settled, copies),
            accounts: profiles,
            chicago: evening == nil ? ZoneRules(before: -6 * 3_600, changes: []) : Evening.chicago,
            calendar: evening?.calendar, guards: TradingGuards(watchesVenueClock: watchesClock),
            takers: firms?.takers ?? .first, contracts: policy, copies: copies)
    }

    /// The day of most worlds, 23 November 2026.
    static let monday = TradingDay(date: CivilDate(daysSince1970: 20_780))

    /// The trading day of a moment, in the judge's eyes: a world without an evening sees one alone.
    func day(of time: Timestamp) -> TradingDay { evening?.day(of: time) ?? Self.monday }

    /// The contract that an account trades alerts on the mini's chart in.
    func mainContract(of account: AccountName) -> ContractID {
        firms?.byAccount[account]?.tradesMinis == true ? Self.mini.id : Self.micros[0].id
    }

    /// Tenths of a mini in one contract.
    static func tenths(_ contract: ContractID) -> Int64 { contract == mini.id ? 10 : 1 }
    /// Which contracts move together.
    static func group(_ contract: ContractID) -> String { contract == micros[1].id ? "ES" : "NQ" }

    /// A quarter of the worlds is calm but for one thing, and a few are calm altogether.
    private static func choose(seed: UInt64, using dice: inout Dice) -> [FaultKind] {
        let all = FaultKind.allCases
        if seed % 32 == 1 { return [] }
        if seed % 4 == 1 { return [all[Int(seed / 4) % all.count]] }
        let count = Int.random(in: 2...10, using: &dice)
        return Array(all.shuffled(using: &dice).prefix(count)).sorted { $0.rawValue < $1.rawValue }
    }

    private static func account(_ index: Int, _ scene: Scene?, using dice: inout Dice) -> AccountProfile {
        let sizeMax = Int64.random(in: 1...3, using: &dice)
        let limits = RiskLimits(
            sizeMax: sizeMax, positionMax: .random(in: sizeMax...(sizeMax + 2), using: &dice))
        return AccountProfile(
            name: AccountName("account-\(index + 1)"), gateway: gateway, id: AccountID(Int64(1_001 + index)),
            limits: scene == nil ? limits : Scene.limits,
            resizesProtection: dice.chance(850))
    }

    /// Within the first two minutes of the world, which begins at 09:00 in its Chicago.
    private static func blackout(using dice: inout Dice) -> Blackout? {
        let from = Int64.random(in: 5...60, using: &dice)
        let until = from + .random(in: 5...60, using: &dice)
        guard let date = CivilDate(year: 2026, month: 11, day: 23) else { return nil }
        return Blackout(
            from: LocalTime(date: date, second: 9 * 3_600 + from),
            until: LocalTime(date: date, second: 9 * 3_600 + until), name: "news")
    }

    /// In two worlds of five the accounts have limits of what they hold together as well.
    ///
    /// By dice of their own, so that the other worlds stay what they were.
    private static func held(_ drawn: [AccountProfile], seed: UInt64) -> [AccountProfile] {
        var dice = Dice(seed: seed ^ 0x5EED_0F_4E1D)
        guard dice.chance(400) else { return drawn }
        let isWatched = dice.chance(700)
        return drawn.map { account in
            var holding = HoldingLimits()
            holding.tenthsMax = .random(
                in: account.limits.sizeMax...(account.limits.positionMax + 2), using: &dice)
            holding.addsMax = dice.chance(500) ? .random(in: 0...2, using: &dice) : nil
            holding.workingMax = dice.chance(500) ? .random(in: 6...20, using: &dice) : nil
            holding.needsStops = dice.chance(500)
            holding.refusesSelfMatch = dice.chance(300)
            return AccountProfile(
                name: account.name, gateway: account.gateway, id: account.id, limits: account.limits,
                holding: holding, hedge: isWatched ? HedgeScope(person: "owner", firm: "venue") : nil,
                resizesProtection: account.resizesProtection)
        }
    }

    private static func rules(_ accounts: [AccountProfile], using dice: inout Dice) -> [Rule] {
        let targets = accounts.map { account in
            let size: SizeRule =
                dice.chance(700)
                ? .asAlerted
                : SizeRule(.multiply(millionths: 2_000_000), max: Size(account.limits.sizeMax))
            let stop = Ticks(.random(in: 20...80, using: &dice))
            let target = dice.chance(800) ? Ticks(.random(in: 20...160, using: &dice)) : nil
            return Rule.Target(
                account: account.name, root: "MNQ", size: size, bracket: Bracket(stop: stop, target: target))
        }
        let other = accounts.prefix(Int.random(in: 1...accounts.count, using: &dice)).map { account in
            Rule.Target(
                account: account.name, root: "MES", size: .asAlerted,
                bracket: Bracket(stop: Ticks(.random(in: 20...80, using: &dice)), target: nil))
        }
        let resends = dice.chance(250)
        return [
            Rule(
                name: "nasdaq", when: Rule.Condition(ticker: ChartSymbol("NQ1!")), to: targets,
                resendsEntries: resends),
            Rule(name: "s-and-p", when: Rule.Condition(ticker: ChartSymbol("ES1!")), to: Array(other)),
        ]
    }

    /// Whether a rule lets entries be sent again.
    func resendsEntries(_ rule: String?) -> Bool {
        settings.router.rules.first { $0.name == rule }?.resendsEntries ?? false
    }
}

extension FaultKind {
    /// Whether it befalls so many of a thousand cases, instead of coming at moments of its own.
    var isByRate: Bool {
        switch self {
        case .lostRequest, .lostAnswer, .brokenAnswer, .errorAnswer, .lateAnswer, .refusedConnection,
            .hubDisorder, .partialFill, .rejectAfterAccept, .duplicate, .lostReply, .conflict, .stale:
            true
        default: false
        }
    }

    /// How often it comes in one world at most.
    var countMax: Int {
        switch self {
        case .eviction, .tokenExpiry, .platformFlatten: 1
        case .diskFull, .partition: 2
        case .kill, .killAtStep, .killInDisk, .killInRecovery, .powerCut, .hubGap: 3
        default: 4
        }
    }
}

extension AccountProfile {
    fileprivate func with(
        _ hours: TradingHours, _ rate: OrderRate?, _ evening: Evening?
    ) -> AccountProfile {
        var hours = hours
        hours.followsCalendar = evening?.calendar != nil
        hours.firm = evening?.calendar == nil ? nil : Evening.firm
        return AccountProfile(
            name: name, gateway: gateway, id: id, limits: limits, holding: holding, hedge: hedge,
            state: state,
            resizesProtection: resizesProtection, unprotected: unprotected, cutOff: evening?.cutOff,
            hours: hours, orderRate: rate)
    }
}
