import Journey
import Synchronization
import Testing
import Trading

@testable import Engine

/// A sequencer turned by hand, with a clock that stands until it is moved, over a ledger that fails when told.
final class OutageFixture {
    static let account = Fixture.account
    static let gatewayName = GatewayName("paper")

    /// Notes every call; the test answers.
    final class Venue: GatewayPort {
        let name = OutageFixture.gatewayName
        let calls = Box<[(call: GatewayCall, then: @Sendable (GatewayAnswer) -> Void)]>([])
        func start(events: @escaping @Sendable (GatewayEvent) -> Void) {}
        func stop() {}
        func perform(_ call: GatewayCall, then: @escaping @Sendable (GatewayAnswer) -> Void) {
            calls.value.withLock { $0.append((call, then)) }
        }
    }

    let ledger = MemoryLedger()
    let venue = Venue()
    let replies = Box<[AlertReply]>([])
    let logs = Box<[String]>([])
    private let micros = Box<Int64>(1_791_210_600_000_000)
    private let sequencer: Sequencer
    var loop: SequencerLoop
    /// Every call that was made, in order.
    private(set) var made: [GatewayCall] = []
    /// What a snapshot shows.
    var positions: [Position] = []
    private var lastID: UInt64 = 0

    init(keepsDeliveries: Span? = nil, notify: [NotifyTarget] = []) throws {
        let (micros, replies, logs) = (micros, replies, logs)
        let target = Rule.Target(
            account: Self.account, root: "MNQ", size: .asAlerted,
            bracket: Bracket(stop: Ticks(80), target: nil))
        let settings = DeskSettings(
            maxAges: ["orb": .seconds(30)],
            rules: [Rule(name: "all", when: Rule.Condition(), to: [target])],
            accounts: [
                AccountProfile(
                    name: Self.account, gateway: Self.gatewayName, id: AccountID(1001),
                    limits: RiskLimits(sizeMax: 2, positionMax: 10))
            ], chicago: ZoneRules(before: -21_600, changes: []), notify: notify)
        sequencer = Sequencer(
            settings: settings,
            ports: Sequencer.Ports(
                ledger: ledger, gateways: [venue],
                clock: {
                    let time = Timestamp(microseconds: micros.value.withLock { $0 })
                    return Moment(wall: time, steady: time)
                },
                reply: { reply in replies.value.withLock { $0.append(reply) } }, tell: { _ in },
                log: { line in logs.value.withLock { $0.append(line) } }), keepsDeliveries: keepsDeliveries)
        loop = try sequencer.begin()
        try connect()
    }

    private func connect() throws {
        let contract = Contract(
            id: Fixture.contract, name: "MNQZ6", description: "", tickSize: try #require(TickSize("0.25")),
            tickValue: Money(tenThousandths: 5_000), isActive: true, symbolID: "F.US.MNQ")
        submit(.event(.contracts(Self.gatewayName, [contract])))
        submit(.event(.stream(Self.gatewayName, .ready)))
        settle()
        #expect(desk.accounts[Self.account]?.reconciledAt != nil)
    }

    var now: Timestamp { Timestamp(microseconds: micros.value.withLock { $0 }) }
    var desk: Desk { loop.desk }
    var outcomes: [AlertOutcome] { replies.value.withLock { $0.map(\.outcome) } }

    func submit(_ input: Input) { _ = sequencer.submit(input) }

    func pass(_ span: Span) { micros.value.withLock { $0 += span.microseconds } }

    /// Turns until nothing more happens; snapshots are answered, other calls wait for the test.
    func settle() {
        for _ in 0..<50 {
            pass(.milliseconds(1))
            let isBusy = loop.turn() || loop.nextDue.map { $0 <= now } == true
            let answered = answer { call in
                guard case .snapshot(let account, _, _) = call else { return nil }
                return .snapshot(snapshot(of: account))
            }
            if !isBusy && answered == 0 { return }
        }
    }

    /// Lets time pass in steps, so that everything due in between is done.
    func live(seconds: Int64) {
        for _ in 0..<(seconds * 2) {
            pass(.milliseconds(500))
            settle()
        }
    }

