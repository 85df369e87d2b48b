import Journey
import OwnThreads
import Testing
import Trading

@testable import Gateway

/// Every order body, byte by byte; fields and types of sections 5.6, 5.7, 5.15, 7.4 and 7.5.
@Suite(.ownThreads)
struct OrderBodyTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        let type: OrderType
        var limit: String?
        var stop: String?
        var trail: String?
        let members: String
        var testDescription: String { type.word }
    }

    private func body(
        _ type: OrderType, side: Side = .buy, limit: String? = nil, stop: String? = nil, trail: String? = nil,
        bracket: Bracket? = nil
    ) throws -> String {
        let request = PlaceRequest(
            account: Samples.account, contract: Samples.mnq, tag: OrderTag("ab-x-1"), type: type, side: side,
            size: try #require(Size(3)), limitPrice: limit.flatMap { Price($0) },
            stopPrice: stop.flatMap { Price($0) }, trailPrice: trail.flatMap { Price($0) }, bracket: bracket)
        return String(decoding: RequestBody.place(request, account: Samples.accountID), as: UTF8.self)
    }

    private static let head = #"{"accountId":7701001,"contractId":"CON.F.US.MNQ.Z26""#

    @Test(arguments: [
        Kind(type: .limit, limit: "25100.25", members: #""limitPrice":25100.25,"#),
        Kind(type: .market, members: ""),
        Kind(
            type: .stopLimit, limit: "25100.5", stop: "25100",
            members: #""limitPrice":25100.5,"stopPrice":25100,"#),
        Kind(type: .stop, stop: "24990.25", members: #""stopPrice":24990.25,"#),
        Kind(type: .trailingStop, trail: "24995", members: #""trailPrice":24995,"#),
        Kind(type: .joinBid, members: ""), Kind(type: .joinAsk, members: ""),
    ])
    func `5.6, each kind of order names its own prices and no others`(kind: Kind) throws {
        let number = try #require(
            [
                OrderType.limit: 1, .market: 2, .stopLimit: 3, .stop: 4, .trailingStop: 5, .joinBid: 6,
                .joinAsk: 7,
            ][kind.type])
        for (side, wire) in [(Side.buy, 0), (.sell, 1)] {
            #expect(
                try body(kind.type, side: side, limit: kind.limit, stop: kind.stop, trail: kind.trail)
                    == Self.head + #","type":\#(number),"side":\#(wire),"size":3,"#
                    + kind.members + #""customTag":"ab-x-1"}"#)
        }
    }

    @Test(
        arguments: [
            (Side.buy, false, #"{"ticks":-40,"type":4}"#, #"{"ticks":80,"type":1}"#),
            (.sell, false, #"{"ticks":40,"type":4}"#, #"{"ticks":-80,"type":1}"#),
            (.buy, true, #"{"ticks":-40,"type":5}"#, #"{"ticks":80,"type":1}"#),
            (.sell, true, #"{"ticks":40,"type":5}"#, #"{"ticks":-80,"type":1}"#),
        ] as [(Side, Bool, String, String)])
    func `7.5, legs are signed by side, and a stop that trails has type 5`(
        side: Side, trails: Bool, stop: String, target: String
    ) throws {
        let start =
            Self.head + #","type":2,"side":\#(side == .buy ? 0 : 1),"size":3,"customTag":"ab-x-1","#
        let both = Bracket(stop: Ticks(40), target: Ticks(80), stopTrails: trails)
        #expect(
            try body(.market, side: side, bracket: both)
                == start + #""stopLossBracket":\#(stop),"takeProfitBracket":\#(target)}"#)
        let stopAlone = Bracket(stop: Ticks(40), target: nil, stopTrails: trails)
        #expect(
            try body(.market, side: side, bracket: stopAlone) == start + #""stopLossBracket":\#(stop)}"#)
        let targetAlone = Bracket(stop: nil, target: Ticks(80), stopTrails: trails)
        #expect(
            try body(.market, side: side, bracket: targetAlone)
                == start + #""takeProfitBracket":\#(target)}"#)
    }

    @Test func `5.7, a change names what changes and nothing else`() throws {
        let changes: [(OrderChange?, String)] = [
            (OrderChange(size: Size(4)), #""size":4"#),
            (OrderChange(limitPrice: Price("25100.25")), #""limitPrice":25100.25"#),
            (OrderChange(stopPrice: Price("24995.25")), #""stopPrice":24995.25"#),
            (OrderChange(trailPrice: Price("24995")), #""trailPrice":24995"#),
            (
                OrderChange(
                    size: Size(1), limitPrice: Price("2"), stopPrice: Price("0.0000005"),
                    trailPrice: Price("-37.63")),
                #""size":1,"limitPrice":2,"stopPrice":0.0000005,"trailPrice":-37.63"#
            ),
        ]
        for (change, members) in changes {
            let change = try #require(change)
            let sent = RequestBody.modify(OrderID(3_611_000_102), change, account: Samples.accountID)
            #expect(
                String(decoding: sent, as: UTF8.self)
                    == #"{"accountId":7701001,"orderId":3611000102,\#(members)}"#)
        }
    }

    @Test func `5.8, 5.14 and 5.15, cancels and closes name order, contract and size`() throws {
        let account = Samples.accountID
        let sent = [
            RequestBody.order(OrderID(3_611_000_103), account: account),
            RequestBody.closeContract(Samples.mnq, account: account),
            RequestBody.partialClose(Samples.mnq, size: try #require(Size(1)), account: account),
        ].map { String(decoding: $0, as: UTF8.self) }
        #expect(
            sent == [
                #"{"accountId":7701001,"orderId":3611000103}"#, Self.head + "}", Self.head + #","size":1}"#,
            ])
    }
}
