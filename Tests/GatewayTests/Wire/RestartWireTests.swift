import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

@testable import Gateway

/// A venue that goes and comes, and a budget that runs out.
@Suite(.ownThreads)
struct RestartWireTests {
    private static func quick(_ timings: inout GatewayTimings) {
        timings.loginWaits = [.milliseconds(50), .milliseconds(100)]
        timings.hubWaits = [.zero, .milliseconds(50), .milliseconds(100)]
        timings.accountsPeriod = .milliseconds(100)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a venue that comes back and knows no token of before is signed in at again, hub and all`()
        async throws
    {
        let first = try PaperVenue(Bench.venueOptions())
        let port = first.port
        let log = Collected<String>()
        let events = Collected<GatewayEvent>()
        let client = try Bench.client(port: port, configure: Self.quick, log: log)
        defer { client.stop() }
        client.start { events.add($0) }
        try await events.first { $0 == .stream(GatewayName("paper"), .ready) }

        let seen = events.count
        first.stop()
        try await events.first(from: seen) { if case .stream(_, .down) = $0 { true } else { false } }
        try await events.first(from: seen) { if case .unreachable = $0 { true } else { false } }
        let back = try PaperVenue(
            Bench.venueOptions {
                $0.port = port
                $0.seed = 2
            })
        defer { back.stop() }
        let later = events.count
        try await events.first(from: later) { $0 == .stream(GatewayName("paper"), .ready) }
        try await events.first(from: later) { if case .accounts = $0 { true } else { false } }
        #expect(back.calls(to: "/api/Auth/loginKey") >= 1)
        #expect(back.hubConnections == 1)
        let said = log.all + events.all.map { String(reflecting: $0) }
        #expect(!said.contains { $0.contains("eyJ") || $0.contains(Bench.apiKey) })
    }

    @Test(.timeLimit(.minutes(10)))
    func `with a used-up budget orders end unsent at their age, and the rest waits until the stop`()
        async throws
    {
        // One login, accounts and contracts; then one more request.
        let bench = try Bench(budget: RequestBudget(requestsMax: 4, readsUpTo: 3))
        defer { bench.stop() }
        try await bench.startSignedIn()
        let waiting = Collected<GatewayAnswer>()
        bench.client.perform(.snapshot(account: Bench.first, since: Bench.now().wall)) { waiting.add($0) }
        #expect(try await bench.place(bench.buy("k1")).word == "accepted")
        let asked = Bench.now().steady
        let limit = asked.advanced(by: .milliseconds(200))
        guard case .notSent(let unsent) = try await bench.place(bench.buy("k2", notAfter: limit)) else {
            return #expect(Bool(false), "it left, or was refused")
        }
        #expect(unsent.why == Turnstile.tooOld)
        #expect(unsent.shortage?.used == 4 && unsent.shortage?.usedMax == 4)
        #expect(Bench.now().steady >= limit)
        bench.client.perform(.place(try bench.buy("k3"))) { waiting.add($0) }
        bench.client.perform(.cancel(account: Bench.first, order: OrderID(1))) { waiting.add($0) }
        #expect(bench.venue.copies(ofTag: "k2") == 0)
        #expect(waiting.count == 0)
        bench.client.stop()
        #expect(waiting.count == 3)
        for answer in waiting.all {
            switch answer.result {
            case .snapshot(let snapshot): #expect(!snapshot.isComplete)
            case .ended(let ending): #expect(ending == .notSent("the client stops"))
            case .lookedUp: #expect(Bool(false), "nothing was looked up")
            }
        }
        #expect(bench.venue.copies(ofTag: "k3") == 0)
    }
}
