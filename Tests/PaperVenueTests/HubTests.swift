import HTTPClient
import JSON
import OwnThreads
import Testing
import Trading
import WebSocket

@testable import PaperVenue

@Suite(.ownThreads)
struct HubTests {
    let bracket =
        #""customTag":"k","stopLossBracket":{"ticks":-40,"type":4},"takeProfitBracket":{"ticks":80,"type":1}"#

    func listen(to trader: Trader) -> HubListener {
        HubListener(port: trader.venue.port, path: "/hubs/user?access_token=\(trader.token)")
    }

    /// The integration test of the specification, steps 4 to 11.
    @Test(arguments: [true, false])
    func `tells a bracketed trade from entry to flat`(gate: Bool) async throws {
        var options = PaperVenueOptions.still
        options.canCutConnections = gate
        let trader = try await Trader(options)
        let hub = listen(to: trader)
        defer {
            hub.stop()
            trader.stop()
        }
        try #require(await hub.subscribe())
        #expect(try await trader.place(bracket).code == 0)
        try #require(await hub.wait { records, _ in records.count { $0.contains("-SL") } == 2 })
        #expect(
            hub.events == [
                "order k-SL 8", "order k 6", "order k-TP 8", "order k 2", "trade -", "position 1 2",
                "account 49998.78", "order k-TP 1", "order k-SL 1",
            ])
        let stop = try #require(trader.venue.orders(ofTag: "k-SL").first?.id)
        let moved = try await trader.call(
            "/api/Order/modify", #"{"accountId":1001,"orderId":\#(stop),"stopPrice":24995.25}"#)
        #expect(moved.code == 0)
        try #require(await hub.told { $0.contains(#""stopPrice":24995.25"#) })
        trader.venue.setPrice(trader.mnq, try #require(Price("25020.25")))
        try #require(await hub.wait { records, _ in records.contains { $0.contains(#""status":3"#) } })
        #expect(
            hub.events.suffix(6) == [
                "order k-SL 1", "order k-TP 2", "trade 80", "position 0 0", "account 50077.56",
                "order k-SL 3",
            ])
        let open = try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#)
        #expect(open["orders"]?.count == 0)
        let rows = try await trader.call(
            "/api/Order/search", #"{"accountId":1001,"startTimestamp":"2026-01-01T00:00:00Z"}"#)
        #expect(rows["orders"]?.elements.map { $0["status"]?.int64 } == [2, 3, 2])
        #expect(try await trader.place(#""customTag":"k""#).code == 2)
    }

    @Test func `takes the token from the query or from the header, and no bad one`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let bearer = HubListener(
            port: trader.venue.port, path: "/hubs/user",
            headers: [("Authorization", "Bearer \(trader.token)")])
        defer { bearer.stop() }
        #expect(await bearer.subscribe())
        let forged = HubListener(port: trader.venue.port, path: "/hubs/user?access_token=a.b.c")
        defer { forged.stop() }
        #expect(await forged.ended())
        guard case .failed(_, let status) = forged.ending else {
            Issue.record("a forged token was let in")
            return
        }
        #expect(status == 401)
    }

