import HTTPClient
import JSON
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct FaultTests {
    let account = AccountID(1_001)

    @Test func `takes the order and loses the answer`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.cutAnswer, on: "/api/Order/place")
        let failure = await #expect(throws: HTTPClientFailure.self) {
            try await trader.place(#""customTag":"k""#, sendOnce: true)
        }
        #expect(failure?.reach == .maybeSent)
        #expect(trader.venue.orders(ofTag: "k").count == 1)
        #expect(trader.venue.copies(ofTag: "k") == 1)
        #expect(try await trader.place(#""customTag":"k""#).code == 2)
        #expect(trader.venue.copies(ofTag: "k") == 2)
    }

    @Test func `drops a call on a kept connection and does nothing, which libcurl repeats by itself`()
        async throws
    {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.cutReused, on: "/api/Order/place")
        let answer = try await trader.place(#""customTag":"k""#)
        #expect(answer.code == 0)
        #expect(trader.venue.copies(ofTag: "k") == 2)
        #expect(trader.venue.orders(ofTag: "k").count == 1)
    }

    @Test func `shows a client that sends once only one copy`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.cutReused, on: "/api/Order/place")
        await #expect(throws: HTTPClientFailure.self) {
            try await trader.place(#""customTag":"k""#, sendOnce: true)
        }
        #expect(trader.venue.copies(ofTag: "k") == 1)
        #expect(trader.venue.orders(ofTag: "k").isEmpty)
    }

    @Test(arguments: [
        (VenueFault.badGateway, 502, 0), (.badGatewayAfterWork, 502, 1), (.tooManyRequests, 429, 0),
        (.unauthorized, 401, 0),
    ])
    func `answers one call with a status and goes on`(fault: VenueFault, status: Int, orders: Int)
        async throws
    {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(fault, on: "/api/Order/place")
        #expect(try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#).status == 200)
        #expect(try await trader.place().status == status)
        #expect(trader.venue.orders(of: account).count == orders)
        #expect(trader.venue.faultsWaiting == 0)
        #expect(try await trader.place().status == 200)
    }

    @Test(arguments: [(6, true, 1), (6, false, 0), (7, true, 1), (7, false, 0)])
    func `leaves the outcome of a placement open`(code: Int, created: Bool, orders: Int) async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.uncertainPlace(code: code, created: created))
        let answer = try await trader.place()
        #expect(answer.code == Int64(code))
        #expect(answer["orderId"]?.isNull == true)
        #expect(trader.venue.orders(of: account).count == orders)
    }

    @Test func `refuses a placement with row and burned tag`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.refusePlace(code: 2, message: "Not today"), count: 2)
        let answer = try await trader.place(#""customTag":"k""#)
        #expect(answer["errorMessage"]?.string == "Not today")
        #expect(trader.venue.orders(ofTag: "k").map(\.status) == [.rejected])
        #expect(trader.venue.orders(ofTag: "k").first?.id.number == answer["orderId"]?.int64)
        #expect(try await trader.place().code == 2)
        #expect(
            try await trader.place(#""customTag":"k""#)["errorMessage"]?.string == "Custom tag already in use"
        )
    }

    @Test func `holds an answer back though the work is done`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.delayAnswer(milliseconds: 300), on: "/api/Order/place")
        let clock = ContinuousClock()
        let start = clock.now
        async let answer = trader.place()
        #expect(await eventually { trader.venue.orders(of: account).count == 1 })
        #expect(try await answer.code == 0)
        #expect(clock.now - start >= .milliseconds(300))
    }

    @Test func `sends a null list in a success envelope`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.nullList, on: "/api/Order/searchOpen")
        let answer = try await trader.call("/api/Order/searchOpen", #"{"accountId":1001}"#)
        #expect(answer.text == #"{"orders":null,"success":true,"errorCode":0,"errorMessage":null}"#)
    }

    @Test func `limits the calls of a sliding minute, and bars apart`() async throws {
        let clock = StoppedClock()
        var options = PaperVenueOptions.still
        options.callsPerMinuteMax = 4
        options.clock = { clock.now }
        let trader = try await Trader(options)
        defer { trader.stop() }
        let body = #"{"accountId":1001}"#
        // The login was the first.
        for _ in 0..<3 { #expect(try await trader.call("/api/Order/searchOpen", body).status == 200) }
        let over = try await trader.call("/api/Order/searchOpen", body)
        #expect(over.status == 429)
        #expect(over.body.isEmpty)
        #expect(try await trader.call("/api/History/retrieveBars", "{}").status == 400)
        clock.advance(by: .seconds(60))
        #expect(try await trader.call("/api/Order/searchOpen", body).status == 200)
    }

    @Test func `counts calls and takes orders from the web platform`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        _ = try await trader.place()
        #expect(trader.venue.calls(to: "/api/order/place") == 1)
        #expect(trader.venue.calls["/api/auth/loginkey"] == 1)
        let answer = trader.venue.placeManually(
            VenuePlaceRequest(account: account, contract: trader.mnq, type: 2, side: 0, size: 1))
        #expect(answer.code == 0)
        #expect(trader.venue.orders(of: account).last?.tag == nil)
    }

    @Test func `forgets the faults that have not struck`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.badGateway, count: 3)
        trader.venue.clearFaults()
        #expect(try await trader.place().status == 200)
    }

    @Test func `forgets the faults of one path alone`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        trader.venue.inject(.badGateway, count: 3, on: "/api/Order/place")
        trader.venue.inject(.badGateway, on: "/api/Order/cancel")
        trader.venue.inject(.badGateway)
        trader.venue.clearFaults(on: "/api/Order/Place/")
        #expect(trader.venue.faultsWaiting == 2)
        #expect(try await trader.place().status == 502)
        #expect(try await trader.place().status == 200)
    }

    @Test func `refuses a month that was rolled away`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let old = trader.mnq
        trader.venue.roll("MNQ")
        let answer = trader.venue.placeManually(
            VenuePlaceRequest(account: account, contract: old, type: 2, side: 0, size: 1))
        #expect(answer.code == 9)
        #expect(try await trader.place().code == 0)
    }
}
