import Crypto
import HTTPClient
import JSON
import OwnThreads
import Surface
import Testing
import Trading

@testable import PaperVenue

/// What was recorded live or documented of REST, section by section, where no other suite holds it.
@Suite(.ownThreads)
struct SpecFactTests {
    let account = AccountID(1_001)
    let open = #"{"accountId":1001}"#

    @Test(arguments: SurfaceSheet.all.endpoints.filter(\.needsToken))
    func `3, wants a bearer token on everything but the logins, and says so before all else`(
        endpoint: SurfaceSheet.Endpoint
    ) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        for (body, type) in [("{}", "application/json"), ("{nope", "text/plain")] {
            let answer = try await trader.call(endpoint.path, body, token: "x", type: type)
            #expect(answer.status == 401)
            #expect(answer.body.isEmpty)
        }
    }

    @Test func `3, numbers orders and trades above 2^31, families in a row`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let bracket = #""stopLossBracket":{"ticks":-40,"type":4},"takeProfitBracket":{"ticks":80,"type":1}"#
        _ = try await trader.place(bracket)
        let next = try #require(try await trader.place()["orderId"]?.int64)
        let ids = trader.venue.orders(of: account).map(\.id.number)
        try #require(ids.count == 4)
        #expect(ids[0] > 3_600_000_000)
        #expect([ids[1], ids[2]] == [ids[0] + 1, ids[0] + 2])
        #expect((ids[2] + 1...ids[2] + 4).contains(next))
        let hasTraded = await eventually { !trader.venue.trades(of: account).isEmpty }
        #expect(hasTraded)
        #expect(trader.venue.trades(of: account).allSatisfy { $0.id.number > 3_000_000_000 })
    }

    @Test(arguments: [
        ("2026-10-05T14:30:25.396210Z", "2026-10-05T14:30:25.39621+00:00"),
        ("2026-10-05T14:30:25.100000Z", "2026-10-05T14:30:25.1+00:00"),
        ("2026-10-05T14:30:25Z", "2026-10-05T14:30:25+00:00"),
    ])
    func `3, writes REST times in microseconds without trailing zeros, hub times with seven digits`(
        time: String, rest: String
    ) throws {
        let moment = try #require(Timestamp(time))
        #expect(VenueWire.time(moment, .rest) == rest)
        let hub = VenueWire.time(moment, .hub)
        #expect(hub.count == "2026-10-05T14:30:25.3962105+00:00".count)
        #expect(Timestamp(hub) == moment)
    }

    @Test func `4.1, counts logins, and 4.5, a second login leaves the first token good`() async throws {
        let login = #"{"userName":"paper","apiKey":"paper-api-key"}"#
        var options = PaperVenueOptions.still
        options.callsPerMinuteMax = 3
        let trader = try await Trader(options)
        defer { trader.stop() }
        let second = try await trader.call("/api/Auth/loginKey", login)
        #expect(second["token"]?.string != trader.token)
        #expect(try await trader.call("/api/Order/searchOpen", open).status == 200)
        #expect(try await trader.call("/api/Auth/loginKey", login).status == 429)
    }

    @Test func `4.5, gives a JWT whose exp is a day away`() async throws {
        let clock = StoppedClock()
        var options = PaperVenueOptions.still
        options.clock = { clock.now }
        let trader = try await Trader(options)
        defer { trader.stop() }
        let parts = trader.token.split(separator: ".").map { Base64.decode(String($0), url: true) }
        try #require(parts.count == 3)
        let claims = try JSONDocument(try #require(parts[1])).root
        let start = clock.now.microseconds / 1_000_000
        #expect(claims["exp"]?.int64 == start + 86_400)
    }

    @Test(arguments: [3, 7, 9, 10])
    func `4.1, refuses a login with the documented text, or with none`(code: Int) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.refuseLogin(code: code))
        let answer = try await trader.call(
            "/api/Auth/loginKey", #"{"userName":"paper","apiKey":"paper-api-key"}"#)
        #expect(answer.code == Int64(code))
        #expect(answer["token"]?.isNull == true)
        #expect(
            answer["errorMessage"]?.string
                == (code == 7
                    ? "Please log into the ProjectX platform and complete the required agreements" : nil))
    }

    @Test func `4.3 and 4.4, validate and logout take no body, an empty object, or anything`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        for body in ["", "{}", "nonsense"] {
            let answer = try await trader.call("/api/Auth/validate", body, type: nil)
            #expect(answer["newToken"]?.string?.isEmpty == false)
        }
        let text = try await trader.call("/api/Auth/logout", "x", type: "text/plain").text
        #expect(text == #"{"success":true,"errorCode":0,"errorMessage":null}"#)
        #expect(try await trader.call("/api/Auth/validate", type: nil).status == 401)
    }

    @Test func `5.2, finds twenty contracts at most, active ones alone`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let all = try await trader.call("/api/Contract/search", #"{"searchText":"","live":false}"#)
        #expect(all["contracts"]?.count == 20)
        for text in ["ES", "micro", "F.US.E"] {
            let found = try await trader.call(
                "/api/Contract/search", #"{"searchText":"\#(text)","live":false}"#)
            let contracts = try #require(found["contracts"]?.elements)
            #expect(!contracts.isEmpty && contracts.count <= 20)
            #expect(contracts.allSatisfy { $0["activeContract"]?.bool == true })
        }
        let unsaid = try await trader.call("/api/Contract/search", #"{"live":false}"#)
        #expect(unsaid.code == 0)
    }

    @Test func `5.12, pages by rows, a hundred at most, whatever the contract`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        for _ in 0..<103 {
            _ = trader.venue.placeManually(
                VenuePlaceRequest(
                    account: account, contract: trader.mnq, type: 1, side: 0, size: 1,
                    limitPrice: Price("20000")))
        }
        func page(_ rest: String) async throws -> [Int64] {
            let filter = #"{"accountId":1001,"contractId":"CON.F.US.ENQ.Z26"}"#
            let answer = try await trader.call(
                "/api/Order/v2/query", #"{"filter":\#(filter)\#(rest)}"#)
            return answer["orders"]?.elements.compactMap { $0["id"]?.int64 } ?? []
        }
        #expect(try await page(#","pageSize":500"#).count == 100)
        let all = trader.venue.orders(of: account).map(\.id.number)
        #expect(try await page(#","pageSize":10,"pageOffset":5"#) == Array(all[5..<15]))
        #expect(try await page(#","pageSize":10,"pageOffset":100"#) == Array(all[100...]))
    }

    @Test func `5.13 and 5.16, tells short positions by type, and trades newest first with gross profit`()
        async throws
    {
        let trader = try await Trader()
        defer { trader.stop() }
        #expect(try await trader.place(side: 1).code == 0)
        let hasOpened = await eventually { !trader.venue.positions(of: account).isEmpty }
        try #require(hasOpened)
        let position = try await trader.call("/api/Position/searchOpen", open)["positions"]?.elements.first
        #expect(position?["type"]?.int64 == 2)
        #expect(position?["size"]?.int64 == 2)
        #expect(position?["contractDisplayName"]?.string?.hasPrefix("MNQ") == true)
        trader.venue.setPrice(trader.mnq, try #require(Price("24990.25")))
        let closed = try await trader.call(
            "/api/Position/closeContract", #"{"accountId":1001,"contractId":"\#(trader.mnq)"}"#)
        #expect(closed.text == #"{"success":true,"errorCode":0,"errorMessage":null}"#)
        let hasClosed = await eventually { trader.venue.trades(of: account).count == 2 }
        try #require(hasClosed)
        let trades = try await trader.call(
            "/api/Trade/search", #"{"accountId":1001,"startTimestamp":"2026-01-01T00:00:00Z"}"#)
        let rows = try #require(trades["trades"]?.elements)
        #expect(rows.map { $0["profitAndLoss"]?.numberText } == ["40", nil])
        #expect(rows.map { $0["side"]?.int64 } == [0, 1])
        #expect(rows.allSatisfy { $0["voided"]?.bool == false && $0["fees"]?.numberText == "0.72" })
        let last = trader.venue.orders(of: account).last
        #expect(last?.tag == nil)
        #expect(last?.id.number == rows.first?["orderId"]?.int64)
    }

    @Test(arguments: SurfaceSheet.all.endpoints.filter { $0.payload.contains { $0.type.hasPrefix("[") } })
    func `14.2 no. 24, can say null for every list`(endpoint: SurfaceSheet.Endpoint) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.nullList, on: endpoint.path)
        let answer = try await trader.call(endpoint.path, ErrorCodeTests.body(endpoint.path))
        #expect(answer["success"]?.bool == true)
        #expect(answer[endpoint.payload.first?.name ?? ""]?.isNull == true)
    }

    /// Every row that REST gives, field by field against the sheet.
    @Test func `5 and 6, fills its rows with what the sheet names`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        _ = try await trader.place(
            #""customTag":"k","stopLossBracket":{"ticks":-40,"type":4},"takeProfitBracket":{"ticks":80,"type":1}"#
        )
        let isUp = await eventually { trader.venue.orders(ofTag: "k-TP").first?.status == .open }
        try #require(isUp)
        for endpoint in SurfaceSheet.all.endpoints {
            guard let field = endpoint.payload.first(where: { $0.type.hasPrefix("[") }),
                let wanted = SurfaceSheet.all.rows[String(field.type.dropFirst().dropLast())]
            else { continue }
            let answer = try await trader.call(endpoint.path, ErrorCodeTests.body(endpoint.path))
            let rows = try #require(answer[field.name]?.elements, "\(endpoint.path)")
            #expect(!rows.isEmpty || endpoint.path.hasSuffix("retrieveBars"))
            for row in rows {
                #expect(Set(row.members.map(\.key)).isSubset(of: Set(wanted.map(\.name))))
                for column in wanted where column.whenEmpty != "absent" {
                    let value = try #require(row[column.name], "\(endpoint.path) \(column.name)")
                    #expect(!value.isNull || column.whenEmpty == "null")
                }
            }
        }
    }
}