    @Test func `negotiates with whoever asks`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call("/hubs/user/negotiate?negotiateVersion=1", type: nil)
        #expect(answer["availableTransports"]?.elements.first?["transport"]?.string == "WebSockets")
        let id = try #require(answer["connectionToken"]?.string)
        let hub = HubListener(
            port: trader.venue.port, path: "/hubs/user?id=\(id)&access_token=\(trader.token)")
        defer { hub.stop() }
        #expect(await hub.subscribe())
        let refused = try await trader.call("/hubs/user/negotiate", token: "x", type: nil)
        #expect(refused.status == 401)
    }

    @Test func `tells nothing to whoever subscribed to nothing`() async throws {
        let trader = try await Trader()
        let hub = listen(to: trader)
        let other = listen(to: trader)
        defer {
            hub.stop()
            other.stop()
            trader.stop()
        }
        other.send(#"{"protocol":"json","version":0}"#)
        try #require(await other.told { $0 == "{}" })
        try #require(await hub.subscribe())
        #expect(try await trader.place().code == 0)
        try #require(await hub.wait { records, _ in records.contains { $0.contains("GatewayUserAccount") } })
        #expect(other.events.isEmpty)
    }

    @Test func `pings by itself`() async throws {
        var options = PaperVenueOptions.still
        options.pingSeconds = 1
        let trader = try await Trader(options)
        let hub = listen(to: trader)
        defer {
            hub.stop()
            trader.stop()
        }
        hub.send(#"{"protocol":"json","version":1}"#)
        #expect(await hub.told { $0 == #"{"type":6}"# })
    }

    @Test func `cuts the hub in the middle of a fill, and REST still knows`() async throws {
        let trader = try await Trader()
        let hub = listen(to: trader)
        defer {
            hub.stop()
            trader.stop()
        }
        try #require(await hub.subscribe())
        trader.venue.inject(.hubCut(losing: 1))
        #expect(try await trader.place(bracket).code == 0)
        #expect(await hub.ended())
        guard case .failed = hub.ending else {
            Issue.record("the hub said goodbye")
            return
        }
        #expect(hub.events.isEmpty)
        let filled = try await eventually {
            try await trader.call("/api/Position/searchOpen", #"{"accountId":1001}"#)["positions"]?.count == 1
        }
        #expect(filled)
        let again = listen(to: trader)
        defer { again.stop() }
        #expect(await again.subscribe())
    }

    @Test(arguments: [true, false])
    func `closes the hub with a close frame`(allowReconnect: Bool) async throws {
        let trader = try await Trader()
        let hub = listen(to: trader)
        defer {
            hub.stop()
            trader.stop()
        }
        try #require(await hub.subscribe())
        trader.venue.inject(.hubClose(allowReconnect: allowReconnect))
        #expect(await hub.ended())
        #expect(hub.records.last?.contains(#""type":7"#) == true)
        #expect(hub.records.last?.contains(#""allowReconnect":\#(allowReconnect)"#) == true)
        guard case .closed = hub.ending else {
            Issue.record("the hub broke off instead of closing: \(String(describing: hub.ending))")
            return
        }
    }

    @Test func `misses, repeats and invents events, and logs out`() async throws {
        let trader = try await Trader()
        let hub = listen(to: trader)
        defer {
            hub.stop()
            trader.stop()
        }
        try #require(await hub.subscribe())
        trader.venue.inject(.missEvent(.filledOrder))
        trader.venue.inject(.repeatEvent(.trade))
        _ = try await trader.place(#""customTag":"k""#)
        try #require(await hub.told { $0.contains("GatewayUserAccount") })
        #expect(hub.events == ["order k 6", "trade -", "trade -", "position 1 2", "account 49998.78"])
        trader.venue.inject(.strangeEvents)
        trader.venue.inject(.hubLogout)
        #expect(await hub.told { $0.contains("GatewayLogout") })
        #expect(hub.events.suffix(3) == ["GatewayUserWeather", "order - 42", "GatewayLogout"])
    }

    @Test func `falls silent, but not for whoever comes later`() async throws {
        let trader = try await Trader()
        let hub = listen(to: trader)
        defer {
            hub.stop()
            trader.stop()
        }
        try #require(await hub.subscribe())
        trader.venue.inject(.hubSilent)
        let later = listen(to: trader)
        defer { later.stop() }
        try #require(await later.subscribe())
        _ = try await trader.place()
        #expect(await later.told { $0.contains("GatewayUserTrade") })
        #expect(hub.events.isEmpty)
        #expect(hub.ending == nil)
    }

    @Test func `counts who is there`() async throws {
        let trader = try await Trader()
        let hub = listen(to: trader)
        defer { trader.stop() }
        try #require(await hub.subscribe())
        #expect(trader.venue.hubConnections == 1)
        hub.stop()
        #expect(await eventually { trader.venue.hubConnections == 0 })
    }
}
