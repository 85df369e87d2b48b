import Engine
import Gateway
import HTTPServer
import Journey
import Ledger
import Trading

/// One simulated world: the bridge with its ledger and its client, a venue, a network, a disk, senders and whoever
/// trades by hand, and whatever goes wrong between them. One seed decides all of it.
///
/// @unchecked Sendable: one thread runs a world from its beginning to its end.
final class World: @unchecked Sendable {
    static let ledgerPath = "/ledger.db"

    let seed: UInt64
    let plan: Plan
    let timeline: Timeline
    let trace: Trace
    var dice: Dice
    let disk: SimulatedDisk
    let venue: SimulatedVenue
    let network: SimulatedNetwork
    let sources: SourceBook
    /// What the ledger must hold.
    let shadow = LedgerShadow()
    var tally = Tally()
    private(set) var violation: Violation?
    private(set) var run: ProgramRun?
    private var runs: [ProgramRun] = []
    /// What the sender that is answered right now is told.
    var replying: AlertOutcome?
    var weather = Weather()
    var hand = TradingByHand()
    var progress = SceneProgress(dice: Dice(seed: 0))
    private(set) var isOver = false
    /// Whether something befell the disk since the ledger was last read whole.
    var mayHaveLost = false
    /// Whether the last append failed: what was begun is carried on from memory then.
    private(set) var isLedgerDown = false
    /// Requests by command so far.
    var asked = 0
    /// Whether the disk is read for the judge, whom no fault meets.
    private(set) var isLooking = false
    private(set) lazy var senders = Senders(in: self)
    private(set) lazy var judge = Judge(of: self)

    init(seed: UInt64, read: ((String) -> Void)? = nil) {
        self.seed = seed
        var dice = Dice(seed: seed)
        plan = Plan(seed: seed, dice: &dice)
        // A Monday of November 2026, in the middle of the session, unless the world sees a day's end.
        timeline = Timeline(
            wall: plan.evening?.begins ?? Timestamp(microseconds: 1_795_446_000_000_000))
        trace = Trace(read)
        disk = SimulatedDisk(dice: dice.fork())
        venue = SimulatedVenue(
            timeline: timeline, dice: dice.fork(), accounts: plan.accounts.map(\.id),
            contracts: plan.contracts)
        venue.tellsTime = plan.watchesClock
        network = SimulatedNetwork(
            timeline: timeline, dice: dice.fork(), venue: venue, faults: plan.networkFaults)
        for account in plan.accounts {
            guard let firm = plan.firms?.byAccount[account.name] else { continue }
            venue.accounts[account.id]?.balance = Money(tenThousandths: firm.cash)
        }
        guard let decoy = SharedSecret(Plan.decoy) else { preconditionFailure("it is long enough") }
        sources = SourceBook([plan.source], decoy: decoy)
        self.dice = dice
    }

    /// Runs the world to its end, or to the first broken promise.
    func play() {
        begin()
        while violation == nil, !isOver, timeline.step() {
            tally.steps += 1
            judge.look()
            if tally.steps > 200_000 { violate(.rests, "200,000 steps, and no end") }
        }
        if violation == nil, !isOver { violate(.rests, "nothing is left to happen, and it is not over") }
        tally.seeds = 1
        tally.starts = runs.count
        tally.simulatedSeconds = Int(timeline.steady.microseconds / 1_000_000)
        if let run, run.isAlive { run.die() }
        runs.forEach { $0.bury() }
        network.kill()
        timeline.end()
    }

    private func begin() {
        if dice.chance(850), let ledger = FreshLedger.bytes { disk.put(ledger, at: Self.ledgerPath) }
        watchDisk()
        watchVenue()
        senders.plan()
        for fault in plan.faults { timeline.after(fault.at) { [unowned self] in befall(fault.kind) } }
        market()
        if plan.isByHand { askByHand() }
        if plan.hasStops { stopNowAndThen(Dice(seed: ~seed ^ Plan.stopSeed)) }
        if plan.firms != nil { acknowledgeInTime() }
        if let evening = plan.evening { begin(evening) }
        if let scene = plan.scene { play(scene) }
        if let roll = plan.roll { begin(roll: roll) }
        timeline.after(plan.weather) { [unowned self] in heal() }
        start()
    }

    private func watchVenue() {
        venue.nullListsPerMille = (plan.rates[.errorAnswer] ?? 0) / 4
        venue.answered = { [unowned self] request, status in
            say("venue", "\(request.url.split(separator: "/").suffix(2).joined(separator: "/")) \(status)")
        }
        network.left = { [unowned self] request in judge.left(request) }
        network.loggedOut = { [unowned self] in run?.logouts += 1 }
        network.dialled = { [unowned self] in judge.dialled() }
        network.befell = { [unowned self] fault in tally[FaultKind(fault)] += 1 }
        if trace.isRead { network.say = { [unowned self] line in say("network", line) } }
        if trace.isRead { venue.say = { [unowned self] line in say("venue", line) } }
    }

