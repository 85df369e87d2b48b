import Journey
import Trading

/// A situation that chance alone brings about once in thousands of worlds, played step by step in some.
///
/// The market is quiet in it, so that what is held stays held, and nobody acts past the bridge.
struct Scene {
    enum Kind: CaseIterable {
        /// Minis on one account, micros of the same index on another one of the same person.
        case miniBesideMicro
        /// One more entry than a day takes.
        case tradesOfTheDay
        /// An entry for which the day has room, but not beside what is open.
        case roomOfTheDay
        /// A balance that touched the floor for a moment.
        case touchedFloor
        /// The program is gone when everything is to be closed.
        case outageOverCutOff
        /// The venue refuses an exit that a follower copies.
        case refusedCopy
        /// The program ends between a leader's exit and its copy.
        case deathBeforeCopy
        /// An entry is on its way for longer than anybody waits for its answer.
        case lateEntry
        /// The cancel of an entry whose time is over does not arrive.
        case lostCancel

        fileprivate static let first: [Kind] = [
            .miniBesideMicro, .tradesOfTheDay, .roomOfTheDay, .touchedFloor, .outageOverCutOff, .refusedCopy,
            .deathBeforeCopy,
        ]
        fileprivate static let later: [Kind] = [.lateEntry, .lostCancel]
    }

    let kind: Kind
    /// Whether nothing else goes wrong.
    let isCalm: Bool
    /// What the scene itself draws.
    let dice: Dice

    private static let seed: UInt64 = 0x5CE4_E5CE_4E5C_E4E5
    /// For the kinds that came later; such that no seed known to find a planted bug plays one it did not play before.
    private static let laterSeed: UInt64 = 0x1A7E_5CE4_1A7E_0013

    /// Nil in most worlds. By dice of their own, so that worlds without a scene are as they always were.
    init?(seed: UInt64) {
        var dice = Dice(seed: seed ^ Self.seed)
        var kinds = Kind.first
        if !dice.chance(100) {
            (dice, kinds) = (Dice(seed: seed ^ Self.laterSeed), Kind.later)
            guard dice.chance(25) else { return nil }
        }
        kind = kinds[Int.random(in: kinds.indices, using: &dice)]
        isCalm = dice.chance(600)
        self.dice = dice.fork()
    }

    var needsFirms: Bool {
        switch kind {
        case .miniBesideMicro, .tradesOfTheDay, .roomOfTheDay, .touchedFloor: true
        case .outageOverCutOff, .refusedCopy, .deathBeforeCopy, .lateEntry, .lostCancel: false
        }
    }

    var needsCopies: Bool { kind == .refusedCopy || kind == .deathBeforeCopy }
    var needsEvening: Bool { kind == .outageOverCutOff }

    /// How long an entry may rest.
    var entryLife: Span? {
        guard kind == .lostCancel else { return nil }
        var dice = dice
        return .seconds(.random(in: 3...9, using: &dice))
    }

    var accountsMin: Int { needsCopies || kind == .miniBesideMicro ? 2 : 1 }
    /// Long enough for several tries.
    static let secondsMin: Int64 = 45
    static let limits = RiskLimits(sizeMax: 3, positionMax: 5)
    /// Alerts besides what the scene asks for.
    var alertsMax: Int { isCalm ? 0 : 3 }

    /// What happens beside a scene. Who acts past the bridge leaves the judge nothing to say, and without a hub
    /// nothing is entered for minutes.
    func allows(_ fault: FaultKind) -> Bool {
        switch fault {
        case .manualTrade, .manualCancel, .bothLegs, .voidedTrade, .platformFlatten, .eviction, .clockStep:
            false
        default: !isCalm
        }
    }

    /// Followers hold what their leader holds, and no difference is put right but an exit that is owed.
    func stage(_ copy: Copy) -> Copy {
        guard needsCopies else { return copy }
        var dice = dice
        let followers = copy.followers.map { follower in
            Copy.Follower(account: follower.account, max: follower.max, bracket: follower.bracket)
        }
        return Copy(
            name: copy.name, leader: copy.leader, to: followers, resync: dice.chance(500) ? .off : .warn,
            ageMax: .seconds(20))
    }
}

extension FirmPlans {
    /// Roomy enough that only what the scene is about can stop an entry.
    mutating func stage(_ scene: Scene, _ accounts: [AccountProfile]) {
        var dice = scene.dice
        takers = .first
        let isSplit = scene.kind == .miniBesideMicro
        hasMinis = isSplit
        isOneClass = isSplit && dice.chance(500)
        for (index, account) in accounts.enumerated() {
            guard var plan = byAccount[account.name] else { continue }
            plan.stage(scene, isMini: isSplit && index == accounts.indices.last, using: &dice)
            byAccount[account.name] = plan
        }
    }
}

extension FirmPlan {
    fileprivate mutating func stage(_ scene: Scene, isMini: Bool, using dice: inout Dice) {
        let amount = cash / 2
        var profile = terms.profile
        profile.scaling = []
        profile.tenthsMax = Scene.limits.positionMax * (isMini ? 10 : 1)
        profile.drawdown = Drawdown(
            peak: .endOfDay, amount: Money(tenThousandths: amount), start: profile.drawdown?.start,
            lock: profile.drawdown?.lock)
        let entry = terms.entry.map {
            FloorEntry(floor: Money(tenThousandths: cash - amount), asOf: $0.asOf)
        }
        terms = FirmTerms(profile: profile, entry: entry, buffer: terms.buffer)
        (day, sizes, clamps) = (.off, [nil, nil], false)
        (tradesMinis, hasWrongWord, slipAfter) = (isMini, false, nil)
        acknowledgedAfter = .milliseconds(.random(in: 200...2_000, using: &dice))
        hedge = scene.kind == .miniBesideMicro ? HedgeScope(person: "owner", firm: "north") : nil
        switch scene.kind {
        case .tradesOfTheDay: day.tradesMax = .random(in: 1...2, using: &dice)
        case .roomOfTheDay:
            // An entry may lose 20 USD at its stop of 40 ticks, and a little more behind it.
            day.lossMax = Money(tenThousandths: .random(in: 27...38, using: &dice) * FirmPlans.usd)
        default: break
        }
    }
}
