import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct SignInWireTests {
    static let login = "/api/Auth/loginKey"

    private static func quickLogins(_ timings: inout GatewayTimings) {
        timings.loginWaits = [.milliseconds(50), .milliseconds(100)]
        timings.fatalLoginWait = .milliseconds(300)
    }

    private func isAccounts(_ event: GatewayEvent) -> Bool {
        if case .accounts = event { true } else { false }
    }

    private func reason(_ event: GatewayEvent) -> String? {
        if case .unreachable(_, let reason) = event { reason } else { nil }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a 401 on a read renews the token once and repeats the read once`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        bench.venue.inject(.unauthorized, on: "/api/Position/searchOpen")
        #expect(try await bench.snapshot().isComplete)
        #expect(bench.venue.calls(to: Self.login) == 2)
        #expect(bench.venue.calls(to: "/api/Position/searchOpen") == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a read that stays unauthorized is given up after one repeat`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startSignedIn()
        bench.venue.inject(.unauthorized, count: 9, on: "/api/Position/searchOpen")
        let snapshot = try await bench.snapshot()
        #expect(snapshot.positions == nil)
        #expect(snapshot.faults.first == "Position/searchOpen: HTTP 401")
        #expect(bench.venue.calls(to: "/api/Position/searchOpen") == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a short-lived token is renewed again and again without a login`() async throws {
        let bench = try Bench(venue: { $0.tokenLifeSeconds = 6 })
        defer { bench.stop() }
        try await bench.startSignedIn()
        try await bench.log.first { $0.contains("token=3") }
        #expect(try await bench.snapshot().isComplete)
        #expect(bench.venue.calls(to: Self.login) == 1)
        #expect(bench.venue.calls(to: "/api/Auth/validate") >= 2)
        #expect(bench.secretsSaid.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a renewal that fails becomes a login`() async throws {
        let bench = try Bench(venue: { $0.tokenLifeSeconds = 6 })
        defer { bench.stop() }
        bench.venue.inject(.badGateway, on: "/api/Auth/validate")
        try await bench.startSignedIn()
        try await bench.log.first { $0.contains("token=2") }
        #expect(bench.venue.calls(to: Self.login) == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a venue that is down at the start is reported and found when it comes up`() async throws {
        let reserved = try PaperVenue(Bench.venueOptions())
        let port = reserved.port
        reserved.stop()
        let log = Collected<String>()
        let events = Collected<GatewayEvent>()
        let client = try Bench.client(port: port, configure: Self.quickLogins, log: log)
        defer { client.stop() }
        client.start { events.add($0) }
        let down = try await events.first { reason($0) != nil }
        #expect(reason(down)?.isEmpty == false)
        let venue = try PaperVenue(Bench.venueOptions { $0.port = port })
        defer { venue.stop() }
        try await events.first { isAccounts($0) }
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [(3, "revoked"), (7, "agreements"), (9, "subscription"), (10, "firm")])
    func `a login refused for good says why in plain words and is tried again later`(
        code: Int, word: String
    ) async throws {
        let bench = try Bench(client: Self.quickLogins)
        defer { bench.stop() }
        bench.venue.inject(.refuseLogin(code: code), on: Self.login)
        bench.start()
        let event = try await bench.events.first { reason($0) != nil }
        #expect(reason(event)?.contains(word) == true)
        try await bench.events.first { isAccounts($0) }
        #expect(bench.secretsSaid.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `wrong credentials are never printed`() async throws {
        let bench = try Bench(
            venue: { $0.users = [VenueUser(name: Bench.username, key: "another", accounts: [])] },
            client: Self.quickLogins)
        defer { bench.stop() }
        bench.start()
        let event = try await bench.events.first { reason($0) != nil }
        #expect(reason(event)?.contains("InvalidCredentials") == true)
        #expect(bench.secretsSaid.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `accounts are read again and again, and one that is not listed is left out and told`() async throws {
        let bench = try Bench(
            client: { $0.accountsPeriod = .milliseconds(100) },
            accounts: [Bench.first: Bench.firstID, AccountName("gone"): AccountID(9_999)])
        defer { bench.stop() }
        bench.start()
        let first = try await bench.events.first { isAccounts($0) }
        let seen = bench.events.count
        try await bench.events.first(from: seen) { isAccounts($0) }
        guard case .accounts(_, let states) = first else { throw Unexpected(first) }
        #expect(states.map(\.account) == [Bench.first])
        try await bench.log.first { $0.contains("account=gone") }
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["/api/Account/search", "/api/Contract/available"])
    func `start-up reads that fail are reported and tried again`(path: String) async throws {
        let bench = try Bench(client: Self.quickLogins)
        defer { bench.stop() }
        bench.venue.inject(.nullList, on: path)
        bench.venue.inject(.badGateway, on: path)
        try await bench.startSignedIn()
        try await bench.events.first { isAccounts($0) }
        let reasons = bench.events.all.compactMap(reason)
        #expect(reasons.count == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a root that the venue does not know is told`() async throws {
        let bench = try Bench(roots: ["MNQ", "ZZZ"])
        defer { bench.stop() }
        try await bench.startSignedIn()
        #expect(bench.venue.calls(to: "/api/Contract/search") == 1)
        try await bench.log.first { $0.contains("root=ZZZ") }
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: ["Account/search", "Order/v2/query", "Position/searchOpen", "Trade/search"])
    func `a null list over the wire leaves its part unread`(path: String) async throws {
        let bench = try Bench(client: { $0.accountsPeriod = .seconds(3_600) })
        defer { bench.stop() }
        try await bench.startSignedIn()
        bench.venue.inject(.nullList, on: "/api/" + path)
        let snapshot = try await bench.snapshot()
        #expect(!snapshot.isComplete && snapshot.faults.count == 1)
        #expect(try await bench.snapshot().isComplete)
    }
}
