import Gateway
import Glibc
import Journey
import PaperVenue
import Trading

/// A paper venue with a client at it, and everything that the client said.
final class Bench: Sendable {
    static let first = AccountName("first")
    static let second = AccountName("second")
    static let firstID = AccountID(1_001)
    static let username = "trader-jo-of-the-tests"
    static let apiKey = "key-that-nobody-may-print="

    let venue: PaperVenue
    let client: GatewayClient
    let events = Collected<GatewayEvent>()
    let log = Collected<String>()
    let answers = Collected<GatewayAnswer>()

    init(
        venue change: (inout PaperVenueOptions) -> Void = { _ in },
        client configure: (inout GatewayTimings) -> Void = { _ in }, roots: Set<String> = ["MNQ"],
        accounts: [AccountName: AccountID] = [first: firstID, second: AccountID(1_002)],
        budget: RequestBudget? = nil
    ) throws {
        venue = try PaperVenue(Self.venueOptions(change))
        client = try Self.client(
            port: venue.port, configure: configure, roots: roots, accounts: accounts, budget: budget, log: log
        )
    }

    static func venueOptions(_ change: (inout PaperVenueOptions) -> Void = { _ in }) -> PaperVenueOptions {
        var options = PaperVenueOptions()
        options.stepMilliseconds = 0
        options.users = [
            VenueUser(
                name: username, key: apiKey,
                accounts: (1_001...1_002).map { VenueAccount(id: AccountID($0), bracketMode: .autoOCO) })
        ]
        change(&options)
        return options
    }

    static func client(
        port: UInt16, configure: (inout GatewayTimings) -> Void = { _ in }, roots: Set<String> = ["MNQ"],
        accounts: [AccountName: AccountID] = [first: firstID], budget: RequestBudget? = RequestBudget(),
        log: Collected<String>
    ) throws -> GatewayClient {
        var options = GatewayClientOptions(
            name: GatewayName("paper"), rest: "http://127.0.0.1:\(port)/",
            userHub: "http://127.0.0.1:\(port)/hubs/user", username: username, apiKey: apiKey,
            accounts: accounts, roots: roots, now: { now() }, log: { log.add($0) })
        configure(&options.timings)
        options.budget = budget
        return try GatewayClient(options)
    }

    static func now() -> Moment {
        Moment(wall: clock(CLOCK_REALTIME), steady: clock(CLOCK_BOOTTIME))
    }

    private static func clock(_ which: clockid_t) -> Timestamp {
        var time = timespec()
        precondition(clock_gettime(which, &time) == 0, "this clock can always be read")
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    func start() { client.start { [events] in events.add($0) } }

    /// Starts the client and waits until accounts and contracts are there.
    func startSignedIn() async throws {
        start()
        try await events.first { if case .contracts = $0 { true } else { false } }
    }

    /// The same, and the hub is ready too.
    func startReady() async throws {
        try await startSignedIn()
        try await ready()
    }

    func ready(from: Int = 0) async throws {
        try await events.first(from: from) { $0 == .stream(GatewayName("paper"), .ready) }
    }

    func perform(_ call: GatewayCall) async -> GatewayAnswer {
        let answer = await withCheckedContinuation { continuation in
            client.perform(call) { continuation.resume(returning: $0) }
        }
        answers.add(answer)
        return answer
    }

    func place(_ request: PlaceRequest) async throws -> Ending {
        let answer = await perform(.place(request))
        guard case .ended(let ending) = answer.result else { throw Unexpected(answer) }
        return ending
    }

    func lookUp(_ tag: String, since: Int64 = -60) async throws -> LookUp {
        let since = Bench.now().wall.advanced(by: .seconds(since))
        let answer = await perform(.lookUp(account: Self.first, tag: OrderTag(tag), since: since))
        guard case .lookedUp(let result) = answer.result else { throw Unexpected(answer) }
        return result
    }

    func snapshot(_ account: AccountName = first) async throws -> GatewaySnapshot {
        let since = Bench.now().wall.advanced(by: .seconds(-3_600))
        let answer = await perform(.snapshot(account: account, since: since))
        guard case .snapshot(let snapshot) = answer.result else { throw Unexpected(answer) }
        return snapshot
    }

    func mnq() throws -> Contract {
        guard let contract = venue.activeContract(root: "MNQ") else { throw Unexpected("no MNQ") }
        return contract
    }

    /// A market buy of one with a stop 40 ticks below and a target 80 above.
    func buy(
        _ tag: String, account: AccountName = first, size: Int64 = 1, bracket: Bool = true,
        notAfter: Timestamp? = nil
    ) throws -> PlaceRequest {
        guard let size = Size(size) else { throw Unexpected("no size") }
        return PlaceRequest(
            account: account, contract: try mnq().id, tag: OrderTag(tag), type: .market, side: .buy,
            size: size,
            bracket: bracket ? Bracket(stop: Ticks(40), target: Ticks(80)) : nil,
            notAfter: notAfter)
    }

    /// Whatever the client said in words, events and answers.
    var everythingSaid: [String] {
        log.all + events.all.map { String(reflecting: $0) } + answers.all.map { String(reflecting: $0) }
    }

    /// The secrets of this bench, found in anything said; tokens are known by how every one of them begins.
    var secretsSaid: [String] {
        everythingSaid.filter { said in
            [Self.username, Self.apiKey, "key-that-nobody", "eyJ", "access_token"].contains {
                said.contains($0)
            }
        }
    }

    func stop() {
        client.stop()
        venue.stop()
    }
}
