import Gateway
import Journey
import OwnThreads
import Testing
import Trading

/// The client against a hub that builds its frames by hand.
@Suite(.ownThreads, .timeLimit(.minutes(10)))
struct ScriptedHubTests {
    static let a = ContractID("CON.A")

    private static func quote(_ bid: String) -> String {
        #"{"type":1,"target":"GatewayQuote","arguments":["CON.A",{"bestBid":\#(bid)}]}"#
    }

    /// A depth record of at least so many bytes: bids downwards from 100 000, then a reset, then one ask.
    private static func depth(bytes: Int) -> [UInt8] {
        var rows: [String] = []
        var count = 0
        while count < bytes {
            let row =
                #"{"contractId":"CON.A","timestamp":"2026-10-05T14:30:01.4173693+00:00","type":2,"#
                + #""price":\#(100_000 - rows.count),"volume":2,"currentVolume":0}"#
            rows.append(row)
            count += row.utf8.count + 1
        }
        let record =
            #"{"type":1,"target":"GatewayDepth","arguments":["CON.A",["# + rows.joined(separator: ",") + "]]}"
        return Array(record.utf8) + [0x1E]
    }

    @Test(arguments: [1 << 30, 65_536, 1_000])
    func `a depth frame of 1,5 MiB passes, whole and in fragments`(size: Int) async throws {
        let frame = Self.depth(bytes: 3 << 19)
        let hub = try ScriptedHub { peer in
            peer.serve(subscriptions: 1)
            peer.sendFragments(frame, of: size)
            peer.linger()
        }
        defer { hub.stop() }
        let bench = try MarketBench(market: hub.address)
        defer { bench.stop() }
        try bench.start([Self.a], [.depth])
        let book = try await bench.depth()
        #expect(book.bids.count == DepthBook.levelsMaxDefault && book.isSound)
        #expect(book.bids.first?.price == Price("100000"))
        #expect(book.levelsDropped > 10_000 - DepthBook.levelsMaxDefault)
    }

    @Test(arguments: [true, false])
    func `beyond the cap it connects anew and says why`(isOneMessage: Bool) async throws {
        let hub = try ScriptedHub { peer in
            peer.serve(subscriptions: 1)
            if peer.index > 0 {
                peer.send(Self.quote("1"))
            } else if isOneMessage {
                peer.sendMessage([UInt8](repeating: 0x20, count: 70_000))
            } else {
                for _ in 0..<2 { peer.sendMessage([UInt8](repeating: 0x20, count: 40_000)) }
            }
            peer.linger()
        }
        defer { hub.stop() }
        let bench = try MarketBench(market: hub.address, client: { $0.hubBytesMax = 65_536 })
        defer { bench.stop() }
        try bench.start([Self.a])
        #expect(try await bench.down().contains("more than 65536 bytes"))
        try await bench.quote { $0.bid == Price("1") }
    }

    @Test func `batched, split and strange records are read as they are meant`() async throws {
        let hub = try ScriptedHub { peer in
            peer.serve(subscriptions: 1)
            let strange =
                #"{"type":1,"target":"GatewayMood","arguments":[{}]}"# + "\u{1E}" + #"{"type":99}"#
                + "\u{1E}nonsense\u{1E}{\"type\":6}\u{1E}"
            let bytes = Array((Self.quote("1") + "\u{1E}" + strange + Self.quote("2") + "\u{1E}").utf8)
            peer.sendMessage(bytes)
            for byte in Array((Self.quote("3") + "\u{1E}").utf8) { peer.sendMessage([byte]) }
            peer.linger()
        }
        defer { hub.stop() }
        let bench = try MarketBench(market: hub.address)
        defer { bench.stop() }
        try bench.start([Self.a])
        try await bench.quote { $0.bid == Price("3") }
        let bids = bench.events.all.compactMap { event in
            if case .quote(let quote) = event { quote.bid?.description } else { nil }
        }
        #expect(bids == ["1", "2", "3"])
    }

