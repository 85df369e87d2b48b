import JSON
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
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
        var room = HubRoom(pingSeconds: 15)
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

    /// What the market itself shows so many milliseconds after the start.
    func look(after milliseconds: Int64, since earlier: Int64?) throws -> MarketLook {
        let market = Market(rules: MarketTests.rules())
        func time(_ milliseconds: Int64) -> Timestamp {
            Bench.start.advanced(by: .milliseconds(milliseconds))
        }
        return market.look(at: try MarketTests.listing(), at: time(milliseconds), since: earlier.map(time))
    }

    func argument(_ text: String) throws -> JSONValue {
        let message = try JSONDocument(Array(text.utf8)).root
        return try #require(message["arguments"]?.elements.last)
    }

    @Test func `sends a whole quote first and then only what has changed, spec 9_7`() throws {
        var room = room([("SubscribeContractQuotes", #""CON.F.US.MNQ.Z26""#)])
        let first = try argument(try #require(text(room.show([try look(after: 0, since: nil)], at: 0)).first))
        let whole = [
            "symbol", "lastPrice", "bestBid", "bestAsk", "change", "changePercent", "open", "high", "low",
            "volume", "lastUpdated", "timestamp", "contract",
        ]
        #expect(whole.allSatisfy { first[$0] != nil })
        var merged: [String: String] = [:]
        var partial = 0
        for number in Int64(1)...100 {
            let look = try look(after: number * 50, since: (number - 1) * 50)
            for text in text(room.show([look], at: number * 50_000)) {
                let frame = try argument(text)
                for key in whole { frame[key]?.numberText.map { merged[key] = $0 } }
                if frame["open"] == nil { partial += 1 }
            }
            if let bid = merged["bestBid"] { #expect(bid == look.quote.bid.description) }
            if let last = merged["lastPrice"] { #expect(last == look.quote.last.description) }
            if let volume = merged["volume"] { #expect(volume == look.day?.volume.description) }
        }
        #expect(partial >= 50 && partial <= 200, "10 to 40 a second")
    }

    @Test func `sends whole frames when set up so`() throws {
        var switches = VenueSurfaceSwitches()
        switches.sendsFullQuotes = true
        var room = HubRoom(pingSeconds: 15, switches: switches)
        room.join(1, on: .market, reach: reach, at: 0)
        _ = room.received(Array(#"{"protocol":"json","version":1}"#.utf8) + [0x1E], from: 1, at: 0)
        let call = #"{"type":1,"target":"SubscribeContractQuotes","arguments":["CON.F.US.MNQ.Z26"]}"#
        _ = room.received(Array(call.utf8) + [0x1E], from: 1, at: 0)
        for number in Int64(0)..<20 {
            for text in text(room.show([try look(after: number * 50, since: nil)], at: number)) {
                #expect(try argument(text)["open"] != nil)
            }
        }
    }

    @Test func `sends a book that stays whole through its changes, spec 9_5`() throws {
        var room = room([("SubscribeContractMarketDepth", #""CON.F.US.MNQ.Z26""#)])
        var asks: [String: String] = [:]
        var bids: [String: String] = [:]
        var types: Set<Int64> = []
        var nulls = 0
        for number in Int64(0)..<200 {
            let look = try look(after: number * 50, since: number == 0 ? nil : (number - 1) * 50)
            for text in text(room.show([look], at: number * 50_000)) {
                for item in try argument(text).elements {
                    guard let type = item["type"]?.int64 else { nulls += 1; continue }
                    if types.isEmpty { #expect(type == 6) }
                    types.insert(type)
                    let price = try #require(item["price"]?.numberText)
                    let size = try #require(item["volume"]?.numberText)
                    switch type {
                    case 6: (asks, bids) = ([:], [:])
                    case 1, 3, 10: asks[price] = size == "0" ? nil : size
                    case 2, 4, 9: bids[price] = size == "0" ? nil : size
                    default: break
                    }
                }
            }
            let book = try #require(look.book)
            #expect(book.asks.count == 10 && book.bids.count == 10)
            #expect(asks.count == 10 && bids.count == 10)
            #expect(book.asks.allSatisfy { asks[$0.price.description] == $0.size.description })
            #expect(book.bids.allSatisfy { bids[$0.price.description] == $0.size.description })
        }
        #expect(types == [1, 2, 3, 4, 5, 6, 9, 10])
        #expect(nulls > 0)
    }

    @Test func `sends prints as arrays, and one for a price that was moved by hand`() throws {
        var room = room([("SubscribeContractTrades", #""CON.F.US.MNQ.Z26""#)])
        #expect(room.show([try look("25000.25")], at: 0).isEmpty)
        #expect(text(room.show([try look("25000")], at: 1)).first?.contains(#""type":1,"volume":1"#) == true)
        var look = try look("25000")
        look.prints = [
            MarketLook.Print(at: Bench.start, price: try #require(Price("25000")), volume: 4, isBuy: true)
        ]
        let sent = try #require(text(room.show([look], at: 2)).first)
        #expect(sent.contains(#""GatewayTrade","arguments":["CON.F.US.MNQ.Z26",[{"symbolId":"F.US.MNQ""#))
        #expect(sent.contains(#""type":0,"volume":4"#))
    }

    @Test func `sends a whole book again to whoever comes back to it`() throws {
        var room = room([("SubscribeContractMarketDepth", #""CON.F.US.MNQ.Z26""#)])
        #expect(room.show([try look(after: 0, since: nil)], at: 0).count == 1)
        for target in ["UnsubscribeContractMarketDepth", "SubscribeContractMarketDepth"] {
            let call = #"{"type":1,"target":"\#(target)","arguments":["CON.F.US.MNQ.Z26"]}"#
            _ = room.received(Array(call.utf8) + [0x1E], from: 1, at: 0)
            if target.hasPrefix("Un") { #expect(room.show([try look(after: 0, since: nil)], at: 0).isEmpty) }
        }
        let sent = try #require(text(room.show([try look(after: 50, since: 0)], at: 1)).first)
        #expect(try argument(sent).elements.first?["type"]?.int64 == 6)
    }

    @Test func `says nothing of a closed market, and goes on pinging`() throws {
        var room = room([("SubscribeContractQuotes", #""CON.F.US.MNQ.Z26""#)])
        var look = try look("25000.25")
        look.isOpen = false
        #expect(room.show([look], at: 0).isEmpty)
        #expect(room.tick(at: 15_000_000) == [.send(1, HubFrame.ping)])
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

    /// Every event of a target that a listener has heard.
    static func heard(_ target: String, _ records: [String]) -> Int {
        records.count { $0.contains(#""target":"\#(target)""#) }
    }

    @Test func `shows a walking market over a real socket, and falls silent when it closes`() async throws {
        let clock = StoppedClock()
        var options = PaperVenueOptions()
        options.enforcesSession = true
        options.clock = { clock.now }
        let trader = try await Trader(options)
        let hub = HubListener(port: trader.venue.port, path: "/hubs/market?access_token=\(trader.token)")
        defer {
            hub.stop()
            trader.stop()
        }
        hub.send(#"{"protocol":"json","version":1}"#)
        for feed in ["Quotes", "Trades", "MarketDepth"] {
            hub.send(
                #"{"type":1,"invocationId":"\#(feed)","target":"SubscribeContract\#(feed)","#
                    + #""arguments":["\#(trader.mnq)"]}"#)
            try #require(await hub.told { $0 == #"{"type":3,"invocationId":"\#(feed)","result":null}"# })
        }
        try #require(await hub.told { $0.contains("GatewayDepth") && $0.contains(#""type":6"#) })
        for count in 1...10 {
            clock.advance(by: .milliseconds(1_000))
            trader.venue.catchUp()
            #expect(await hub.wait { records, _ in Self.heard("GatewayQuote", records) > count })
        }
        #expect(await hub.told { $0.contains("GatewayTrade") })
        // Friday is over: nothing comes any more, though the last look may still be on its way.
        clock.advance(by: .seconds(4 * 86_400 + 7 * 3_600))
        trader.venue.catchUp()
        hub.send(#"{"type":1,"invocationId":"last","target":"SubscribeContractQuotes","arguments":["x"]}"#)
        try #require(await hub.told { $0.contains(#""invocationId":"last""#) })
        let count = Self.heard("GatewayQuote", hub.records)
        clock.advance(by: .seconds(60))
        trader.venue.catchUp()
        hub.send(#"{"type":1,"invocationId":"end","target":"SubscribeContractQuotes","arguments":["y"]}"#)
        try #require(await hub.told { $0.contains(#""invocationId":"end""#) })
        #expect(Self.heard("GatewayQuote", hub.records) == count)
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
