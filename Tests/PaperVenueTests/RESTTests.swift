import HTTPClient
import JSON
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct RESTTests {
    @Test func `lets the paper user in, whatever the case of the name, and nobody else`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        #expect(trader.token.split(separator: ".").count == 3)
        let shouting = try await trader.call(
            "/api/Auth/loginKey", #"{"userName":"PAPER","apiKey":"paper-api-key"}"#)
        #expect(shouting["token"]?.string != trader.token)
        #expect(shouting["success"]?.bool == true)
        let wrong = try await trader.call(
            "/api/Auth/loginKey", #"{"userName":"paper","apiKey":"paper-api-kex"}"#)
        #expect(wrong.status == 200)
        #expect(wrong.text == #"{"token":null,"success":false,"errorCode":3,"errorMessage":null}"#)
        let app = try await trader.call(
            "/api/Auth/loginApp",
            #"{"userName":"a","password":"b","deviceId":"c","appId":"d","verifyKey":"e"}"#)
        #expect(app.code == 4)
    }

    @Test func `renews a token, keeps the old one good, and forgets the one that logs out`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let fresh = try await trader.call("/api/Auth/validate", type: nil)
        let token = try #require(fresh["newToken"]?.string)
        #expect(fresh.code == 0)
        #expect(token != trader.token)
        let body = #"{"onlyActiveAccounts":true}"#
        #expect(try await trader.call("/api/Account/search", body, token: token).status == 200)
        #expect(try await trader.call("/api/Auth/logout", "{}", token: token).code == 0)
        #expect(try await trader.call("/api/Account/search", body, token: token).status == 401)
        #expect(try await trader.call("/api/Account/search", body).status == 200)
    }

    @Test func `answers a bad token with an empty 401`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let forged = String(trader.token.dropLast()) + (trader.token.last == "A" ? "B" : "A")
        for token in [forged, "nonsense", "a.b.c"] {
            let answer = try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#, token: token)
            #expect(answer.status == 401)
            #expect(answer.body.isEmpty)
            #expect(answer.headers["WWW-Authenticate"] == "Bearer")
        }
    }

    @Test func `lists the accounts in the documented shape`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call("/api/Account/search", #"{"onlyActiveAccounts":true}"#)
        #expect(
            answer.text == """
                {"accounts":[{"id":1001,"name":"PRAC-V2-1001","balance":50000,"canTrade":true,\
                "isVisible":true,"simulated":true},{"id":1002,"name":"PRAC-V2-1002","balance":50000,\
                "canTrade":true,"isVisible":true,"simulated":true}],\
                "success":true,"errorCode":0,"errorMessage":null}
                """)
        trader.venue.setCanTrade(AccountID(1_002), false)
        let active = try await trader.call("/api/Account/search", #"{"onlyActiveAccounts":true}"#)
        #expect(active["accounts"]?.count == 1)
        let all = try await trader.call("/api/Account/search", #"{"onlyActiveAccounts":false}"#)
        #expect(all["accounts"]?.count == 2)
    }

    @Test func `finds contracts loosely, by id and all at once, but none live`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let all = try await trader.call("/api/Contract/available", #"{"live":false}"#)
        #expect(all["contracts"]?.count == ProductTable.all.count)
        let live = try await trader.call("/api/Contract/available", #"{"live":true}"#)
        #expect(live["contracts"]?.count == 0)
        #expect(live.code == 0)
        let found = try await trader.call("/api/Contract/search", #"{"searchText":"ES","live":false}"#)
        #expect((found["contracts"]?.count ?? 0) > 2)
        let one = try await trader.call("/api/Contract/searchById", #"{"contractId":"CON.F.US.JY6.U26"}"#)
        #expect(one["contract"]?["tickSize"]?.numberText == "0.0000005")
        #expect(one["contract"]?["activeContract"]?.bool == false)
        let none = try await trader.call("/api/Contract/searchById", #"{"contractId":"CON.F.US.XX.U26"}"#)
        #expect(
            none.text == #"{"contract":null,"success":false,"errorCode":1,"errorMessage":null}"#)
    }

    @Test func `places, fills and shows a bracketed order in the documented shapes`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.place(
            """
            "customTag":"k","stopLossBracket":{"ticks":-40,"type":4},\
            "takeProfitBracket":{"ticks":80,"type":1}
            """
        )
        #expect(answer.code == 0)
        let id = try #require(answer["orderId"]?.int64)
        let isUp = try await eventually {
            try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#)["orders"]?.count == 2
        }
        #expect(isUp)
        let open = try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#)
        let stop = try #require(open["orders"]?.elements.first)
        #expect(stop["customTag"]?.string == "k-SL")
        #expect(stop["stopPrice"]?.numberText == "24990.25")
        #expect(stop["limitPrice"]?.isNull == true)
        #expect(stop["filledPrice"]?.isNull == true)
        #expect(stop["parentOrderId"]?.int64 == id)
        #expect(stop["linkedOrderId"] == nil)
        let entry = try await trader.call("/api/Order/searchById", #"{"accountId":1001,"orderId":\#(id)}"#)
        #expect(entry["order"]?["status"]?.int64 == 2)
        #expect(entry["order"]?["parentOrderId"] == nil)
        #expect(entry["order"]?["stopPrice"]?.isNull == true)
        let positions = try await trader.call("/api/Position/searchOpen", #"{"accountId":1001}"#)
        let position = try #require(positions["positions"]?.elements.first)
        #expect(position["type"]?.int64 == 1)
        #expect(position["size"]?.int64 == 2)
        #expect(position["averagePrice"]?.numberText == "25000.25")
        let trades = try await trader.call(
            "/api/Trade/search", #"{"accountId":1001,"startTimestamp":"2026-01-01T00:00:00Z"}"#)
        #expect(trades["trades"]?.elements.first?["profitAndLoss"]?.isNull == true)
        #expect(trades["trades"]?.elements.first?["fees"]?.numberText == "0.72")
    }

    @Test func `shows suspended children to the paged query alone`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        _ = try await trader.place(
            #""limitPrice":24000,"customTag":"k","stopLossBracket":{"ticks":-40,"type":4}"#, type: 1)
        let query = #"{"filter":{"accountId":1001,"statuses":[8]},"includeTotalCount":true}"#
        let hidden = try await trader.call("/api/Order/v2/query", query)
        #expect(hidden["orders"]?.elements.map { $0["customTag"]?.string } == ["k-SL"])
        #expect(hidden["totalCount"]?.int64 == 1)
        let page = try await trader.call(
            "/api/Order/v2/query",
            #"{"filter":{"accountId":1001},"pageSize":1,"pageOffset":1,"sortDirection":1}"#)
        #expect(page["orders"]?.elements.map { $0["customTag"]?.string } == ["k"])
        #expect(page["totalCount"]?.isNull == true)
        let searched = try await trader.call(
            "/api/Order/search", #"{"accountId":1001,"startTimestamp":"2026-01-01T00:00:00Z"}"#)
        #expect(searched["orders"]?.elements.map { $0["customTag"]?.string } == ["k"])
    }

    @Test(arguments: [
        (
            "/api/Order/place", #"{"contractId":"x","type":2,"side":0,"size":1}"#,
            "missing required properties including: 'accountId'"
        ),
        (
            "/api/Order/place", #"{"accountId":1001,"contractId":"x","type":"Market","side":0,"size":1}"#,
            "$.type"
        ),
        (
            "/api/Order/place", #"{"accountId":"1001","contractId":"x","type":2,"side":0,"size":1}"#,
            "$.accountId"
        ),
        ("/api/Order/place", #"{"accountId":1001,"contractId":"x","type":2,"side":0,"size":1.5}"#, "$.size"),
        (
            "/api/Order/place",
            #"{"accountId":1001,"contractId":"x","type":2,"side":0,"size":1,"stopLossBracket":{"ticks":4}}"#,
            "'type'"
        ),
        ("/api/Order/place", "", "non-empty"), ("/api/Order/place", "{", "$"),
        ("/api/Order/v2/query", "{}", "'filter'"),
        ("/api/Order/search", #"{"accountId":1001,"startTimestamp":"yesterday"}"#, "$.startTimestamp"),
        ("/api/Auth/loginKey", #"{"userName":"paper"}"#, "'apiKey'"),
    ])
    func `answers what cannot be bound with the framework's 400`(path: String, body: String, holds: String)
        async throws
    {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call(path, body)
        #expect(answer.status == 400)
        #expect(answer.headers["Content-Type"] == "application/problem+json; charset=utf-8")
        #expect(answer["title"]?.string == "One or more validation errors occurred.")
        #expect(answer["status"]?.int64 == 400)
        #expect(answer["errors"]?.kind == .object)
        #expect(answer.text.contains(holds))
    }

    @Test func `answers wrong paths, verbs and content types as the framework does`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        #expect(try await trader.call("/api/Order/flatten", "{}").status == 404)
        let get = try await trader.call("/api/Order/place", type: nil, method: .get)
        #expect(get.status == 405)
        #expect(get.headers["Allow"] == "POST")
        #expect(try await trader.call("/api/Order/place", "{}", type: "text/plain").status == 415)
        let ping = try await trader.call("/api/Status/ping", type: nil, method: .get)
        #expect(ping.text == "pong")
        let lower = try await trader.call("/api/order/SEARCHOPEN", #"{"accountId":1001,"surplus":[1]}"#)
        #expect(lower.code == 0)
    }

    @Test(arguments: [
        ("/api/Order/cancel", #"{"accountId":1001,"orderId":1}"#, 2),
        ("/api/Order/cancel", #"{"accountId":7,"orderId":1}"#, 1),
        ("/api/Order/modify", #"{"accountId":1001,"orderId":1,"size":1}"#, 2),
        ("/api/Order/modify", #"{"accountId":7,"orderId":1}"#, 1),
        ("/api/Order/searchById", #"{"accountId":1001,"orderId":1}"#, 1),
        ("/api/Order/searchOpen", #"{"accountId":7}"#, 1),
        ("/api/Order/search", #"{"accountId":7,"startTimestamp":"2026-01-01T00:00:00Z"}"#, 1),
        ("/api/Order/v2/query", #"{"filter":{"accountId":7}}"#, 1),
        ("/api/Position/searchOpen", #"{"accountId":7}"#, 1), ("/api/Trade/search", #"{"accountId":7}"#, 1),
        ("/api/Position/closeContract", #"{"accountId":1001,"contractId":"nope"}"#, 3),
        ("/api/Position/closeContract", #"{"accountId":1001,"contractId":"CON.F.US.MNQ.Z26"}"#, 2),
        ("/api/Position/closeContract", #"{"accountId":7,"contractId":"CON.F.US.MNQ.Z26"}"#, 1),
        (
            "/api/Position/partialCloseContract",
            #"{"accountId":1001,"contractId":"CON.F.US.MNQ.Z26","size":1}"#, 2
        ),
        ("/api/Order/place", #"{"accountId":7,"contractId":"x","type":2,"side":0,"size":1}"#, 1),
        ("/api/Order/place", #"{"accountId":1001,"contractId":"x","type":2,"side":0,"size":1}"#, 8),
        (
            "/api/History/retrieveBars",
            """
            {"contractId":"x","live":false,"startTime":"2026-01-01T00:00:00Z",\
            "endTime":"2026-01-01T01:00:00Z",\
            "unit":2,"unitNumber":1,"limit":10,"includePartialBar":false}
            """, 1
        ),
        (
            "/api/History/retrieveBars",
            """
            {"contractId":"CON.F.US.MNQ.Z26","live":false,"startTime":"2026-01-01T00:00:00Z",\
            "endTime":"2026-01-01T01:00:00Z","unit":2,"unitNumber":1,"limit":20001,"includePartialBar":false}
            """, 4
        ),
    ])
    func `gives each endpoint's own code`(path: String, body: String, code: Int64) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call(path, body)
        #expect(answer.status == 200)
        #expect(answer.code == code)
        #expect(answer["success"]?.bool == false)
    }

    @Test(arguments: [
        "2026-10-05T00:00:00Z", "2026-10-05T00:00:00.1234567+00:00", "2026-10-05T00:00:00", "2026-10-05",
    ])
    func `takes times with and without a zone`(time: String) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call(
            "/api/Order/search", #"{"accountId":1001,"startTimestamp":"\#(time)","endTimestamp":null}"#)
        #expect(answer.code == 0)
    }

    @Test func `returns bars newest first and keeps the newest`() async throws {
        let clock = StoppedClock()
        var options = PaperVenueOptions()
        options.clock = { clock.now }
        let trader = try await Trader(options)
        defer { trader.stop() }
        let answer = try await trader.call(
            "/api/History/retrieveBars",
            """
            {"contractId":"\(trader.mnq)","live":false,"startTime":"2026-10-05T13:00:00Z",\
            "endTime":"2026-10-05T14:00:00Z","unit":2,"unitNumber":5,"limit":3,"includePartialBar":false}
            """)
        let bars = try #require(answer["bars"]?.elements)
        #expect(
            bars.map { $0["t"]?.string } == [
                "2026-10-05T13:55:00+00:00", "2026-10-05T13:50:00+00:00", "2026-10-05T13:45:00+00:00",
            ])
        for bar in bars {
            let prices = ["o", "h", "l", "c"].compactMap { bar[$0]?.numberText.flatMap { Price($0) } }
            try #require(prices.count == 4)
            #expect(prices[1] == prices.max())
            #expect(prices[2] == prices.min())
        }
    }

    @Test func `keeps two users apart`() async throws {
        var options = PaperVenueOptions.still
        options.users = [
            VenueUser(name: "ann", key: "a", accounts: [VenueAccount(id: AccountID(1))]),
            VenueUser(name: "bob", key: "b", accounts: [VenueAccount(id: AccountID(2))]),
        ]
        let trader = try await Trader(options, user: "bob", key: "b")
        defer { trader.stop() }
        #expect(try await trader.place(account: 1).code == 1)
        #expect(try await trader.place(account: 2).code == 0)
        let wrong = try await trader.call("/api/Auth/loginKey", #"{"userName":"bob","apiKey":"a"}"#)
        #expect(wrong.code == 3)
    }

    @Test func `lets a token expire at its exp`() async throws {
        let clock = StoppedClock()
        var options = PaperVenueOptions.still
        options.tokenLifeSeconds = 60
        options.clock = { clock.now }
        let trader = try await Trader(options)
        defer { trader.stop() }
        clock.advance(by: Span(microseconds: 59_999_999))
        #expect(try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#).status == 200)
        clock.advance(by: Span(microseconds: 1))
        #expect(try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#).status == 401)
        #expect(try await trader.call("/api/Auth/validate", type: nil).status == 401)
    }

    @Test func `runs several venues in one process`() async throws {
        let one = try await Trader()
        let two = try await Trader()
        defer {
            one.stop()
            two.stop()
        }
        #expect(one.venue.port != two.venue.port)
        #expect(try await one.place().code == 0)
        #expect(two.venue.orders(of: AccountID(1_001)).isEmpty)
    }

    @Test func `refuses a port that is taken`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        var options = PaperVenueOptions.still
        options.port = trader.venue.port
        #expect(throws: PaperVenueError.self) { try PaperVenue(options) }
        options.canCutConnections = false
        #expect(throws: PaperVenueError.self) { try PaperVenue(options) }
    }
}
