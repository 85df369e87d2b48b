import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct HubSessionTests {
    let reach = Reach(.paper(accounts: 2))

    func text(_ outputs: [HubSession.Output]) -> [String] {
        outputs.map { output in
            switch output {
            case .send(let bytes): String(decoding: bytes, as: UTF8.self).replacing("\u{1E}", with: "|")
            case .close: "close"
            }
        }
    }

    func opened() -> HubSession {
        var session = HubSession(reach: reach)
        _ = session.received(Array(#"{"protocol":"json","version":1}"#.utf8) + [0x1E])
        return session
    }

    @Test(arguments: [0, 1])
    func `shakes hands`(version: Int) {
        var session = HubSession(reach: reach)
        let hello = Array(#"{"protocol":"json","version":\#(version)}"#.utf8)
        #expect(session.received(hello).isEmpty)
        #expect(!session.isOpen)
        #expect(text(session.received([0x1E])) == ["{}|"])
        #expect(session.isOpen)
    }

    @Test(arguments: [
        #"{"protocol":"json","version":2}"#, #"{"protocol":"messagepack","version":1}"#, "{}", "hello",
    ])
    func `refuses another handshake and closes`(hello: String) {
        var session = HubSession(reach: reach)
        let outputs = text(session.received(Array(hello.utf8) + [0x1E]))
        #expect(outputs.count == 2)
        #expect(outputs.first?.hasPrefix(#"{"error":"#) == true)
        #expect(outputs.last == "close")
        #expect(!session.isOpen)
    }

    @Test(arguments: [
        ("SubscribeAccounts", "[]", nil), ("subscribeorders", "[1001]", nil),
        ("SubscribePositions", "[1001]", nil), ("SubscribeTrades", "[1002]", nil),
        ("UnsubscribeOrders", "[1001]", nil), ("UnsubscribeAccounts", "[]", nil),
        (
            "SubscribeQuotes", "[]",
            """
            Failed to invoke 'SubscribeQuotes' due to an error on the server. \
            HubException: Method does not exist.
            """
        ),
        (
            "SubscribeOrders", #"["1001"]"#,
            "Failed to invoke 'SubscribeOrders' due to an error on the server."
        ),
        (
            "SubscribeOrders", "[]",
            """
            Failed to invoke 'SubscribeOrders' due to an error on the server. \
            HubException: Invocation provides 0 argument(s) but target expects 1.
            """
        ),
        (
            "SubscribeOrders", "[7]",
            """
            Failed to invoke 'SubscribeOrders' due to an error on the server. \
            HubException: Account not found.
            """
        ),
    ])
    func `completes what is invoked with an id`(target: String, arguments: String, error: String?) {
        var session = opened()
        let call = #"{"type":1,"invocationId":"9","target":"\#(target)","arguments":\#(arguments)}"#
        let result = error.map { #""error":"\#($0)""# } ?? #""result":null"#
        let outputs = text(session.received(Array(call.utf8) + [0x1E]))
        #expect(outputs == [#"{"type":3,"invocationId":"9",\#(result)}|"#])
    }

    @Test func `stays silent on what is invoked without an id, on pings and on unknown types`() {
        var session = opened()
        for record in [
            #"{"type":1,"target":"SubscribeAccounts","arguments":[]}"#, #"{"type":6}"#, #"{"type":99}"#,
        ] {
            #expect(session.received(Array(record.utf8) + [0x1E]).isEmpty)
        }
        #expect(
            session.wants(VenueEvent(at: Bench.start, payload: .account(VenueAccount(id: AccountID(1_001))))))
    }

    @Test func `takes several records in one message and one in several`() {
        var session = opened()
        let call = Array(#"{"type":1,"invocationId":"1","target":"SubscribeAccounts","arguments":[]}"#.utf8)
        #expect(session.received(call + [0x1E] + call + [0x1E] + call.prefix(5)).count == 2)
        #expect(session.received(call.dropFirst(5) + [0x1E]).count == 1)
    }

    @Test func `closes when asked, and on what is no record`() {
        var session = opened()
        #expect(text(session.received(Array(#"{"type":7}"#.utf8) + [0x1E])) == ["close"])
        var other = opened()
        #expect(
            text(other.received([0x7B, 0x1E])) == [
                #"{"type":7,"error":"Connection closed with an error."}|"#, "close",
            ])
        var flood = opened()
        #expect(flood.received([UInt8](repeating: 0x20, count: 32_769)).last == .close)
    }

    @Test func `wants only what was subscribed, for accounts in reach`() {
        var session = opened()
        let order = VenueEvent(at: Bench.start, payload: .order(Self.order(account: 1_001)))
        let foreign = VenueEvent(at: Bench.start, payload: .order(Self.order(account: 1_002)))
        #expect(!session.wants(order))
        func say(_ target: String) {
            let call = #"{"type":1,"target":"\#(target)","arguments":[1001]}"#
            _ = session.received(Array(call.utf8) + [0x1E])
        }
        say("SubscribeOrders")
        #expect(session.wants(order))
        #expect(!session.wants(foreign))
        say("UnsubscribeOrders")
        #expect(!session.wants(order))
    }

    static func order(account: Int64, status: VenueOrderStatus = .open) -> VenueOrder {
        VenueOrder(
            id: OrderID(3_600_000_001), account: AccountID(account), contract: Bench.mnq,
            symbolID: "F.US.MNQ", created: Bench.start, updated: Bench.start, status: status, type: 2,
            sideNumber: 0, size: 1)
    }
}
