import Testing
import Trading

@testable import PaperVenue

struct MarketHubTests {
    let reach = Reach(.paper(accounts: 1))

    func text(_ actions: [HubRoom.Action]) -> [String] {
        actions.compactMap { action in
            if case .send(_, let bytes) = action {
                String(decoding: bytes.dropLast(), as: UTF8.self)
            } else {
                nil
            }
        }
    }

    /// Member 1 on the market hub, having said what is given.
    func room(_ calls: [(target: String, argument: String)]) -> HubRoom {
        var room = HubRoom(pingSeconds: 15, wrapsEvents: true)
        room.join(1, on: .market, reach: reach, at: 0)
        _ = room.received(Array(#"{"protocol":"json","version":1}"#.utf8) + [0x1E], from: 1, at: 0)
        for call in calls {
            let record = #"{"type":1,"target":"\#(call.target)","arguments":[\#(call.argument)]}"#
            _ = room.received(Array(record.utf8) + [0x1E], from: 1, at: 0)
        }
        return room
    }

    func look(_ last: String) throws -> MarketLook {
        let price = try #require(Price(last))
        let tick = try #require(TickSize("0.25"))
        let ask = try #require(tick.price(Ticks(1), from: price))
        return MarketLook(
            contract: Bench.mnq, symbolID: "F.US.MNQ", tick: tick,
            quote: VenueQuote(last: price, bid: price, ask: ask), at: Bench.start)
    }

    @Test func `sends a quote when it moves, and again after a second when it does not`() throws {
        var room = room([("SubscribeContractQuotes", #""CON.F.US.MNQ.Z26""#)])
        #expect(room.marketContracts == [Bench.mnq])
        let head = #"{"type":1,"target":"GatewayQuote","arguments":["CON.F.US.MNQ.Z26",{"symbol":"F.US.MNQ","#
        let times =
            #""lastUpdated":"2026-10-05T14:30:00.0000001+00:00","#
            + #""timestamp":"2026-10-05T14:30:00.0000001+00:00","#
        let tail = times + #""contract":"CON.F.US.MNQ.Z26"}]}"#
        #expect(
            text(room.show([try look("25000.25")], at: 0)) == [
                head + #""lastPrice":25000.25,"bestBid":25000.25,"bestAsk":25000.5,"# + tail
            ])
        #expect(room.show([try look("25000.25")], at: 999_999).isEmpty)
        #expect(
            text(room.show([try look("25000.25")], at: 1_000_000)) == [
                head + #""bestBid":25000.25,"bestAsk":25000.5,"# + tail
            ])
        #expect(room.show([try look("25000.5")], at: 1_000_001).count == 1)
    }

    @Test func `sends prints and depth as arrays`() throws {
        var room = room([
            ("SubscribeContractTrades", #""CON.F.US.MNQ.Z26""#),
            ("SubscribeContractMarketDepth", #""CON.F.US.MNQ.Z26""#),
        ])
        let sent = text(room.show([try look("25000.25")], at: 0))
        #expect(sent.count == 2)
        #expect(sent[0].contains(#""GatewayTrade","arguments":["CON.F.US.MNQ.Z26",[{"symbolId":"F.US.MNQ""#))
        #expect(sent[1].contains(#""GatewayDepth","arguments":["CON.F.US.MNQ.Z26",[{"contractId""#))
        #expect(text(room.show([try look("25000")], at: 1)).first?.contains(#""type":1,"volume":1"#) == true)
    }

    @Test func `tells nobody of what was unsubscribed, and no user of prices`() throws {
        var off = room([
            ("SubscribeContractQuotes", #""CON.F.US.MNQ.Z26""#),
            ("UnsubscribeContractQuotes", #""CON.F.US.MNQ.Z26""#),
        ])
        #expect(off.marketContracts.isEmpty)
        #expect(off.show([try look("25000.25")], at: 0).isEmpty)
    }

    @Test func `goes on pinging while its market is silent`() throws {
        var room = room([("SubscribeContractQuotes", #""CON.F.US.MNQ.Z26""#)])
        _ = room.suffer(.marketSilent)
        #expect(room.show([try look("25000.25")], at: 0).isEmpty)
        #expect(room.tick(at: 15_000_000) == [.send(1, HubFrame.ping)])
    }

    @Test func `is not touched by what meets the user hub`() {
        var room = room([])
        #expect(room.suffer(.hubClose(allowReconnect: true)).isEmpty)
        #expect(room.suffer(.hubSilent).isEmpty)
        #expect(room.memberIDs == [1])
    }

    @Test(arguments: [
        (
            "SubscribeContractDepth", #""x""#,
            """
            Failed to invoke 'SubscribeContractDepth' due to an error on the server. \
            HubException: Method does not exist.
            """
        ),
        (
            "SubscribeOrders", "1001",
            """
            Failed to invoke 'SubscribeOrders' due to an error on the server. \
            HubException: Method does not exist.
            """
        ),
        (
            "SubscribeContractQuotes", "1",
            "Failed to invoke 'SubscribeContractQuotes' due to an error on the server."
        ),
        ("subscribecontractquotes", #""CON.F.US.NOPE.Z26""#, nil),
    ])
    func `completes calls by its own list of methods`(target: String, argument: String, error: String?) {
        var session = HubSession(.market, reach: reach)
        _ = session.received(Array(#"{"protocol":"json","version":1}"#.utf8) + [0x1E])
        let call = #"{"type":1,"invocationId":"9","target":"\#(target)","arguments":[\#(argument)]}"#
        let outputs = session.received(Array(call.utf8) + [0x1E])
        #expect(outputs == [.send(HubFrame.completion(of: "9", error: error))])
    }

    @Test func `shows the market over a real socket as it is moved`() async throws {
        let trader = try await Trader()
        let hub = HubListener(
            port: trader.venue.port, path: "/hubs/market?access_token=\(trader.token)")
        defer {
            hub.stop()
            trader.stop()
        }
        hub.send(#"{"protocol":"json","version":1}"#)
        hub.send(
            #"{"type":1,"invocationId":"1","target":"SubscribeContractQuotes","#
                + #""arguments":["\#(trader.mnq)"]}"#
        )
        try #require(await hub.told { $0 == #"{"type":3,"invocationId":"1","result":null}"# })
        try #require(await hub.told { $0.contains(#""lastPrice":25000.25"#) })
        trader.venue.setPrice(trader.mnq, try #require(Price("25010.5")))
        #expect(await hub.told { $0.contains(#""lastPrice":25010.5"#) })
    }
}
