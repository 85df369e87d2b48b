import JSON
import Journey
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct HubEventReaderTests {
    var reader = HubEventReader(Samples.book)

    static let position =
        #"{"accountId":7701001,"contractId":"CON.F.US.MNQ.Z26","type":2,"size":3,"averagePrice":25000.25}"#
    static let event = GatewayEvent.position(
        Samples.account,
        Position(contract: Samples.mnq, signedSize: -3, averagePrice: Price(nanos: 25_000_250_000_000)))

    private mutating func events(_ target: String, _ arguments: String) throws -> [GatewayEvent] {
        reader.events(target: target, arguments: try Samples.json(arguments).elements).events
    }

    @Test(arguments: [
        "[\(position)]", "[{\"action\":1,\"data\":\(position)}]", "[[\(position)]]",
        "[null,[null,\(position),null]]",
        "[7701001,\(position)]", "[{\"action\":1,\"data\":[\(position),null]}]",
        "[[{\"action\":0,\"data\":\(position)}]]",
    ])
    mutating func `a payload is the same in any wrapping`(arguments: String) throws {
        let events = try events("GatewayUserPosition", arguments)
        #expect(events == [Self.event])
    }

    @Test mutating func `several payloads in one event are several events`() throws {
        let events = try events("gatewayuserposition", "[[\(Self.position),\(Self.position)]]")
        #expect(events == [Self.event, Self.event])
    }

    @Test mutating func `a closed position is flat`() throws {
        let events = try events(
            "GatewayUserPosition",
            #"[{"action":2,"data":{"accountId":7701001,"contractId":"CON.F.US.MNQ.Z26","type":0,"size":0}}]"#)
        #expect(
            events == [
                .position(
                    Samples.account,
                    Position(contract: Samples.mnq, signedSize: 0, averagePrice: Price(nanos: 0)))
            ])
    }

    @Test mutating func `orders, trades and accounts become events too`() throws {
        let order = try events("GatewayUserOrder", "[\(Samples.order(tag: "k"))]")
        let account = try events(
            "GatewayUserAccount",
            #"[{"action":1,"data":{"id":7701001,"name":"P","balance":1,"canTrade":true}}]"#)
        let trade = try events(
            "GatewayUserTrade",
            #"[{"action":0,"data":{"id":1,"accountId":7701001,"contractId":"C","#
                + #""creationTimestamp":"2026-10-05T14:30:00Z","price":1,"side":1,"size":1,"orderId":2}}]"#)
        guard case .order(let row)? = order.first, case .account? = account.first, case .trade? = trade.first
        else { throw Unexpected("\(order) \(account) \(trade)") }
        #expect(row.tag == OrderTag("k"))
    }

    @Test mutating func `other accounts give no event and other targets are counted`() throws {
        let foreign = try events("GatewayUserOrder", "[\(Samples.order(account: 99))]")
        let unknown = try events("GatewayUserMood", "[{}]")
        #expect(foreign.isEmpty && unknown.isEmpty)
        #expect(reader.targetsIgnored == 1)
        #expect(reader.payloadsUnreadable == 0)
    }

    @Test(arguments: ["[{}]", #"["text"]"#, "[true]", #"[{"action":1,"data":{"id":1}}]"#])
    mutating func `a payload that cannot be read is told and counted`(arguments: String) throws {
        let (events, faults) = reader.events(
            target: "GatewayUserOrder", arguments: try Samples.json(arguments).elements)
        #expect(events.isEmpty)
        #expect(faults.count == 1 && reader.payloadsUnreadable == 1)
    }

    @Test(arguments: [("a-b._~0Z", "a-b._~0Z"), ("a+b/c=", "a%2Bb%2Fc%3D"), ("é", "%C3%A9")])
    func `a token is encoded for the address`(token: String, encoded: String) {
        #expect(
            HubAddress.url("https://rtc.example.com/hubs/user", token: GatewaySecret(token))
                == "wss://rtc.example.com/hubs/user?access_token=\(encoded)")
    }
}
