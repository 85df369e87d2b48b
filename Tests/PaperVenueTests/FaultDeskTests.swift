import HTTPClient
import JSON
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// Section 14.2 over `/_venue/faults`, each fault as a client meets it.
@Suite(.ownThreads)
struct FaultDeskTests {
    let open = #"{"accountId":1001}"#
    let bracket =
        #""customTag":"k","stopLossBracket":{"ticks":-40,"type":4},"takeProfitBracket":{"ticks":80,"type":1}"#

    func arm(_ fault: String, at trader: Trader) async throws {
        let answer = try await trader.call("/_venue/faults", "{\(fault)}")
        #expect(answer.status == 200, "\(answer.text)")
    }

    func listen(to trader: Trader) -> HubListener {
        HubListener(port: trader.venue.port, path: "/hubs/user?access_token=\(trader.token)")
    }

    @Test func `arms, lists and disarms`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let armed = try await trader.call(
            "/_venue/faults",
            """
            [{"fault":"bad_gateway","endpoint":"Order/place","count":3,"probability":0.1},
             {"fault":"too_many_requests","skip":1},{"fault":"gateway_logout"}]
            """)
        #expect(
            armed.text == """
                {"faults":[{"id":1,"fault":"bad_gateway","endpoint":"Order/place","left":3,"struck":0,\
                "probability":0.100000},{"id":2,"fault":"too_many_requests","endpoint":null,"left":1,\
                "struck":0,"skip":1},{"id":3,"fault":"gateway_logout","endpoint":null,"left":0,"struck":1}]}
                """)
        #expect(try await trader.call("/api/Order/searchOpen", open).status == 200)
        #expect(try await trader.call("/api/Order/searchOpen", open).status == 429)
        let listed = try await trader.call("/_venue/faults", type: nil, method: .get)
        #expect(listed["faults"]?.elements.map { $0["struck"]?.int64 } == [0, 1, 1])
        #expect(trader.venue.faultsWaiting == 3)
    }

    @Test func `refuses what is no fault, and arms nothing of it`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let wrong = try await trader.call("/_venue/faults", #"[{"fault":"null_list"},{"fault":"no"}]"#)
        #expect(wrong.status == 400)
        #expect(wrong["errors"]?["[1].fault"]?.elements.first?.string?.contains("line 1, column 33") == true)
        #expect(trader.venue.faultsWaiting == 0)
        #expect(try await trader.call("/_venue/faults", "{", type: "text/plain").status == 415)
        let put = try RawCall(port: trader.venue.port)
        put.send("PUT /_venue/faults HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(put.answer()?.header("allow") == "GET, POST, DELETE")
        try await arm(#""fault":"null_list""#, at: trader)
        let raw = try RawCall(port: trader.venue.port)
        raw.send("DELETE /_venue/faults HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(raw.answer()?.status == 200)
        #expect(trader.venue.faultsWaiting == 0)
    }

    @Test func `14.2 no. 5, ends a token for good`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        try await arm(#""fault":"expired_token","endpoint":"Order/place""#, at: trader)
        #expect(try await trader.call("/api/Order/searchOpen", open).status == 200)
        let answer = try await trader.place()
        #expect(answer.status == 401)
        #expect(answer.body.isEmpty)
        #expect(answer.headers["WWW-Authenticate"]?.contains("invalid_token") == true)
        #expect(trader.venue.orders(of: AccountID(1_001)).isEmpty)
        #expect(try await trader.call("/api/Order/searchOpen", open).status == 401)
        #expect(try await trader.call("/api/Auth/validate", type: nil).status == 401)
    }

    @Test(arguments: [true, false])
    func `14.2 no. 7 and 8, refuses with or without a row, and as for a used tag`(withID: Bool) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        try await arm(#""fault":"refuse","code":3,"message":"No funds","with_id":\#(withID)"#, at: trader)
        let answer = try await trader.place(#""customTag":"k""#)
        #expect(answer.code == 3)
        #expect(answer["errorMessage"]?.string == "No funds")
        #expect((answer["orderId"]?.int64 != nil) == withID)
        #expect(trader.venue.orders(ofTag: "k").count == (withID ? 1 : 0))
        try await arm(#""fault":"duplicate_tag""#, at: trader)
        let second = try await trader.place(#""customTag":"fresh""#)
        #expect(second.code == 2)
        #expect(second["errorMessage"]?.string?.lowercased().contains("custom tag already in use") == true)
    }

    @Test func `14.2 no. 9, refuses one bracket in ten, and no order without one`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        try await arm(#""fault":"position_brackets","probability":0.1"#, at: trader)
        var refused = 0
        for _ in 0..<200 {
            #expect(try await trader.place(size: 1).code == 0)
            let answer = try await trader.place(#""stopLossBracket":{"ticks":-40,"type":4}"#, size: 1)
            guard answer.code == 2 else { continue }
            refused += 1
            #expect(answer["errorMessage"]?.string == Refusal.positionBrackets.message)
            #expect(answer["orderId"]?.int64 != nil)
        }
        #expect((5...40).contains(refused))
    }

    @Test func `14.2 no. 23, answers with a member and a code that nobody knows`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        try await arm(#""fault":"strange_answer""#, at: trader)
        let strange = try await trader.call("/api/Order/searchOpen", open)
        #expect(strange["success"]?.bool == true)
        #expect(strange["mood"]?["of"]?.string == "the venue")
        try await arm(#""fault":"refuse","code":99,"endpoint":"Order/cancel""#, at: trader)
        #expect(try await trader.call("/api/Order/cancel", #"{"accountId":1001,"orderId":1}"#).code == 99)
    }

    @Test func `14.2 no. 10, resets and closes the hub that it names`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let user = listen(to: trader)
        let market = HubListener(
            port: trader.venue.port, path: "/hubs/market?access_token=\(trader.token)")
        defer {
            user.stop()
            market.stop()
        }
        try #require(await user.subscribe())
        market.send(#"{"protocol":"json","version":1}"#)
        try #require(await market.told { $0 == "{}" })
        try await arm(#""fault":"hub_close","hub":"market","allow_reconnect":true"#, at: trader)
        #expect(await market.ended())
        #expect(market.records.last?.contains(#""allowReconnect":true"#) == true)
        #expect(user.ending == nil)
        try await arm(#""fault":"hub_reset","hub":"user","endpoint":"Order/place""#, at: trader)
        #expect(user.ending == nil)
        #expect(try await trader.place().code == 0)
        #expect(await user.ended())
        guard case .failed = user.ending else {
            Issue.record("the hub said goodbye")
            return
        }
    }

    @Test func `14.2 no. 13 and 14, tells of a child or a trade before its order`() async throws {
        // The order and its fill are two bursts, however slow the machine is.
        let clock = StoppedClock()
        var options = PaperVenueOptions.still
        options.clock = { clock.now }
        let trader = try await Trader(options)
        defer { trader.stop() }
        let hub = listen(to: trader)
        defer { hub.stop() }
        try #require(await hub.subscribe())
        try await arm(#""fault":"child_first""#, at: trader)
        try await arm(#""fault":"trade_first""#, at: trader)
        #expect(try await trader.place(bracket).code == 0)
        try #require(await hub.wait { records, _ in records.contains { $0.contains(#""status":6"#) } })
        clock.advance(by: .milliseconds(10))
        trader.venue.catchUp()
        try #require(await hub.wait { records, _ in records.contains { $0.contains("GatewayUserAccount") } })
        let events = hub.events
        #expect(events.prefix(3) == ["order k-SL 8", "order k-TP 8", "order k 6"])
        #expect(events.firstIndex(of: "trade -") == 3)
        #expect(events.firstIndex(of: "order k 2") == 4)
    }

    @Test func `14.2 no. 15, 16, 20 and 21, does what happens behind a client's back`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let hub = listen(to: trader)
        defer { hub.stop() }
        try #require(await hub.subscribe())
        try await arm(#""fault":"foreign_order","account":1001,"side":1,"size":2"#, at: trader)
        try #require(await hub.told { $0.contains("GatewayUserAccount") })
        #expect(hub.events.prefix(4) == ["order - 6", "order - 2", "trade -", "position 2 2"])
        try await arm(#""fault":"platform_flatten","account":1001"#, at: trader)
        try #require(await hub.told { $0.contains(#""type":0,"size":0"#) })
        #expect(trader.venue.positions(of: AccountID(1_001)).isEmpty)
        try await arm(#""fault":"cannot_trade","endpoint":"Order/searchOpen""#, at: trader)
        #expect(try await trader.place().code == 0)
        _ = try await trader.call("/api/Order/searchOpen", open)
        #expect(await hub.told { $0.contains(#""canTrade":false"#) })
        #expect(try await trader.place().code == 4)
        try await arm(#""fault":"can_trade""#, at: trader)
        #expect(try await trader.place().code == 0)
        let old = trader.mnq
        try await arm(#""fault":"contract_roll","product":"MNQ""#, at: trader)
        let answer = try await trader.call(
            "/api/Order/place",
            #"{"accountId":1001,"contractId":"\#(old)","type":2,"side":0,"size":1}"#)
        #expect(answer.code == 9)
        let gone = try await trader.call("/api/Contract/searchById", #"{"contractId":"\#(old)"}"#)
        #expect(gone["contract"]?["activeContract"]?.bool == false)
    }

    @Test func `14.2 no. 17, fills a stop that was left behind on a flat account`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let hub = listen(to: trader)
        defer { hub.stop() }
        try #require(await hub.subscribe())
        #expect(try await trader.place(bracket).code == 0)
        try #require(await hub.told { $0.contains(#""stopPrice":"#) })
        try await arm(#""fault":"leftover_stop_fills""#, at: trader)
        let closed = try await trader.call(
            "/api/Position/closeContract", #"{"accountId":1001,"contractId":"\#(trader.mnq)"}"#)
        #expect(closed.code == 0)
        try #require(await hub.told { $0.contains(#""type":2,"size":2"#) })
        #expect(hub.events.contains("order k-SL 2"))
        #expect(trader.venue.positions(of: AccountID(1_001)).map(\.signedSize) == [-2])
    }

    @Test func `14.2 no. 18, fills both children of a bracket`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let hub = listen(to: trader)
        defer { hub.stop() }
        try #require(await hub.subscribe())
        #expect(try await trader.place(bracket).code == 0)
        try #require(await hub.told { $0.contains(#""stopPrice":"#) })
        try await arm(#""fault":"oco_race""#, at: trader)
        trader.venue.setPrice(trader.mnq, try #require(Price("25020.25")))
        try #require(await hub.told { $0.contains(#""type":2,"size":2"#) })
        #expect(trader.venue.orders(ofTag: "k-SL").map(\.status) == [.filled])
        #expect(trader.venue.orders(ofTag: "k-TP").map(\.status) == [.filled])
    }

    @Test func `14.2 no. 22, sends one depth frame of a mebibyte and a half to whoever wants depth`()
        async throws
    {
        let trader = try await Trader()
        defer { trader.stop() }
        let hub = HubListener(port: trader.venue.port, path: "/hubs/market?access_token=\(trader.token)")
        defer { hub.stop() }
        hub.send(#"{"protocol":"json","version":1}"#)
        hub.send(
            """
            {"type":1,"invocationId":"1","target":"SubscribeContractMarketDepth","arguments":["\(trader.mnq)"]}
            """)
        try #require(await hub.told { $0.contains(#""invocationId":"1""#) })
        try await arm(#""fault":"big_depth_frame""#, at: trader)
        #expect(await hub.told { $0.utf8.count >= 1_572_864 })
        let frame = try #require(hub.records.first { $0.utf8.count >= 1_572_864 })
        let message = try JSONDocument(Array(frame.utf8)).root
        #expect(message["target"]?.string == "GatewayDepth")
        #expect(message["arguments"]?.elements.first?.string == trader.mnq.text)
        #expect(try #require(message["arguments"]?.elements.last).count > 5_000)
    }

    @Test func `14.1, shuffles bursts by the seed, the same each time`() throws {
        func order(_ seed: UInt64) -> [HubRoom.Action] {
            var switches = VenueSurfaceSwitches()
            switches.shufflesEvents = true
            var room = HubRoom(pingSeconds: 15, switches: switches, seed: seed)
            room.join(1, reach: Reach(.paper(accounts: 1)), at: 0)
            _ = room.received(Array(#"{"protocol":"json","version":1}"#.utf8) + [0x1E], from: 1, at: 0)
            let call = #"{"type":1,"target":"SubscribeOrders","arguments":[1001]}"#
            _ = room.received(Array(call.utf8) + [0x1E], from: 1, at: 0)
            let burst = [VenueOrderStatus.pending, .open, .filled, .cancelled, .rejected].map { status in
                VenueEvent(
                    at: Bench.start,
                    payload: .order(HubSessionTests.order(account: 1_001, status: status)))
            }
            return room.deliver(burst) { _ in nil }
        }
        #expect(order(1).count == 5)
        #expect(order(1) == order(1))
        #expect(Set((1...8).map(order)).count > 4)
    }
}
