package import Journey
import Synchronization
package import Trading

/// The single writer: takes what has queued, lets the Desk decide it in order, writes all of it in one
/// transaction with full sync, and only then lets replies and calls out.
package final class Sequencer: Sendable {
    /// The edges, handed in.
    package struct Ports: Sendable {
        package let ledger: any LedgerPort
        package let gateways: [any GatewayPort]
        /// Nil where nobody is told anything.
        package let notifier: (any NotifierPort)?
        package let clock: @Sendable () -> Moment
        /// Must not block.
        package let reply: @Sendable (AlertReply) -> Void
        /// Each step in plain words, once it is on disk, or at once while nothing can be written. Must not block.
        package let tell: @Sendable ([Note]) -> Void
        /// For people: trouble with the ledger, and its end.
        package let log: @Sendable (String) -> Void
        /// Told of each of the Sequencer's labelled steps as it is passed, on its thread.
        package let passing: @Sendable (Milestone) -> Void

        package init(
            ledger: any LedgerPort, gateways: [any GatewayPort], notifier: (any NotifierPort)? = nil,
            clock: @escaping @Sendable () -> Moment,
            reply: @escaping @Sendable (AlertReply) -> Void, tell: @escaping @Sendable ([Note]) -> Void,
            log: @escaping @Sendable (String) -> Void,
            passing: @escaping @Sendable (Milestone) -> Void = { _ in }
        ) {
            self.ledger = ledger
            self.gateways = gateways
            self.notifier = notifier
            self.clock = clock
            self.reply = reply
            self.tell = tell
            self.log = log
            self.passing = passing
        }
    }

    package struct Health: Hashable, Sendable {
        /// Nil while the ledger takes writes.
        package var ledgerFault: String?
        /// As last looked at.
        package var room = LedgerRoom()
        /// Rows that wait for a ledger that cannot be written.
        package var unwritten = 0
        package var batches: UInt64 = 0
        package var inputs: UInt64 = 0
        package var rows: UInt64 = 0
        package var turnedAway: UInt64 = 0
    }

    /// Arrivals that may wait; beyond it a sender is answered 503 at once.
    package static let waitingMax = 10_000
    /// Inputs in one transaction.
    static let batchMax = 64
    /// Fills and day totals from so long ago are remembered.
    static let memorySpan = Span.seconds(4 * 86_400)
    /// Between two tries to open a ledger that failed.
    static let reopenDelay = Span.seconds(1)
    /// Between two looks at the ledger's room, while there is some and while there is none.
    static let roomPeriod = Span.seconds(10)
    static let roomDelay = Span.seconds(1)
    /// What may be decided without a ledger; beyond it the Desk is rebuilt from the file, like after a restart.
    static let unwrittenMax = 100_000
    /// From the start, and from one look to the next, until deliveries are dropped for their age.
    static let dropPeriod = Span.seconds(600)
    /// Between two steps of dropping, and from a busy moment to the next try.
    static let dropDelay = Span.milliseconds(500)
    /// Deliveries that one step drops: some milliseconds of the writer's time.
    static let dropMax = 200
    /// How long a stop waits for calls under way.
    static let drainMax = Span.seconds(15)

    private let settings: DeskSettings
    /// How long deliveries are kept; nil for ever.
    private let keepsDeliveries: Span?
    private let ports: Ports
    private let gateways: [AccountName: any GatewayPort]
    private let inbox = Inbox(countMax: waitingMax)
    private let thread = WorkerThread()

    package init(settings: DeskSettings, ports: Ports, keepsDeliveries: Span? = nil) {
        self.settings = settings
        self.keepsDeliveries = keepsDeliveries
        self.ports = ports
        let byName = Dictionary(ports.gateways.map { ($0.name, $0) }) { first, _ in first }
        gateways = settings.accounts.compactMapValues { byName[$0.gateway] }
    }

    /// Rebuilds the Desk from the ledger and begins to work.
    package func start() throws(LedgerFault) {
        let started = Mutex<SequencerLoop?>(try begin())
        guard thread.start({ if var loop = started.withLock({ $0.take() }) { loop.run() } }) else {
            throw LedgerFault(.unavailable, "the system gives no thread for the ledger's writer")
        }
    }

    /// Rebuilds the Desk from the ledger, for whoever turns the loop without a thread.
    package func begin() throws(LedgerFault) -> SequencerLoop {
        do throws(LedgerFault) { return try beginOnce() } catch {
            // By now the ledger has given up what it kept aside for a full disk; positions may be open.
            guard error.cause == .full else { throw error }
            ports.log("ledger=full reason=\"\(error)\"; it is opened once more")
            try ports.ledger.reopen()
            return try beginOnce()
        }
    }

    private func beginOnce() throws(LedgerFault) -> SequencerLoop {
        let now = ports.clock()
        let memory = try ports.ledger.restore(oldestFill: now.wall.advanced(by: Self.before(Self.memorySpan)))
        ports.passing(.restored)
        var desk = Desk(settings)
        let decision = desk.restore(memory, at: now)
        var loop = SequencerLoop(
            desk: desk, settings: settings, ports: ports, gateways: gateways, inbox: inbox,
            retention: keepsDeliveries.map { Retention(age: $0, due: now.steady) })
        try loop.begin(with: decision)
        ports.passing(.begun)
        return loop
    }

    /// Queues an input.
    ///
    /// - Returns: false when it is an arrival and too many wait: answer 503.
    package func submit(_ input: Input) -> Bool { inbox.put(input) }

    /// Runs `body` between two batches with the Desk as it stands then.
    package func inspect(_ body: @escaping @Sendable (Desk, Health) -> Void) { inbox.put(body) }

    /// Takes no more alerts, waits until calls under way have ended (at most 15 s), and ends the thread.
    package func stop() {
        _ = inbox.put(.stopping)
        inbox.end()
        thread.join()
    }

    static func before(_ span: Span) -> Span { Span(microseconds: -span.microseconds) }
}
