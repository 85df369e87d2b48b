import HTTPClient
import JSON
import OwnThreads
import Testing
import WebSocket

@testable import PaperVenue

/// Section 9.1: how a hub is opened.
@Suite(.ownThreads)
struct NegotiationTests {
    func hub(_ trader: Trader, _ path: String, headers: [(name: String, value: String)] = []) -> HubListener {
        HubListener(port: trader.venue.port, path: path, headers: headers)
    }

    /// The status that an upgrade was refused with.
    func refusal(_ hub: HubListener) async -> Int? {
        defer { hub.stop() }
        guard await hub.ended(), case .failed(_, let status) = hub.ending else { return nil }
        return status
    }

    @Test(arguments: ["user", "market"])
    func `9.1, opens what was negotiated by its token, once`(name: String) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call("/hubs/\(name)/negotiate?negotiateVersion=1", type: nil)
        #expect(answer["negotiateVersion"]?.int64 == 1)
        let id = try #require(answer["connectionId"]?.string)
        let token = try #require(answer["connectionToken"]?.string)
        #expect(id != token)
        let transport = answer["availableTransports"]?.elements.first
        #expect(transport?["transport"]?.string == "WebSockets")
        #expect(transport?["transferFormats"]?.elements.map(\.string) == ["Text", "Binary"])
        #expect(await refusal(hub(trader, "/hubs/\(name)?id=\(id)&access_token=\(trader.token)")) == 404)
        let open = hub(trader, "/hubs/\(name)?id=\(token)&access_token=\(trader.token)")
        defer { open.stop() }
        open.send(#"{"protocol":"json","version":1}"#)
        #expect(await open.told { $0 == "{}" })
        #expect(await refusal(hub(trader, "/hubs/\(name)?id=\(token)&access_token=\(trader.token)")) == 404)
    }

    @Test func `9.1, opens it by its id where no version was asked for`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call("/hubs/user/negotiate", type: nil)
        #expect(answer["negotiateVersion"]?.int64 == 0)
        #expect(answer["connectionToken"] == nil)
        let id = try #require(answer["connectionId"]?.string)
        #expect(await refusal(hub(trader, "/hubs/market?id=\(id)&access_token=\(trader.token)")) == 404)
        let open = hub(trader, "/HUBS/User/?id=\(id)&access_token=\(trader.token)")
        defer { open.stop() }
        #expect(await open.subscribe())
    }

    @Test func `9.1, takes the token from header or query, and answers a bad one with 401`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let byQuery = try await trader.call(
            "/hubs/user/negotiate?access_token=\(trader.token)", token: "x", type: nil)
        #expect(byQuery.status == 200)
        for path in ["/hubs/user/negotiate", "/hubs/user/negotiate?access_token=a.b.c"] {
            let answer = try await trader.call(path, token: "x", type: nil)
            #expect(answer.status == 401)
            #expect(answer.body.isEmpty)
        }
        let get = try await trader.call("/hubs/user/negotiate", type: nil, method: .get)
        #expect(get.status == 405)
        #expect(get.headers["Allow"] == "POST")
        #expect(await refusal(hub(trader, "/hubs/user?access_token=a.b.c")) == 401)
        #expect(await refusal(hub(trader, "/hubs/user")) == 401)
        #expect(await refusal(hub(trader, "/hubs/user?id=nope&access_token=\(trader.token)")) == 404)
        let plain = try await trader.call("/hubs/user", type: nil, method: .get)
        #expect(plain.status == 400)
        #expect(plain.text == "Connection ID required")
    }

    @Test func `9.1, lets an offer lapse after a minute, and keeps it to its user and hub`() throws {
        let negotiations = HubNegotiations()
        let offer = try #require(negotiations.offer(.user, to: "ann", version: 1, at: 0))
        let token = try #require(offer.connectionToken)
        #expect(!negotiations.take(token, on: .market, by: "ann", at: 1))
        #expect(!negotiations.take(token, on: .user, by: "bob", at: 1))
        #expect(negotiations.take(token, on: .user, by: "ann", at: 59_999_999))
        let late = try #require(negotiations.offer(.user, to: "ann", version: 0, at: 0))
        #expect(late.connectionToken == nil)
        #expect(!negotiations.take(late.connectionID, on: .user, by: "ann", at: 60_000_000))
    }

    @Test func `4.6, lets two connections of a user live, unless the switch evicts the earlier`()
        async throws
    {
        var options = PaperVenueOptions.still
        options.surface.evictsEarlier = true
        let trader = try await Trader(options)
        defer { trader.stop() }
        let first = hub(trader, "/hubs/user?access_token=\(trader.token)")
        try #require(await first.subscribe())
        let market = hub(trader, "/hubs/market?access_token=\(trader.token)")
        market.send(#"{"protocol":"json","version":1}"#)
        try #require(await market.told { $0 == "{}" })
        #expect(first.ending == nil)
        let second = hub(trader, "/hubs/user?access_token=\(trader.token)")
        defer {
            first.stop()
            second.stop()
            market.stop()
        }
        try #require(await second.subscribe())
        #expect(await first.ended())
        #expect(first.events.last == "GatewayLogout")
        #expect(market.ending == nil)
        #expect(second.ending == nil)
    }

    @Test func `9.2, completes with or without a null result, as the switch says`() async throws {
        var options = PaperVenueOptions.still
        options.surface.completesWithNull = false
        options.surface.wrapsEvents = false
        let trader = try await Trader(options)
        let open = hub(trader, "/hubs/user?access_token=\(trader.token)")
        defer {
            open.stop()
            trader.stop()
        }
        open.send(#"{"protocol":"json","version":1}"#)
        open.send(#"{"type":1,"invocationId":"7","target":"SubscribeOrders","arguments":[1001]}"#)
        #expect(await open.told { $0 == #"{"type":3,"invocationId":"7"}"# })
        _ = try await trader.place()
        #expect(
            await open.told { $0.hasPrefix(#"{"type":1,"target":"GatewayUserOrder","arguments":[{"id":"#) })
    }
}
