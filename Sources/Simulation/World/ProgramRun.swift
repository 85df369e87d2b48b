import Crypto
import Engine
import Gateway
import HTTPServer
import Journey
import Ledger
import Trading
import Webhook

/// One run of the program, from its start until it is killed: the same parts as `serve` wires, turned by the
/// world's timeline.
///
/// @unchecked Sendable: one thread runs a world.
final class ProgramRun: @unchecked Sendable {
    let number: Int
    private(set) var isAlive = true
    var view = BridgeView()
    /// How often the hub said that another session took over.
    var logouts = 0
    /// Deliveries on disk, and answers that need one.
    var deliveries = 0
    private var answers = 0
    private unowned let world: World
    private var ledger: LedgerFile?
    private var sequencer: Sequencer?
    /// Taken out while it turns.
    private var loop: SequencerLoop?
    private var hasBegun = false
    private var intake: WebhookIntake?
    private var nextTurn: Timeline.Ticket?
    /// Those who asked by hand and wait.
    private var byHand: [ReplyID: (AlertOutcome) -> Void] = [:]
    private var lastByHand: UInt64 = 1 << 63

    init(number: Int, in world: World) {
        self.number = number
        self.world = world
    }

    var isServing: Bool { isAlive && hasBegun }

    /// Opens the ledger, takes up what it holds, and reaches for the venue.
    func start() throws(LedgerFault) {
        let file = try world.openLedger(passing: { [weak self] in self?.passing($0) })
        ledger = file
        guard isAlive else { throw LedgerFault(.unavailable, "killed") }
        world.readBack()
        let intake = WebhookIntake(
            sources: world.sources, clock: world.clock, submit: { [unowned self] in submit($0) })
        self.intake = intake
        let gateway = GatewayTap(
            world.makeClient(passing: { [weak self] in self?.passing($0) }), of: self, in: world)
        let sequencer = Sequencer(
            settings: world.plan.settings,
            ports: Sequencer.Ports(
                ledger: LedgerTap(file, of: self, in: world), gateways: [gateway], clock: world.clock,
                reply: { [unowned self] in reply($0) }, tell: { [unowned self] in tell($0) },
                log: { [unowned self] in log($0) }, passing: { [unowned self] in passing($0) }))
        self.sequencer = sequencer
        loop = try sequencer.begin()
        hasBegun = true
        guard isAlive else { return }
        gateway.start { [unowned self] event in _ = self.sequencer?.submit(.event(event)) }
        wake()
    }

    // MARK: Turns

    /// Something waits: the Sequencer turns soon.
    func wake() { turn(after: world.turnDelay()) }

    private func turn(after wait: Span) {
        guard isServing, nextTurn == nil || wait < .milliseconds(5) else { return }
        if let nextTurn { world.timeline.cancel(nextTurn) }
        nextTurn = world.timeline.after(wait) { [weak self] in self?.turn() }
    }

    private func turn() {
        nextTurn = nil
        guard isAlive, var turning = loop.take() else { return }
        world.tally.turns += 1
        _ = turning.turn()
        let due = turning.nextDue
        loop = turning
        guard isAlive else { return }
        view.turned()
        world.turned()
        if let due { turn(after: max(due.since(world.timeline.steady), .zero)) }
    }

    /// Hands over the Desk and the ledger's health between two batches.
    func inspect(_ body: @escaping @Sendable (Desk, Sequencer.Health) -> Void) {
        sequencer?.inspect(body)
        wake()
    }

    // MARK: Ports

    private func submit(_ input: Input) -> Bool {
        guard isServing, let sequencer, sequencer.submit(input) else { return false }
        wake()
        return true
    }

    private func reply(_ reply: AlertReply) {
        guard isAlive else { return }
        count(reply.outcome)
        if let then = byHand.removeValue(forKey: reply.id) { return then(reply.outcome) }
        world.replying = reply.outcome
        intake?.answer(reply)
        world.replying = nil
    }

    /// What is answered is in the ledger, unless it was turned away.
    private func count(_ outcome: AlertOutcome) {
        guard outcome.status != 503 else { return }
        answers += 1
        guard answers > deliveries else { return }
        world.violate(
            .deliveryIsKept, "run \(number) answered \(answers) times, with \(deliveries) deliveries on disk")
    }

    private func tell(_ notes: [Note]) {
        guard isAlive, world.trace.isRead else { return }
        for note in notes {
            let account = note.account.map { " \($0)" } ?? ""
            let tag = note.tag.map { " \($0)" } ?? ""
            world.say("desk", "\(note.stage.rawValue)\(account)\(tag): \(note.text)")
        }
    }

    func log(_ line: String) {
        guard isAlive else { return }
        world.say("log", line)
        world.judge.checkLine(line)
    }

    private func passing(_ milestone: Milestone) {
        guard isAlive else { return }
        world.passing(milestone)
    }

    // MARK: Senders

    /// Hands a request to the listener; nil where nobody listens.
    func take(_ exchange: HTTPExchange) -> Bool {
        guard isServing, let intake else { return false }
        intake.respond(to: exchange)
        return true
    }

    /// What a person asks for by a command.
    func take(_ body: [UInt8], then: @escaping (AlertOutcome) -> Void) -> Bool {
        guard isServing, let sequencer else { return false }
        let now = world.clock().wall
        lastByHand += 1
        let id = ReplyID(lastByHand)
        let delivery = Delivery(
            source: OperatorRequest.source, peer: "by hand", acceptedAt: now, bodyAt: now, body: body)
        let content: Arrival.Content
        do throws(Refusal) {
            if ControlReader.isControl(body) {
                let request = try ControlReader.read(body)
                content = .control(request, AlertIdentity(of: request, sha256: Self.digest))
            } else {
                let request = try OperatorReader.read(body)
                content = .request(request, AlertIdentity(of: request, sha256: Self.digest))
            }
        } catch {
            content = .refused(error)
        }
        byHand[id] = then
        let isTaken = sequencer.submit(.arrival(Arrival(delivery: delivery, content: content, reply: id)))
        wake()
        return isTaken
    }

    private static func digest(_ bytes: [UInt8]) -> Fingerprint {
        guard let digest = Fingerprint(SHA256.hash(bytes)) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        return digest
    }

    /// What happens to it from here on reaches nobody.
    func die() {
        isAlive = false
        if let nextTurn { world.timeline.cancel(nextTurn) }
        nextTurn = nil
    }

    /// Lets go of all that a killed program held, once nothing of it is on the stack.
    func bury() {
        (loop, sequencer, intake, ledger) = (nil, nil, nil, nil)
        nextTurn = nil
        byHand = [:]
    }
}
