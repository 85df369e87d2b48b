import JSON
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct HubSessionTests {
    var session = HubSession(
        .user, wanted: HubSubscription.user([AccountID(1), AccountID(2)]), timings: GatewayTimings())

    /// What an action comes to, in words that can be compared.
    private static func words(_ action: HubSession.Action) -> String {
        switch action {
        case .send(let bytes): "send " + String(decoding: bytes.dropLast(), as: UTF8.self)
        case .ready: "ready"
        case .unready: "unready"
        case .refused(let subscription, let reason): "refused \(subscription.target) \(reason)"
        case .invoked(let target, let arguments): "invoked \(target) \(arguments.count)"
        case .loggedOut: "logged out"
        case .failed(let reason): "failed \(reason)"
        }
    }

    private mutating func handle(_ event: HubSession.Event, at seconds: Int64) -> [String] {
        session.handle(event, at: Samples.moment(seconds)).map(Self.words)
    }

    private mutating func receive(_ records: String..., at seconds: Int64 = 1) -> [String] {
        handle(.received(Array(records.map { $0 + "\u{1E}" }.joined().utf8)), at: seconds)
    }

    private static func completion(_ id: Int) -> String {
        #"{"type":3,"invocationId":"\#(id)","result":null}"#
    }

    /// Opens, shakes hands and confirms all seven subscriptions.
    private mutating func becomeReady() -> [String] {
        _ = handle(.opened, at: 0)
        _ = receive("{}")
        return (1...7).flatMap { receive(Self.completion($0)) }
    }

    @Test mutating func `it shakes hands, then subscribes once for the user and thrice per account`() {
        let opened = handle(.opened, at: 0)
        let shaken = receive("{}")
        #expect(opened == [#"send {"protocol":"json","version":1}"#])
        #expect(shaken.count == 7)
        #expect(
            shaken.first == #"send {"type":1,"invocationId":"1","target":"SubscribeAccounts","arguments":[]}"#
        )
        #expect(
            shaken.last == #"send {"type":1,"invocationId":"7","target":"SubscribeTrades","arguments":[2]}"#)
    }

    @Test mutating func `it is ready only when the last subscription is confirmed`() {
        let actions = becomeReady()
        #expect(actions == ["ready"])
    }

    @Test mutating func `a record split over messages and many records in one are the same`() {
        _ = handle(.opened, at: 0)
        _ = handle(.received(Array("{".utf8)), at: 0)
        let shaken = handle(.received(Array("}\u{1E}{\"type\":6}\u{1E}{\"ty".utf8)), at: 0)
        #expect(shaken.count == 7)
    }

    @Test(arguments: [#"{"error":"no"}"#, #"{"error":""}"#, "[]", "nonsense"])
    mutating func `a handshake that is not taken ends the connection`(answer: String) {
        _ = handle(.opened, at: 0)
        let actions = receive(answer)
        #expect(actions.count == 1 && actions[0].hasPrefix("failed handshake"))
    }

    @Test mutating func `a refused subscription ends the connection`() {
        _ = handle(.opened, at: 0)
        _ = receive("{}")
        let actions = receive(#"{"type":3,"invocationId":"2","error":"Method does not exist."}"#)
        #expect(actions == ["failed SubscribeOrders refused: Method does not exist."])
        #expect(session.nextDeadline == nil)
    }

    @Test mutating func `events are handed on before and after it is ready`() {
        _ = handle(.opened, at: 0)
        _ = receive("{}")
        let early = receive(#"{"type":1,"target":"GatewayUserOrder","arguments":[{},{}],"headers":{}}"#)
        #expect(early == ["invoked GatewayUserOrder 2"])
    }

    @Test(arguments: ["GatewayLogout", "gatewaylogout"])
    mutating func `a logout ends the connection for another reason`(target: String) {
        _ = becomeReady()
        let actions = receive(#"{"type":1,"target":"\#(target)","arguments":[]}"#, Self.completion(9))
        #expect(actions == ["logged out"])
        let after = receive(#"{"type":1,"target":"GatewayUserOrder","arguments":[]}"#)
        #expect(after.isEmpty)
    }

    @Test(arguments: [
        (#"{"type":7,"error":"Gone.","allowReconnect":true}"#, "Gone."),
        (#"{"type":7,"error":"Gone.","allowReconnect":false}"#, "Gone.; it did not ask for a new connection"),
        (#"{"type":7,"error":"Gone."}"#, "Gone.; it did not ask for a new connection"),
        (#"{"type":7}"#, "no reason given; it did not ask for a new connection"),
    ])
    mutating func `a close record ends the connection with the server's words`(
        record: String, words: String
    ) {
        _ = becomeReady()
        let actions = receive(record)
        #expect(actions == ["failed the server closed: \(words)"])
    }

    @Test mutating func `unknown types and broken records are passed over and counted`() {
        _ = becomeReady()
        let actions = receive(
            #"{"type":8,"sequenceId":1}"#, "{", #"{"type":1}"#, #"{"type":3}"#, "7", "{}", Self.completion(99)
        )
        #expect(actions.isEmpty)
        #expect(session.recordsIgnored == 7)
    }

    @Test mutating func `it pings each 15 s`() {
        _ = becomeReady()
        let early = handle(.alarm, at: 15)
        let due = handle(.alarm, at: 16)
        _ = receive(#"{"type":6}"#, at: 30)
        let next = handle(.alarm, at: 31)
        #expect(early.isEmpty)
        #expect(due == [#"send {"type":6}"#])
        #expect(next == [#"send {"type":6}"#])
    }

    @Test mutating func `a server silent for 30 s is gone`() {
        _ = becomeReady()
        _ = receive(#"{"type":6}"#, at: 10)
        _ = handle(.alarm, at: 39)
        let gone = handle(.alarm, at: 40)
        #expect(gone == ["failed silent for 30 s"])
    }

    @Test mutating func `a handshake without an answer ends after 15 s`() {
        _ = handle(.opened, at: 0)
        #expect(session.nextDeadline == Samples.steady(15))
        let early = handle(.alarm, at: 14)
        let due = handle(.alarm, at: 15)
        #expect(early.isEmpty)
        #expect(due == ["failed no answer to the handshake within 15 s"])
    }

    @Test mutating func `a subscription without a completion ends after 15 s, pings or not`() {
        _ = handle(.opened, at: 0)
        _ = receive("{}", Self.completion(1), at: 1)
        _ = receive(#"{"type":6}"#, at: 15)
        let due = handle(.alarm, at: 16)
        #expect(due == ["failed no answer to 6 subscriptions within 15 s"])
    }

    @Test mutating func `one more account is subscribed on the same connection, and it is ready again`() {
        _ = becomeReady()
        let more = HubSubscription.user([AccountID(2), AccountID(3)])
        let wanted = handle(.want(more), at: 2)
        let again = handle(.want(more), at: 2)
        let confirmed = receive(Self.completion(8), Self.completion(9), Self.completion(10))
        #expect(wanted.count == 4 && wanted[0] == "unready")
        #expect(
            wanted[3]
                == #"send {"type":1,"invocationId":"10","target":"SubscribeTrades","arguments":[3]}"#)
        #expect(again.isEmpty)
        #expect(confirmed == ["ready"])
    }

    @Test mutating func `an account that is not listed any more stays subscribed`() {
        _ = becomeReady()
        let actions = handle(.want(HubSubscription.user([AccountID(2)])), at: 2)
        #expect(actions.isEmpty)
    }

    @Test mutating func `what is wanted before the handshake is asked for once`() {
        _ = handle(.want(HubSubscription.user([])), at: 0)
        _ = handle(.opened, at: 0)
        let early = handle(.want(HubSubscription.user([AccountID(5)])), at: 0)
        let shaken = receive("{}")
        #expect(early.isEmpty)
        #expect(shaken.count == 10)
    }
}