    /// Answers the waiting calls for which there is an answer.
    ///
    /// - Returns: How many.
    @discardableResult
    func answer(_ result: (GatewayCall) -> GatewayResult?) -> Int {
        let waiting = venue.calls.value.withLock { calls in
            defer { calls = [] }
            return calls
        }
        var count = 0
        for (call, then) in waiting {
            if let result = result(call) {
                count += 1
                made.append(call)
                then(
                    GatewayAnswer(
                        call: call, result: result, sentAt: now, endedAt: now, latency: .milliseconds(1)))
            } else {
                venue.calls.value.withLock { $0.append((call, then)) }
            }
        }
        return count
    }

    /// Calls that can move money and wait for their answer.
    var waiting: [GatewayCall] { venue.calls.value.withLock { $0.map(\.call) }.filter(\.movesMoney) }
    var movedMoney: [GatewayCall] { made.filter(\.movesMoney) }

    private func snapshot(of account: AccountName) -> GatewaySnapshot {
        let state = AccountState(
            account: account, id: AccountID(1001), name: "PAPER", balance: .zero, canTrade: true,
            isVisible: true)
        return GatewaySnapshot(
            account: account, askedAt: now, state: state, positions: positions, orders: [], trades: [],
            faults: [])
    }

    func hold(_ contracts: Int64) {
        let position = Position(
            contract: Fixture.contract, signedSize: contracts, averagePrice: Price(nanos: 21_450_000_000_000))
        positions = contracts == 0 ? [] : [position]
        submit(.event(.position(Self.account, position)))
    }

    /// - Returns: The alert's fingerprint.
    @discardableResult
    func send(_ id: UInt8, _ action: Alert.Action = .buy) throws -> Fingerprint {
        lastID += 1
        let fingerprint = try #require(Fingerprint(Array(repeating: id, count: 32)))
        let isClose = action == .close
        let alert = Alert(
            source: "orb", dialect: "native", id: "\(id)", symbol: try #require(ChartSymbol("NQ1!")),
            action: action, intent: isClose ? .close : .enter(.buy), size: isClose ? nil : Size(1),
            canonical: Array("{\"id\":\(id)}".utf8))
        let delivery = Delivery(source: "orb", peer: "127.0.0.1", acceptedAt: now, bodyAt: now, body: [])
        let identity = AlertIdentity(
            key: fingerprint, fingerprint: fingerprint, window: AlertIdentity.longWindow)
        submit(
            .arrival(
                Arrival(delivery: delivery, content: .alert(alert, identity), reply: ReplyID(lastID))))
        return fingerprint
    }
}

extension OutageFixture {
    /// Asks for something by hand.
    ///
    /// - Parameter members: Of the request, besides its id and its account.
    func ask(_ members: String) throws {
        let body = #"{"id":"by-hand","account":"paper-1",\#(members)}"#
        let request = try OperatorReader.read(Array(body.utf8))
        let fingerprint = try #require(Fingerprint(Array(repeating: 200, count: 32)))
        let delivery = Delivery(
            source: OperatorRequest.source, peer: "127.0.0.1", acceptedAt: now, bodyAt: now, body: [])
        submit(
            .arrival(
                Arrival(
                    delivery: delivery,
                    content: .request(request, AlertIdentity(of: request) { _ in fingerprint }),
                    reply: ReplyID(200))))
    }
}

extension MemoryLedger {
    var attempts: [AttemptRow] {
        var last: [String: AttemptRow] = [:]
        for case .attempt(let row) in rows { last["\(row.tag) \(row.number)"] = row }
        return last.values.sorted { ($0.tag, $0.number) < ($1.tag, $1.number) }
    }

    var openLocks: [LockRow] {
        var last: [Int64: LockRow] = [:]
        for case .lock(let row) in rows { last[row.id] = row }
        return last.values.filter { $0.clearedAt == nil }
    }

    var audits: [AuditRow] { rows.compactMap { if case .audit(let row) = $0 { row } else { nil } } }
}