    @Test func `after a cut everything is subscribed again, and the quotes start anew`() async throws {
        let hub = try ScriptedHub { peer in
            peer.serve(subscriptions: 3)
            peer.send(
                peer.index == 0
                    ? #"{"type":1,"target":"GatewayQuote","arguments":["CON.A",{"bestBid":1,"bestAsk":2}]}"#
                    : #"{"type":1,"target":"GatewayQuote","arguments":["CON.A",{"bestBid":3}]}"#)
            if peer.index == 0 {
                _ = peer.next()
                peer.reset()
            }
            peer.linger()
        }
        defer { hub.stop() }
        let bench = try MarketBench(
            market: hub.address, client: { $0.timings.hubPingPeriod = .milliseconds(100) })
        defer { bench.stop() }
        try bench.start([Self.a], Set(MarketKind.allCases))
        let after = try await bench.quote { $0.bid == Price("3") }
        #expect(after.ask == nil)
        let calls = hub.received.all.filter { $0.contains("Subscribe") }
        #expect(calls.count == 6)
        #expect(Array(calls.prefix(3)) == Array(calls.suffix(3)))
        #expect(hub.received.all.contains(#"{"type":6}"#))
    }

    @Test func `a refused upgrade gets a new token once`() async throws {
        let hub = try ScriptedHub { peer in
            guard peer.index > 0 else { return peer.refuse("401 Unauthorized") }
            peer.serve(subscriptions: 1)
            peer.send(Self.quote("1"))
            peer.linger()
        }
        defer { hub.stop() }
        let bench = try MarketBench(market: hub.address)
        defer { bench.stop() }
        try bench.start([Self.a])
        try await bench.quote()
        #expect(bench.venue.calls(to: "/api/Auth/loginKey") == 2)
        #expect(hub.queries.count == 2 && Set(hub.queries.all).count == 2)
        #expect(bench.secretsSaid.isEmpty)
    }

    @Test(arguments: [
        (#"{"type":7,"error":"Going down.","allowReconnect":true}"#, "the server closed: Going down."),
        (
            #"{"type":7,"error":"Go away."}"#,
            "the server closed: Go away.; it did not ask for a new connection"
        ),
    ])
    func `whatever a close record allows, it connects anew and tells what was said`(
        record: String, reason: String
    ) async throws {
        let hub = try ScriptedHub { peer in
            peer.serve(subscriptions: 1)
            peer.send(peer.index == 0 ? record : Self.quote("1"))
            peer.linger()
        }
        defer { hub.stop() }
        let bench = try MarketBench(market: hub.address)
        defer { bench.stop() }
        try bench.start([Self.a])
        #expect(try await bench.down() == reason)
        try await bench.quote()
    }

    @Test func `a contract that is refused is told, and the other comes`() async throws {
        let hub = try ScriptedHub { peer in
            peer.serve(subscriptions: 0)
            peer.complete(peer.next(), error: "no such contract")
            peer.complete(peer.next())
            peer.send(#"{"type":1,"target":"GatewayQuote","arguments":["CON.B",{"bestBid":1}]}"#)
            peer.linger()
        }
        defer { hub.stop() }
        let bench = try MarketBench(market: hub.address)
        defer { bench.stop() }
        try bench.start([Self.a, ContractID("CON.B")])
        try await bench.quote { $0.contract == ContractID("CON.B") }
        #expect(bench.events.all.contains(.refused(Self.a, .quotes, reason: "no such contract")))
        #expect(bench.events.all.contains(.stream(.ready)))
    }

    @Test(arguments: [
        (false, "no answer to the handshake within 0.3 s"),
        (true, "no answer to 1 subscription within 0.3 s"),
    ])
    func `a hub that does not answer is given up in time`(shakes: Bool, reason: String) async throws {
        let hub = try ScriptedHub { peer in
            if peer.index > 0 {
                peer.serve(subscriptions: 1)
                peer.send(Self.quote("1"))
            } else if shakes {
                peer.serve(subscriptions: 0)
            } else {
                peer.upgrade()
            }
            peer.linger()
        }
        defer { hub.stop() }
        let bench = try MarketBench(
            market: hub.address, client: { $0.timings.hubAnswerTimeout = .milliseconds(300) })
        defer { bench.stop() }
        try bench.start([Self.a])
        #expect(try await bench.down() == reason)
        try await bench.quote()
    }

    @Test func `a logout of the market hub alone holds the user hub's next try back`() async throws {
        let hub = try ScriptedHub { peer in
            peer.serve(subscriptions: 1)
            if peer.index == 0 { peer.send(#"{"type":1,"target":"GatewayLogout","arguments":[]}"#) }
            peer.linger()
        }
        defer { hub.stop() }
        let bench = try MarketBench(
            market: hub.address,
            client: {
                $0.opensUserHub = true
                $0.timings.logoutWaits = [.seconds(2)]
            })
        defer { bench.stop() }
        let start = Bench.now().steady
        try bench.start([Self.a])
        try await bench.told.first { $0 == .stream(MarketBench.name, .ready) }
        #expect(try await bench.down().contains("GatewayLogout"))
        let told = bench.told.count
        bench.venue.inject(.hubClose(allowReconnect: true))
        try await bench.told.first(from: told) { $0 == .stream(MarketBench.name, .connecting) }
        #expect(Bench.now().steady.since(start) >= .seconds(2))
        try await bench.told.first(from: told) { $0 == .stream(MarketBench.name, .ready) }
    }
}
