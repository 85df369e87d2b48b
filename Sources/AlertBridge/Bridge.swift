import Control
import Crypto
import Dispatch
import Engine
import Gateway
import HTTPServer
import Journey
import Ledger
import Notify
import Settings
import Synchronization
import TLS
import Trading
import Webhook

/// The whole bridge, wired: listeners, sequencer, ledger and gateways. It decides nothing.
final class Bridge: Sendable {
    private let ledger: LedgerFile
    private let gateways: [GatewayClient]
    /// Nil where nobody is told anything.
    private let notifier: WebNotifier?
    private let sequencer: Sequencer
    /// Nil where nobody is listened to.
    private let listeners: Listeners?
    private let line: IntakeLine
    /// What is asked for by hand comes in here.
    let byHand: OperatorIntake

    private struct Listeners {
        let webhook: HTTPServer
        let control: HTTPServer
        let token: OperatorTokenFile

        func stop() {
            webhook.stop()
            control.stop()
        }
    }

    var webhookPort: UInt16 { listeners?.webhook.port ?? 0 }
    var controlPort: UInt16 { listeners?.control.port ?? 0 }

    /// From the root on.
    var ledgerPath: String { File.absolute(ledger.path) }
    /// Whether there was no ledger, and one was made.
    var isLedgerNew: Bool { ledger.isNew }

    /// Opens the ledger, listens, and takes up what the ledger holds; until then alerts are answered 503. The
    /// gateways are reached in the background: an alert that comes before them is answered with a denial that says so.
    ///
    /// - Parameters:
    ///   - listens: Whether alerts and questions are taken over the network, or only what is done by hand here.
    ///   - passing: Told of each labelled step as it is passed, on whichever thread passes it.
    ///   - tell: Gets each step of each journey once it is on disk.
    init(
        _ configuration: Configuration, listens: Bool = true,
        passing: @escaping @Sendable (Milestone) -> Void = { _ in },
        tell: @escaping @Sendable ([Note]) -> Void
    ) throws(Fatal) {
        ledger = try Self.openLedger(configuration.ledger, passing)
        let gateways = try Self.gateways(configuration, passing)
        self.gateways = gateways
        let notifier = try WebNotifier.of(configuration)
        self.notifier = notifier
        let line = IntakeLine()
        self.line = line
        let intake = WebhookIntake(
            sources: try Self.sources(configuration), trustedProxies: configuration.trustedProxies,
            certificateHeaders: configuration.certificateHeaders,
            connections: configuration.connectionLimits.most, clock: SystemClock.now, alarm: Self.alarm,
            submit: { line.submit($0) })
        let byHand = Self.intake(line, ledger: configuration.ledger)
        self.byHand = byHand
        let sequencer = Sequencer(
            settings: configuration.settings(chicago: try ZoneFile.chicago()),
            ports: Sequencer.Ports(
                ledger: ledger, gateways: gateways, notifier: notifier, clock: SystemClock.now,
                reply: { reply in
                    intake.answer(reply)
                    byHand.answer(reply)
                },
                tell: tell, log: Console.log, passing: passing),
            keepsDeliveries: configuration.keepsDeliveries)
        self.sequencer = sequencer
        // Before anything signs in: a start that ends for an address that is taken must not evict the bridge which
        // has it from its hub.
        listeners = listens ? try Self.listen(configuration, intake, byHand, sequencer, line) : nil
        do { try sequencer.start() } catch {
            listeners?.stop()
            throw Fatal(ledger: error)
        }
        line.open(sequencer)
        for gateway in gateways { gateway.start { event in _ = sequencer.submit(.event(event)) } }
        listeners?.token.write()
    }

