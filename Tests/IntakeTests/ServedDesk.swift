import Dispatch
import HTTPClient
import HTTPServer
import Journey
import Synchronization
import Testing
import Trading
import Webhook

/// A listening webhook with a Desk behind it. Each delivery is judged from the same standing: two accounts that are
/// flat and agree with their venue.
final class ServedDesk: Sendable {
    /// What became of one body.
    struct Answer {
        let status: Int
        /// Every order that was written, approved or denied.
        let orders: [String]
    }

    private static let accounts = [(AccountName("one"), AccountID(1)), (AccountName("two"), AccountID(2))]
    private static let gateway = GatewayName("paper")
    private static let now = moment(0)

    private let intake: WebhookIntake
    private let server: HTTPServer
    private let client: HTTPClient
    private let standing: Desk
    private let wire: Wire

    init(_ sources: [Source]) throws {
        standing = try Self.standing(sources)
        let wire = Wire()
        self.wire = wire
        let decoy = try #require(SharedSecret(String(repeating: "z", count: 32)))
        intake = WebhookIntake(
            sources: SourceBook(sources, decoy: decoy), trustedProxies: ["127.0.0.1"],
            clock: { Self.now },
            submit: { input in
                wire.input.withLock { $0 = input }
                wire.happened.signal()
                return true
            })
        var options = WebhookIntake.listenerOptions
        options.keptAddresses = ["127.0.0.1"]
        server = try HTTPServer(options, handler: intake)
        client = try HTTPClient()
    }

    deinit {
        client.stop()
        server.stop()
    }

    /// What the threads of the listener and of the client tell the test's own, which runs the Desk.
    private final class Wire: Sendable {
        let happened = DispatchSemaphore(value: 0)
        let input = Mutex<Input?>(nil)
        /// Of the answer that came, zero for none at all.
        let status = Mutex<Int?>(nil)
    }

    /// Sends a body as a proxy of this machine would, and waits for its answer.
    func post(_ body: [UInt8], to source: String) throws -> Answer {
        let url = "http://127.0.0.1:\(server.port)/hooks/\(source)/\(Sample.secret)"
        let headers = [(name: WebhookIntake.forwardedHeader, value: "52.89.214.238")]
        client.send(HTTPClientRequest(.post, url: url, headers: headers, body: body)) { [wire] result in
            let status: Int = if case .success(let response) = result { response.status } else { 0 }
            wire.status.withLock { $0 = status }
            wire.happened.signal()
        }
        var orders: [String] = []
        while true {
            try #require(wire.happened.wait(timeout: .now() + .seconds(60)) == .success)
            if let input = wire.input.withLock({ $0.take() }) { orders += judge(input) }
            if let status = wire.status.withLock({ $0.take() }) {
                return Answer(status: status, orders: orders)
            }
        }
    }

    private func judge(_ input: Input) -> [String] {
        var desk = standing
        let decision = desk.handle(input, at: Self.now)
        for reply in decision.replies { intake.answer(reply) }
        return decision.rows.compactMap { row in
            guard case .order(let order) = row else { return nil }
            return [
                order.account.text, order.orderClass.rawValue, order.state.rawValue,
                order.side?.rawValue ?? "-", order.size.map { "\($0)" } ?? "-", order.type.word,
                order.limitPrice?.description ?? "-", order.stopPrice?.description ?? "-",
                order.bracket.map { "\($0)" } ?? "-",
            ].joined(separator: " ")
        }
    }

    // MARK: The standing

    private static func moment(_ milliseconds: Int64) -> Moment {
        let time = Timestamp(microseconds: 1_800_000_000_000_000 + milliseconds * 1_000)
        return Moment(wall: time, steady: time)
    }

    private static func standing(_ sources: [Source]) throws -> Desk {
        let tick = try #require(TickSize(nanos: 250_000_000))
        let limits = RiskLimits(sizeMax: 1_000, positionMax: 1_000)
        let settings = DeskSettings(
            maxAges: Dictionary(uniqueKeysWithValues: sources.map { ($0.name, .seconds(1_000_000_000)) }),
            rules: [
                Rule(
                    name: "all", when: Rule.Condition(),
                    to: accounts.map { Rule.Target(account: $0.0, root: "MNQ", size: .asAlerted) })
            ],
            accounts: accounts.map {
                AccountProfile(name: $0.0, gateway: gateway, id: $0.1, limits: limits)
            },
            chicago: ZoneRules(before: -5 * 3_600, changes: []))
        var desk = Desk(settings)
        var calls: [GatewayCall] = []
        var milliseconds: Int64 = -1_000
        func handle(_ input: Input) {
            milliseconds += 1
            calls += desk.handle(input, at: moment(milliseconds)).calls
        }
        let states = accounts.map { name, id in
            AccountState(
                account: name, id: id, name: name.text, balance: Money(tenThousandths: 500_000_000),
                canTrade: true, isVisible: true)
        }
        let contract = Contract(
            id: ContractID("CON.F.US.MNQ.H27"), name: "MNQH7", description: "MNQ", tickSize: tick,
            tickValue: Money(tenThousandths: 5_000), isActive: true, symbolID: "F.US.MNQ")
        handle(.event(.accounts(gateway, states)))
        handle(.event(.contracts(gateway, [contract])))
        handle(.event(.stream(gateway, .ready)))
        for call in calls {
            guard case .snapshot = call, let state = states.first(where: { $0.account == call.account })
            else { continue }
            let snapshot = GatewaySnapshot(
                account: state.account, askedAt: moment(milliseconds).steady, state: state, positions: [],
                orders: [], trades: [], faults: [])
            handle(
                .answer(
                    GatewayAnswer(
                        call: call, result: .snapshot(snapshot), sentAt: moment(milliseconds).wall,
                        endedAt: moment(milliseconds).wall, latency: .milliseconds(40))))
        }
        #expect(desk.accounts.values.allSatisfy { $0.reconciledAt != nil })
        return desk
    }
}
