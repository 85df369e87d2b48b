import Journey
import Trading

@testable import Gateway
@testable import Simulation

/// A real gateway client in a simulated world, for tests: what it was answered and told, and what it sent.
///
/// @unchecked Sendable: one thread runs a world.
final class ClientPlay: @unchecked Sendable {
    static let account = AccountName("one")
    static let number = AccountID(1_001)
    static let names = ["one", "two", "three", "four", "five"].map(AccountName.init)
    static let contract = ContractID("CON.F.US.MNQ.Z26")

    let timeline = Timeline(wall: Timestamp(microseconds: 1_795_446_000_000_000))
    let venue: SimulatedVenue
    let network: SimulatedNetwork
    private(set) var client: GatewayClient
    private(set) var answers: [GatewayAnswer] = []
    private(set) var events: [GatewayEvent] = []
    /// Every request that the venue answered, and what the network did.
    private(set) var log: [String] = []
    private var tags = 0
    private let count: Int

    init(seed: UInt64 = 1, faults: NetworkFaults = .calm, accounts count: Int = 1) {
        var dice = Dice(seed: seed)
        venue = SimulatedVenue(
            timeline: timeline, dice: dice.fork(), accounts: Self.accounts(count).values.sorted(),
            contracts: Self.contracts)
        network = SimulatedNetwork(timeline: timeline, dice: dice.fork(), venue: venue, faults: faults)
        self.count = count
        client = Self.client(network, count)
        venue.answered = { [unowned self] request, status in
            log.append(
                "\(timeline.steady) \(request.url) \(String(decoding: request.body, as: UTF8.self)) \(status)"
            )
        }
        venue.say = { [unowned self] in log.append("\(timeline.steady) \($0)") }
        network.say = { [unowned self] in log.append("\(timeline.steady) \($0)") }
        listen()
    }

    deinit { timeline.end() }

    private static let contracts = ["MNQ", "MES"].compactMap { root in
        TickSize(nanos: 250_000_000).map {
            Contract(
                id: ContractID("CON.F.US.\(root).Z26"), name: "\(root)Z6", description: root, tickSize: $0,
                tickValue: Money(tenThousandths: 5_000), isActive: true, symbolID: "F.US.\(root)")
        }
    }

    private static func accounts(_ count: Int) -> [AccountName: AccountID] {
        Dictionary(
            names.prefix(count).enumerated().map { ($1, AccountID(number.number + Int64($0))) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func client(_ network: SimulatedNetwork, _ count: Int) -> GatewayClient {
        let timeline = network.timeline
        let options = GatewayClientOptions(
            name: GatewayName("venue"), rest: "https://venue.test", userHub: "wss://hub.test/hubs/user",
            username: "trader", apiKey: "key", accounts: accounts(count), roots: ["MNQ"],
            now: { timeline.now })
        return GatewayClient(options, in: network.world())
    }

    private func listen() { client.start { [unowned self] in events.append($0) } }

    /// Kills the client, and starts another.
    func restart() {
        network.kill()
        client = Self.client(network, count)
        listen()
    }

    func run(for span: Span) {
        let end = timeline.steady.advanced(by: span)
        timeline.after(span) {}
        while let next = timeline.next, next <= end, timeline.step() {}
    }

    /// Turns the world until something is so.
    ///
    /// - Returns: whether it came to be so within ten simulated minutes.
    func run(until isSo: () -> Bool) -> Bool {
        let end = timeline.steady.advanced(by: .seconds(600))
        while !isSo() {
            guard let next = timeline.next, next <= end, timeline.step() else { return false }
        }
        return true
    }

    func runUntilReady() -> Bool { run { events.contains(.stream(client.name, .ready)) } }

    func perform(_ call: GatewayCall) { client.perform(call) { [unowned self] in answers.append($0) } }

    /// A market buy with both legs.
    @discardableResult
    func place(
        size: Int64 = 1, type: OrderType = .market, limit: Price? = nil, on account: AccountName = account
    ) -> OrderTag {
        tags += 1
        let tag = OrderTag("ab-test-\(tags)")
        guard let size = Size(size) else { preconditionFailure("it is above zero") }
        perform(
            .place(
                PlaceRequest(
                    account: account, contract: Self.contract, tag: tag, type: type, side: .buy,
                    size: size, limitPrice: limit, bracket: Bracket(stop: Ticks(40), target: Ticks(80)))))
        return tag
    }

    /// Performs a call and turns the world until it is answered.
    func ask(_ call: GatewayCall) -> GatewayResult? {
        let count = answers.count
        perform(call)
        return run { answers.count > count } ? answers.last?.result : nil
    }

    func placeAndWait() -> Ending? {
        let count = answers.count
        place()
        guard run(until: { answers.count > count }), case .ended(let ending)? = answers.last?.result else {
            return nil
        }
        return ending
    }
}
