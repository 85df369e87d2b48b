import Journey
import Trading

/// How far a scene has come.
struct SceneProgress {
    var dice: Dice
    /// The steps of a scene that goes through them once.
    var phase = Phase.enter
    /// Steady time at which the phase began.
    var since = Timestamp(microseconds: 0)

    enum Phase { case enter, entered, left, over }
}

/// Scenes, step by step: each step follows from how the venue's book stands, until all is healed.
extension World {
    func play(_ scene: Scene) {
        progress = SceneProgress(dice: scene.dice)
        goOn(with: scene.kind)
    }

    private func goOn(with kind: Scene.Kind) {
        // A copy is made within milliseconds of what it copies.
        let isQuick = kind == .refusedCopy || kind == .deathBeforeCopy
        let pause: ClosedRange<Int64> = isQuick ? 50...250 : 2_000...5_000
        timeline.after(.milliseconds(.random(in: pause, using: &progress.dice))) { [unowned self] in
            guard !weather.isHealed, progress.phase != .over else { return }
            if isCompared { step(kind) }
            goOn(with: kind)
        }
    }

    /// Before that no entry is let through.
    private var isCompared: Bool {
        guard let run, run.isServing else { return false }
        return !plan.accounts.contains { run.view.isReconciling($0.name) }
    }

    private func step(_ kind: Scene.Kind) {
        switch kind {
        case .miniBesideMicro: enterBesideAnother()
        case .tradesOfTheDay: tradeTheDay(plan.accounts[0])
        case .roomOfTheDay: addToWhatIsHeld(plan.accounts[0])
        case .touchedFloor: enterAfterTouch(plan.accounts[0])
        case .outageOverCutOff: enterBeforeCutOff(plan.accounts[0])
        case .lateEntry: enterLate(plan.accounts[0])
        case .lostCancel: letRest(plan.accounts[0])
        case .refusedCopy, .deathBeforeCopy:
            guard let copy = plan.settings.copies.first, let follower = copy.followers.first,
                let leader = plan.accounts.first(where: { $0.name == copy.leader }),
                let other = plan.accounts.first(where: { $0.name == follower.account })
            else { return }
            exitBesideFollower(kind, leader, other)
        }
    }

    // MARK: Steps

    private func held(_ account: AccountProfile) -> Int64 {
        venue.position(of: account.id, plan.mainContract(of: account.name))
    }

    /// Whether what an account holds is old enough for the judge.
    private func hasStood(_ account: AccountProfile) -> Bool {
        judge.moves.hasStood(account.id, for: .seconds(16), at: timeline.steady)
    }

    private func enter(_ account: AccountProfile, _ side: Side, size: Int = 1) {
        let root = plan.mainContract(of: account.name) == Plan.mini.id ? "NQ" : "MNQ"
        command(
            #""action":"place","contract":"\#(root)","side":"\#(side.rawValue)","size":\#(size),"stop_ticks":40"#,
            on: account.name)
    }

    /// Against what another account holds, or with it where minis and micros exclude each other.
    private func enterBesideAnother() {
        guard let first = plan.accounts.first, let last = plan.accounts.last else { return }
        let held = held(first)
        guard held != 0 else { return enter(first, progress.dice.chance(500) ? .buy : .sell) }
        guard hasStood(first), self.held(last) == 0 else { return }
        let side: Side = held > 0 ? .buy : .sell
        enter(last, plan.firms?.isOneClass == true ? side : side.opposite)
    }

    private func tradeTheDay(_ account: AccountProfile) {
        guard let most = plan.firms?.byAccount[account.name]?.day.tradesMax else { return }
        if judge.trades(account) < most, held(account) != 0 {
            return command(#""action":"close","contract":"MNQ""#, on: account.name)
        }
        if judge.trades(account) < most || hasStood(account) { enter(account, .buy) }
    }

    private func addToWhatIsHeld(_ account: AccountProfile) {
        let held = held(account)
        if held == 0 || hasStood(account) { enter(account, held < 0 ? .sell : .buy) }
    }

    private func enterAfterTouch(_ account: AccountProfile) {
        if judge.firmWatch.told.contains(account.name) {
            enter(account, .buy)
        } else {
            slipUp(on: account)
        }
    }

    private func enterBeforeCutOff(_ account: AccountProfile) {
        guard let end = plan.evening?.entriesEnd, timeline.now.wall < end, held(account) == 0 else { return }
        enter(account, progress.dice.chance(500) ? .buy : .sell)
    }

    private func enterLate(_ account: AccountProfile) {
        let isUnderWay = shadow.orders.values.contains {
            $0.account == account.name && $0.orderClass != .protect && $0.state.isLive
        }
        guard !isUnderWay else { return }
        guard held(account) == 0 else {
            return command(#""action":"close","contract":"MNQ""#, on: account.name)
        }
        network.aim(.tooLate, at: "Order/place")
        enter(account, progress.dice.chance(500) ? .buy : .sell)
    }

    /// An entry rests far from the market until its time is over, and nothing else is cancelled before.
    private func letRest(_ account: AccountProfile) {
        guard venue.liveOrders(of: account.id).isEmpty, held(account) == 0 else { return }
        network.aim(.lostRequest, at: "Order/cancel")
        command(
            #""action":"place","contract":"MNQ","side":"buy","size":1,"type":"limit","limit_price":19900"#
                + #","stop_ticks":40"#, on: account.name)
        begin(.over)
    }

    /// A leader takes off a part of what it holds. Of the follower either the exit is refused, or the entry is still
    /// under way, and the program ends before its exit can be copied.
    private func exitBesideFollower(_ kind: Scene.Kind, _ leader: AccountProfile, _ follower: AccountProfile)
    {
        let (led, followed) = (held(leader), held(follower))
        let isOrdered = venue.liveOrders(of: follower.id).contains { $0.status == .pending }
        switch progress.phase {
        case .enter:
            if kind == .deathBeforeCopy { venue.aimed[follower.id] = .pending }
            enter(leader, .buy, size: 2)
            begin(.entered)
        case .entered:
            let isDue = kind == .refusedCopy ? followed == 2 && hasRested : followed == 0 && isOrdered
            guard led == 2, isDue else { return giveUp(holding: led) }
            if kind == .refusedCopy {
                venue.aimed[follower.id] = progress.dice.chance(500) ? .refusal : .rejectAfterAccept
            }
            command(
                #""action":"place","contract":"MNQ","side":"sell","size":1,"type":"market""#, on: leader.name)
            begin(kind == .refusedCopy ? .over : .left)
        case .left:
            guard led == 1, followed == 0, let last = venue.trades(of: leader.id).last,
                shadow.fills[TradeID(last.id)] != nil
            else { return giveUp(holding: led) }
            begin(.over)
            tally[.kill] += 1
            kill(restartAfter: .milliseconds(.random(in: 100...3_000, using: &progress.dice)))
        case .over: break
        }
    }

    private func begin(_ phase: SceneProgress.Phase) {
        (progress.phase, progress.since) = (phase, timeline.steady)
    }

    private var hasRested: Bool { timeline.steady.since(progress.since) > .seconds(5) }

    /// What does not come about in time is tried again, or does not come about.
    private func giveUp(holding led: Int64) {
        let waited = timeline.steady.since(progress.since)
        if led == 0, waited > .seconds(6) { return begin(.enter) }
        if waited > .seconds(20) { begin(.over) }
    }
}