    private static func listen(
        _ configuration: Configuration, _ intake: WebhookIntake, _ byHand: OperatorIntake,
        _ sequencer: Sequencer, _ line: IntakeLine
    ) throws(Fatal) -> Listeners {
        let token = try OperatorToken.fresh(for: configuration.ledger)
        let queue = DispatchQueue(label: "explain")
        let door = OperatorDoor(token: token.secret, intake: byHand) { question, then in
            sequencer.inspect { desk, _ in
                queue.async {
                    then(RunningExplanation.answer(question, desk, configuration, at: SystemClock.now()))
                }
            }
        }
        let handler = ControlHandler(door: door, alarm: Self.alarm) { answer in
            guard !line.hasEnded else { return answer(.stopping) }
            sequencer.inspect { desk, health in
                answer(ControlStatus(desk, health, isStopping: line.isClosed))
            }
        }
        let (webhook, control): (HTTPServer, HTTPServer)
        do {
            webhook = try Self.listen(configuration.webhook, Self.webhookOptions(configuration), intake)
            control = try Self.listen(configuration.control, Self.controlOptions, handler)
        } catch {
            throw Fatal(status: .cannotListen, message: "\(error)")
        }
        let file = OperatorTokenFile(
            token, url: "http://\(configuration.control.reachableHost):\(control.port)")
        return Listeners(webhook: webhook, control: control, token: file)
    }

    private static func intake(_ line: IntakeLine, ledger: String) -> OperatorIntake {
        let queue = DispatchQueue(label: "operator")
        return OperatorIntake(
            clock: SystemClock.now, sha256: { Fingerprint.sha256(of: $0) }, submit: { line.submit($0) },
            look: { tag, then in queue.async { then(OrderStanding.json(of: tag, in: ledger)) } })
    }

    /// Shows another certificate to senders that come from now on.
    func renew(_ identity: TLSIdentity) { listeners?.webhook.renew(identity) }

    /// Takes no new alerts, settles or records what is under way, and closes everything. To its end alerts are
    /// answered 503, and whoever asks is told that it stops.
    func stop() {
        listeners?.token.remove()
        line.close()
        sequencer.stop()
        line.end()
        for gateway in gateways { gateway.stop() }
        notifier?.stop()
        ledger.close()
        listeners?.stop()
    }

    /// Whether no account holds a position or has a working order, as the Desk knows it now.
    func isFlat() -> Bool {
        let answer = Mutex(false)
        let arrived = DispatchSemaphore(value: 0)
        sequencer.inspect { desk, _ in
            answer.withLock {
                $0 = desk.accounts.values.allSatisfy { $0.positions.isEmpty && $0.venueOrders.isEmpty }
            }
            arrived.signal()
        }
        arrived.wait()
        return answer.withLock { $0 }
    }

    /// Why nothing can be judged about an account yet; nil once its orders, positions and contracts are read.
    /// Whether it may trade is the gate's to say: closing needs no such leave.
    func obstacle(of account: AccountName) -> String? {
        let answer = Mutex<String?>(nil)
        let arrived = DispatchSemaphore(value: 0)
        sequencer.inspect { desk, _ in
            let book = desk.accounts[account]
            let gateway = book.flatMap { desk.gateways[$0.profile.gateway] }
            let isRead = book?.reconciledAt != nil && gateway?.contracts.isEmpty == false
            answer.withLock {
                $0 = isRead ? nil : gateway?.fault ?? "orders, positions and contracts have not been read"
            }
            arrived.signal()
        }
        arrived.wait()
        return answer.withLock { $0 }
    }

    /// Whether nothing of an account is on its way or left to be tidied.
    func isTidy(_ account: AccountName) -> Bool {
        let answer = Mutex(false)
        let arrived = DispatchSemaphore(value: 0)
        sequencer.inspect { desk, _ in
            answer.withLock { $0 = desk.isTidy(account) }
            arrived.signal()
        }
        arrived.wait()
        return answer.withLock { $0 }
    }

    // MARK: Parts

    private static let alarm: @Sendable (Span, @escaping @Sendable () -> Void) -> Void = { span, body in
        DispatchQueue.global().asyncAfter(
            deadline: .now() + .microseconds(Int(span.microseconds)), execute: body)
    }

    private static func openLedger(
        _ path: String, _ passing: @escaping @Sendable (Milestone) -> Void
    ) throws(Fatal) -> LedgerFile {
        do {
            try Folder.make(for: path)
            return try LedgerFile(path: path, logPagesMax: LedgerFile.servingLogPages, passing: passing)
        } catch let fault as LedgerFault {
            throw Fatal(ledger: fault)
        } catch {
            throw Fatal(status: .ledgerUnavailable, message: "\(error)")
        }
    }

