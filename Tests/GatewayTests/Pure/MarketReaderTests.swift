import JSON
import Journey
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct MarketReaderTests {
    var reader = MarketReader()

    static let quote = #"{"symbol":"F.US.MNQ","bestBid":1,"contract":"CON.OTHER"}"#
    static let trade =
        #"{"symbolId":"F.US.MNQ","price":25000.25,"timestamp":"2026-10-05T14:30:01.052+00:00","#
        + #""type":0,"volume":2,"contractId":"CON.F.US.MNQ.Z26"}"#

    private mutating func events(_ target: String, _ arguments: String) throws -> [MarketEvent] {
        reader.events(
            target: target, arguments: try Samples.json(arguments).elements, at: Samples.steady(0)
        ) { contract, _ in contract != Self.unwanted }.events
    }

    static let unwanted = ContractID("CON.UNWANTED")

    @Test mutating func `what nobody asked for is passed over`() throws {
        let events = try events("GatewayQuote", "[\"CON.UNWANTED\",\(Self.quote)]")
        #expect(events.isEmpty && reader.payloadsUnwanted == 1 && reader.payloadsUnreadable == 0)
    }

    @Test(arguments: [
        "[\"CON.A\",\(quote)]", "[\"CON.A\",[\(quote)]]", "[[\"CON.A\",\(quote)]]",
        "[\"CON.A\",{\"action\":1,\"data\":\(quote)}]", "[\"CON.A\",[null,\(quote),null]]",
    ])
    mutating func `a quote is the same in any wrapping, and belongs to the first argument`(
        arguments: String
    ) throws {
        let events = try events("GatewayQuote", arguments)
        guard case .quote(let quote)? = events.first else { throw Unexpected(events) }
        #expect(events.count == 1)
        #expect(quote.contract == ContractID("CON.A") && quote.bid == Price("1"))
    }

    @Test mutating func `without a first argument the payload's own contract counts`() throws {
        let events = try events("gatewayquote", "[\(Self.quote)]")
        guard case .quote(let quote)? = events.first else { throw Unexpected(events) }
        #expect(quote.contract == ContractID("CON.OTHER"))
    }

    @Test(
        arguments: [
            (0, Side.buy), (1, .sell), (2, nil), (-1, nil),
        ] as [(Int, Side?)])
    mutating func `trades tell who took, or that it is not known`(type: Int, side: Side?) throws {
        let row = Self.trade.replacing("\"type\":0", with: "\"type\":\(type)")
        let events = try events("GatewayTrade", "[\"CON.F.US.MNQ.Z26\",[\(row),null,\(row)]]")
        guard case .trade(let trade)? = events.last, events.count == 2 else { throw Unexpected(events) }
        #expect(trade.aggressor == side && trade.volume == 2 && trade.price == Price("25000.25"))
        #expect(trade.at == Timestamp("2026-10-05T14:30:01.052Z"))
    }

    @Test mutating func `a frame of depth is one event with the whole book`() throws {
        let rows = #"[{"type":2,"price":1,"volume":1},null,{"type":1,"price":2,"volume":3}]"#
        let events = try events("GatewayDepth", "[\"CON.A\",\(rows)]")
        guard case .depth(let book)? = events.first, events.count == 1 else { throw Unexpected(events) }
        #expect(book.bids.count == 1 && book.asks.first?.volume == 3)
    }

    @Test(arguments: [
        ("GatewayQuote", #"["CON.A",true]"#), ("GatewayQuote", "[{}]"), ("GatewayQuote", #"["",{}]"#),
        ("GatewayTrade", #"["CON.A",{"price":1}]"#), ("GatewayTrade", #"["CON.A",{"price":1,"volume":0}]"#),
        ("GatewayTrade", #"["CON.A",{"price":"1","volume":1}]"#),
        ("GatewayDepth", #"["CON.A",{"type":1}]"#), ("GatewayDepth", #"["CON.A","text"]"#),
    ])
    mutating func `what cannot be read is told and counted`(target: String, arguments: String) throws {
        let (_, faults) = reader.events(
            target: target, arguments: try Samples.json(arguments).elements, at: Samples.steady(0)
        ) { _, _ in true }
        #expect(faults.count == 1 && reader.payloadsUnreadable == 1)
    }

    @Test(arguments: ["[]", "[null]", #"["CON.A"]"#, #"["CON.A",null]"#, #"["CON.A",[]]"#, "[7]"])
    mutating func `nothing in a frame is nothing`(arguments: String) throws {
        for target in ["GatewayQuote", "GatewayTrade", "GatewayDepth"] {
            let events = try events(target, arguments)
            #expect(events.isEmpty)
        }
        #expect(reader.payloadsUnreadable == 0)
    }

    @Test mutating func `other targets are counted`() throws {
        let events = try events("GatewayNews", "[\(Self.quote)]")
        #expect(events.isEmpty && reader.targetsIgnored == 1)
    }

    @Test mutating func `a new connection, and an end, start the book anew`() throws {
        _ = try events("GatewayQuote", #"["CON.A",{"bestBid":1}]"#)
        _ = try events("GatewayDepth", #"["CON.A",{"type":2,"price":1,"volume":1}]"#)
        reader.forget(ContractID("CON.A"), .quotes)
        let quote = try events("GatewayQuote", #"["CON.A",{"bestAsk":2}]"#)
        reader.reset()
        let depth = try events("GatewayDepth", #"["CON.A",{"type":1,"price":2,"volume":1}]"#)
        guard case .quote(let quote)? = quote.first, case .depth(let book)? = depth.first else {
            throw Unexpected("\(quote) \(depth)")
        }
        #expect(quote.bid == nil && book.bids.isEmpty)
    }
}