    // MARK: What everybody uses

    var clock: @Sendable () -> Moment { { [unowned self] in timeline.now } }

    func say(_ who: String, _ what: @autoclosure () -> String) { trace.line(timeline.now, who, what()) }

    func violate(_ invariant: Invariant, _ what: String, tag: OrderTag? = nil) {
        guard violation == nil else { return }
        violation = Violation(invariant: invariant, what: what, tag: tag?.text)
        say("BROKEN", "\(invariant.rawValue): \(what)")
    }

    func turnDelay() -> Span { Span(microseconds: .random(in: 20...2_000, using: &dice)) }

    func end() { isOver = true }

    // MARK: The program's life

    func start() {
        guard run == nil else { return }
        let run = ProgramRun(number: runs.count + 1, in: self)
        runs.append(run)
        self.run = run
        isLedgerDown = false
        say("program", "starts, run \(run.number)")
        if weather.killsInRecovery > 0 {
            weather.killsInRecovery -= 1
            aim(at: dice.chance(500) ? .disk : .milestone, within: 12, as: .killInRecovery)
        }
        do { try run.start() } catch {
            guard run.isAlive else { return }
            if error.kind == .damaged || error.kind == .tooNew { violate(.ledgerOpens, "\(error)") }
            say("program", "ends: \(error)")
            kill(restartAfter: .seconds(2))
        }
    }

    /// Reads the ledger for the judge, or for whoever wants to know why.
    func looking<Result>(_ read: () throws(LedgerFault) -> Result?) -> Result? {
        isLooking = true
        defer { isLooking = false }
        do { return try read() } catch {
            violate(.ledgerOpens, "\(error)")
            return nil
        }
    }

    func openLedger(
        passing: @escaping @Sendable (Milestone) -> Void
    ) throws(LedgerFault) -> LedgerFile {
        try LedgerFile(path: Self.ledgerPath, on: disk.machine(), reserveBytes: 0, passing: passing)
    }

    func makeClient(passing: @escaping @Sendable (Milestone) -> Void) -> GatewayClient {
        var options = GatewayClientOptions(
            name: Plan.gateway, rest: "https://venue.test", userHub: "wss://hub.test/hubs/user",
            username: Plan.username, apiKey: Plan.apiKey,
            accounts: Dictionary(plan.accounts.map { ($0.name, $0.id) }) { first, _ in first },
            roots: plan.firms?.hasMinis == true ? ["MNQ", "MES", "NQ"] : ["MNQ", "MES"], now: clock,
            log: { [weak run] in run?.log($0) })
        options.logsOutOnStop = false
        if plan.roll != nil { options.timings.contractsPeriod = Plan.contractsPeriod }
        options.passing = passing
        return GatewayClient(options, in: network.world())
    }

    /// The program is gone at once, wherever it was.
    ///
    /// - Parameter isInDisk: Whether it is inside a call of the disk, which then sees to its own end.
    func kill(isPowerCut: Bool = false, isInDisk: Bool = false, restartAfter wait: Span? = nil) {
        guard let run, run.isAlive else { return }
        say("program", isPowerCut ? "the power is cut" : "is killed")
        judge.firmWatch.forget()
        judge.known.forget()
        weather.aim = nil
        run.die()
        network.kill()
        if !isInDisk { stopDisk(isPowerCut) }
        senders.connectionsDie()
        let pause = wait ?? .milliseconds(.random(in: 50...6_000, using: &dice))
        timeline.after(.zero) { [unowned self] in
            run.bury()
            if isInDisk { stopDisk(isPowerCut) }
        }
        timeline.after(max(pause, .milliseconds(1))) { [unowned self] in
            self.run = nil
            start()
        }
    }

    private func stopDisk(_ isPowerCut: Bool) {
        if isPowerCut { mayHaveLost = true }
        if isPowerCut { disk.crash(using: &dice) } else { disk.kill() }
    }

    func wake(_ run: ProgramRun) { if run.isAlive { run.wake() } }

    func turned() { judge.turned() }

    /// What was handed over last could not be written.
    func ledgerFailed() {
        isLedgerDown = true
        judge.known.forget()
    }

    // MARK: What passes by

    func wrote(_ rows: [LedgerRow]) {
        judge.wrote(rows)
        isLedgerDown = false
        shadow.keep(rows)
    }

    func asked(_ call: GatewayCall) {
        say("asks", "\(call.words)")
        judge.asked(call)
    }

    func answered(_ answer: GatewayAnswer) {
        say("answer", "\(answer.call.words): \(answer.result.words)")
        guard case .snapshot(let snapshot) = answer.result else { return }
        judge.wasRead(snapshot)
        if let state = snapshot.state { judge.told(state) }
    }

    func hears(_ event: GatewayEvent) {
        say("hub", event.words)
        switch event {
        case .account(let state): judge.told(state)
        case .position(let account, let position): judge.told(position, on: account)
        default: break
        }
    }
}
