import Journey
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct RequestBodyTests {
    @Test(
        arguments: [
            (Side.buy, -40, 80), (Side.sell, 40, -80),
        ] as [(Side, Int64, Int64)])
    func `brackets are signed by side`(side: Side, stop: Int64, target: Int64) throws {
        let bracket = try #require(Bracket(stop: Ticks(40), target: Ticks(80)))
        let signed = SignedTicks(bracket, side: side)
        #expect(signed.stop == stop)
        #expect(signed.target == target)
    }

    @Test func `an absent leg stays absent`() throws {
        let stop = SignedTicks(try #require(Bracket(stop: Ticks(4), target: nil)), side: .buy)
        #expect(stop.stop == -4 && stop.target == nil)
        let target = SignedTicks(try #require(Bracket(stop: nil, target: Ticks(5))), side: .sell)
        #expect(target.stop == nil && target.target == -5)
    }

    func body(
        _ type: OrderType, _ side: Side, limit: String? = nil, stop: String? = nil, bracket: Bracket? = nil
    ) throws -> String {
        let request = PlaceRequest(
            account: Samples.account, contract: Samples.mnq, tag: OrderTag("ab-x-1"), type: type, side: side,
            size: try #require(Size(2)), limitPrice: limit.flatMap { Price($0) },
            stopPrice: stop.flatMap { Price($0) }, bracket: bracket)
        return String(decoding: RequestBody.place(request, account: Samples.accountID), as: UTF8.self)
    }

    @Test func `a bracketed market buy has a stop of type 4 below and a limit of type 1 above`() throws {
        #expect(
            try body(.market, .buy, bracket: Bracket(stop: Ticks(40), target: Ticks(80)))
                == #"{"accountId":7701001,"contractId":"CON.F.US.MNQ.Z26","type":2,"side":0,"size":2,"#
                + #""customTag":"ab-x-1","stopLossBracket":{"ticks":-40,"type":4},"#
                + #""takeProfitBracket":{"ticks":80,"type":1}}"#)
    }

    @Test func `a limit sell names its price as a plain decimal`() throws {
        #expect(
            try body(.limit, .sell, limit: "25100.25")
                == #"{"accountId":7701001,"contractId":"CON.F.US.MNQ.Z26","type":1,"side":1,"size":2,"#
                + #""limitPrice":25100.25,"customTag":"ab-x-1"}"#)
    }

    @Test(arguments: [
        ("5e-7", "0.0000005"), ("0.00390625", "0.00390625"), ("-37.63", "-37.63"), ("100", "100"),
    ])
    func `prices of any size keep every digit`(text: String, sent: String) throws {
        #expect(try body(.stop, .buy, stop: text).contains(#""stopPrice":\#(sent),"#))
    }

    @Test func `dated reads name their start as the venue spells it`() {
        let body = RequestBody.dated(account: Samples.accountID, from: Timestamp(microseconds: 0))
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"accountId":7701001,"startTimestamp":"1970-01-01T00:00:00.000000Z"}"#)
    }

    @Test func `the order query asks for rows by offset`() {
        var query = OrderQuery(account: Samples.accountID, statuses: OrderQuery.working)
        query.offset = 100
        #expect(
            String(decoding: query.body, as: UTF8.self)
                == #"{"filter":{"accountId":7701001,"statuses":[1,6,7,8]},"pageSize":100,"pageOffset":100,"#
                + #""sortBy":1,"sortDirection":0,"includeTotalCount":true}"#)
    }
}