    private static func gateways(
        _ configuration: Configuration, _ passing: @escaping @Sendable (Milestone) -> Void
    ) throws(Fatal) -> [GatewayClient] {
        let volumeRoots = configuration.volumeRoots
        var clients: [GatewayClient] = []
        for login in configuration.gateways {
            let mine = configuration.accounts.filter { $0.gateway == login.name }
            var options = GatewayClientOptions(
                name: login.name, rest: login.rest, userHub: login.userHub, username: login.username.reveal(),
                apiKey: login.apiKey.reveal(),
                accounts: Dictionary(mine.map { ($0.name, $0.id) }) { first, _ in first },
                roots: configuration.namedRoots, caFile: login.caFile, now: SystemClock.now, log: Console.log)
            options.logsOutOnStop = login.logsOutOnStop
            options.passing = passing
            options.volumeRoots = volumeRoots
            options.hubBytesMax = login.hubBytesMax ?? options.hubBytesMax
            if let most = login.requestsPerMinute { options.budget = RequestBudget(perMinute: most) }
            if login.tellsMarks {
                (options.marketHub, options.tellsMarks) = (login.marketHub, true)
                options.marketHours = MarketHours(chicago: try ZoneFile.chicago())
            }
            do { clients.append(try GatewayClient(options)) } catch {
                throw Fatal(status: .systemUnusable, message: "gateway \(login.name): \(error)")
            }
        }
        return clients
    }

    private static func sources(_ configuration: Configuration) throws(Fatal) -> SourceBook {
        guard let decoy = SharedSecret(try SecretText.fresh()) else {
            preconditionFailure("64 hexadecimal digits are a secret")
        }
        return SourceBook(configuration.sources, decoy: decoy)
    }

    private static func listen(
        _ endpoint: Configuration.Endpoint, _ options: HTTPServerOptions, _ handler: any HTTPHandler
    ) throws(HTTPServerError) -> HTTPServer {
        var options = options
        options.address = endpoint.address
        options.port = endpoint.port
        return try HTTPServer(options, handler: handler)
    }

    private static func webhookOptions(_ configuration: Configuration) -> HTTPServerOptions {
        var options = WebhookIntake.listenerOptions
        options.connectionsMax = configuration.connectionLimits.most
        options.connectionsPerAddressMax = configuration.connectionLimits.mostPerAddress
        options.addressesUnlimited = configuration.trustedProxies
        options.keptAddresses = configuration.trustedProxies
        options.tls = configuration.tls?.identity
        // Behind TLS each connection has a socket pair as well.
        OpenFilesLimit.raise(to: options.connectionsMax * (options.tls == nil ? 1 : 3) + 1_024)
        options.keptHeaders += configuration.certificateHeaders.names
        options.log = { Console.log("webhook=\"\($0)\"") }
        return options
    }

    private static var controlOptions: HTTPServerOptions {
        var options = HTTPServerOptions()
        // A message of 16 KiB in base64, for who asks what would become of it.
        options.bodyBytesMax = 24_576
        options.connectionsMax = 64
        options.log = { Console.log("control=\"\($0)\"") }
        return options
    }
}

/// Leads alerts to the sequencer from when it has taken up the ledger until a stop begins.
private final class IntakeLine: Sendable {
    private enum State {
        case waiting
        case open(Sequencer)
        case closed
        /// The sequencer has ended: nobody looks at its Desk any more.
        case ended
    }

    private let state = Mutex(State.waiting)

    func open(_ sequencer: Sequencer) { state.withLock { $0 = .open(sequencer) } }
    func close() { state.withLock { $0 = .closed } }
    func end() { state.withLock { $0 = .ended } }

    var isClosed: Bool { state.withLock { if case .closed = $0 { true } else { false } } }
    var hasEnded: Bool { state.withLock { if case .ended = $0 { true } else { false } } }

    /// - Returns: false when nothing is taken now, or too much waits.
    func submit(_ input: Input) -> Bool {
        guard case .open(let sequencer) = state.withLock({ $0 }) else { return false }
        return sequencer.submit(input)
    }
}

extension Fatal {
    init(ledger fault: LedgerFault) {
        let status: ExitStatus =
            switch fault.kind {
            case .inUse: .ledgerInUse
            case .unavailable: .ledgerUnavailable
            case .damaged: .ledgerDamaged
            case .tooNew: .ledgerTooNew
            }
        self.init(status: status, message: fault.description)
    }
}
