import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct HubWireTests {
    private static let gateway = GatewayName("paper")

    private static func quickHub(_ timings: inout GatewayTimings) {
        timings.hubWaits = [.zero, .milliseconds(50), .milliseconds(100)]
        timings.logoutWaits = [.milliseconds(50), .milliseconds(60), .milliseconds(70)]
    }

    private func isDown(_ event: GatewayEvent) -> Bool {
        if case .stream(_, .down) = event { true } else { false }
    }

    private func isPosition(_ event: GatewayEvent, of size: Int64) -> Bool {
        if case .position(_, let position) = event { position.signedSize == size } else { false }
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [VenueFault.hubClose(allowReconnect: true), .hubClose(allowReconnect: false), .hubLogout])
    func `a hub that closes comes back with all its subscriptions`(fault: VenueFault) async throws {
        let bench = try Bench(client: Self.quickHub)
        defer { bench.stop() }
        try await bench.startReady()
        let seen = bench.events.count
        bench.venue.inject(fault)
        try await bench.events.first(from: seen) { isDown($0) }
        try await bench.ready(from: seen)
        _ = try await bench.place(bench.buy("k", account: Bench.second))
        try await bench.events.first(from: seen) { isPosition($0, of: 1) }
        #expect(bench.secretsSaid.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `events lost with a cut are found by the snapshot after the next ready`() async throws {
        let bench = try Bench(client: Self.quickHub)
        defer { bench.stop() }
        try await bench.startReady()
        let seen = bench.events.count
        bench.venue.inject(.hubCut(losing: 3))
        _ = try await bench.place(bench.buy("k"))
        try await bench.events.first(from: seen) { isDown($0) }
        try await bench.ready(from: seen)
        let snapshot = try await bench.snapshot()
        #expect(snapshot.positions?.map(\.signedSize) == [1])
        #expect(snapshot.orders?.count == 2)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a silent hub is down, and comes back`() async throws {
        let bench = try Bench(
            venue: { $0.pingSeconds = 1 },
            client: {
                Self.quickHub(&$0)
                $0.hubPingPeriod = .milliseconds(300)
                $0.hubSilenceMax = .seconds(4)
            })
        defer { bench.stop() }
        try await bench.startReady()
        let seen = bench.events.count
        bench.venue.inject(.hubSilent)
        try await bench.events.first(from: seen) {
            $0 == .stream(Self.gateway, .down(reason: "silent for 4 s"))
        }
        try await bench.ready(from: seen)
    }

    @Test(.timeLimit(.minutes(10)))
    func `the fourth logout in a row ends the tries`() async throws {
        let bench = try Bench(client: Self.quickHub)
        defer { bench.stop() }
        try await bench.startReady()
        for _ in 0..<3 {
            let seen = bench.events.count
            bench.venue.inject(.hubLogout)
            try await bench.ready(from: seen)
        }
        bench.venue.inject(.hubLogout)
        try await bench.events.first { $0 == .stream(Self.gateway, .evicted) }
        #expect(try await bench.snapshot().isComplete)
        #expect(bench.events.all.last == .stream(Self.gateway, .evicted))
    }

    @Test(.timeLimit(.minutes(10)))
    func `strange, repeated and reversed events do no harm`() async throws {
        let bench = try Bench(client: Self.quickHub)
        defer { bench.stop() }
        try await bench.startReady()
        bench.venue.inject(.strangeEvents)
        bench.venue.inject(.reverseEvents)
        bench.venue.inject(.repeatEvent(.position))
        _ = try await bench.place(bench.buy("k"))
        try await bench.events.first { isPosition($0, of: 1) }
        #expect(!bench.events.all.contains { isDown($0) })
    }

    @Test(.timeLimit(.minutes(10)))
    func `after a stop the venue sees no connection and the client says nothing`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startReady()
        bench.client.stop()
        let seen = bench.events.count
        bench.venue.inject(.hubLogout)
        bench.client.stop()
        #expect(bench.events.count == seen)
    }

    @Test(.timeLimit(.minutes(10)))
    func `an account that may trade again is followed on the same connection`() async throws {
        let bench = try Bench(client: {
            Self.quickHub(&$0)
            $0.accountsPeriod = .milliseconds(200)
        })
        defer { bench.stop() }
        let second = AccountID(1_002)
        bench.venue.setCanTrade(second, false)
        try await bench.startReady()
        let seen = bench.events.count
        bench.venue.setCanTrade(second, true)
        try await bench.events.first(from: seen) { $0 == .stream(Self.gateway, .connecting) }
        try await bench.ready(from: seen)
        _ = try await bench.place(bench.buy("k", account: Bench.second))
        try await bench.events.first(from: seen) { isPosition($0, of: 1) }
        #expect(!bench.events.all.contains { isDown($0) })
    }
}
