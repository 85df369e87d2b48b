import JSON
import OwnThreads
import Testing
import Trading

@testable import Gateway

/// The same machine as the user hub's, on the market hub.
@Suite(.ownThreads)
struct MarketSessionTests {
    static let a = ContractID("CON.A")
    static let b = ContractID("CON.B")

    var session = HubSession(
        .market, wanted: [quotes(a), quotes(b)], timings: GatewayTimings(), recordBytesMax: 1_000)

    static func quotes(_ contract: ContractID) -> HubSubscription {
        HubSubscription(.contractQuotes, .contract(contract))
    }

    private static func words(_ action: HubSession.Action) -> String {
        switch action {
        case .send(let bytes): "send " + String(decoding: bytes.dropLast(), as: UTF8.self)
        case .ready: "ready"
        case .unready: "unready"
        case .refused(let subscription, let reason): "refused \(subscription.target) \(reason)"
        case .invoked(let target, _): "invoked \(target)"
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

    private static func completion(_ id: Int, error: String? = nil) -> String {
        let end = error.map { "\"error\":\"\($0)\"" } ?? "\"result\":null"
        return #"{"type":3,"invocationId":"\#(id)",\#(end)}"#
    }

    private static func call(_ id: Int, _ target: String, _ contract: String) -> String {
        #"send {"type":1,"invocationId":"\#(id)","target":"\#(target)","arguments":["\#(contract)"]}"#
    }

    private mutating func becomeReady() {
        _ = handle(.opened, at: 0)
        _ = receive("{}")
        _ = receive(Self.completion(1), Self.completion(2))
    }

    @Test mutating func `contracts are sent as texts, one call each`() {
        _ = handle(.opened, at: 0)
        let shaken = receive("{}")
        #expect(
            shaken == [
                Self.call(1, "SubscribeContractQuotes", "CON.A"),
                Self.call(2, "SubscribeContractQuotes", "CON.B"),
            ])
    }

    @Test mutating func `one that is refused is told, and the others stand`() {
        _ = handle(.opened, at: 0)
        _ = receive("{}")
        let refused = receive(Self.completion(1, error: "no such contract"))
        let ready = receive(Self.completion(2))
        let again = handle(.want([Self.quotes(Self.a), Self.quotes(Self.b)]), at: 2)
        #expect(refused == ["refused SubscribeContractQuotes no such contract"])
        #expect(ready == ["ready"])
        #expect(again.isEmpty)
    }

    @Test mutating func `a refused one is asked for again once it was not wanted in between`() {
        _ = handle(.opened, at: 0)
        _ = receive("{}", Self.completion(1, error: "no"), Self.completion(2))
        _ = handle(.want([Self.quotes(Self.b)]), at: 2)
        let again = handle(.want([Self.quotes(Self.a), Self.quotes(Self.b)]), at: 3)
        #expect(again == [Self.call(3, "SubscribeContractQuotes", "CON.A")])
    }

    @Test mutating func `with nothing wanted it is ready after the handshake`() {
        session = HubSession(.market, wanted: [], timings: GatewayTimings())
        _ = handle(.opened, at: 0)
        let shaken = receive("{}")
        #expect(shaken == ["ready"])
    }

    @Test mutating func `subscriptions grow and shrink while it is ready, and it stays ready`() {
        becomeReady()
        let depth = HubSubscription(.contractDepth, .contract(Self.a))
        let changed = handle(.want([Self.quotes(Self.b), depth]), at: 2)
        let completed = receive(Self.completion(3), Self.completion(4))
        #expect(
            changed == [
                Self.call(3, "UnsubscribeContractQuotes", "CON.A"),
                Self.call(4, "SubscribeContractMarketDepth", "CON.A"),
            ])
        #expect(completed.isEmpty)
    }

    @Test mutating func `one given up while it is being asked for is ended after its completion`() {
        _ = handle(.opened, at: 0)
        _ = receive("{}")
        let early = handle(.want([Self.quotes(Self.b)]), at: 1)
        let first = receive(Self.completion(1))
        let second = receive(Self.completion(2), Self.completion(3))
        #expect(early.isEmpty)
        #expect(first == [Self.call(3, "UnsubscribeContractQuotes", "CON.A")])
        #expect(second == ["ready"])
    }

    @Test mutating func `one wanted again while it is being ended is asked for after that`() {
        becomeReady()
        _ = handle(.want([Self.quotes(Self.b)]), at: 2)
        let early = handle(.want([Self.quotes(Self.a), Self.quotes(Self.b)]), at: 2)
        let ended = receive(Self.completion(3, error: "refused, and it does not matter"))
        #expect(early.isEmpty)
        #expect(ended == [Self.call(4, "SubscribeContractQuotes", "CON.A")])
    }

    @Test mutating func `an end without a completion ends the connection after 15 s`() {
        becomeReady()
        _ = handle(.want([Self.quotes(Self.b)]), at: 2)
        let early = handle(.alarm, at: 16)
        let due = handle(.alarm, at: 17)
        #expect(early == [#"send {"type":6}"#])
        #expect(due == ["failed no answer to 1 subscription within 15 s"])
    }

    @Test(arguments: ["GatewayLogout", "GATEWAYLOGOUT"])
    mutating func `a logout is heard here too`(target: String) {
        becomeReady()
        let actions = receive(#"{"type":1,"target":"\#(target)","arguments":["whatever",{}]}"#)
        #expect(actions == ["logged out"])
    }

    // MARK: The watchdog

    @Test mutating func `pings without market data for 20 s count as frozen`() {
        becomeReady()
        _ = receive(#"{"type":6}"#, at: 20)
        let early = handle(.alarm, at: 20)
        let due = handle(.alarm, at: 21)
        #expect(early == [#"send {"type":6}"#])
        #expect(due == ["failed no market data for 20 s, though the market is open"])
    }

    @Test mutating func `any frame of the market starts the 20 s again`() {
        becomeReady()
        _ = receive(#"{"type":1,"target":"GatewayTrade","arguments":["CON.A",[]]}"#, at: 20)
        _ = handle(.alarm, at: 39)
        let early = handle(.alarm, at: 39)
        _ = receive(#"{"type":6}"#, at: 39)
        let due = handle(.alarm, at: 40)
        #expect(early.isEmpty)
        #expect(due == ["failed no market data for 20 s, though the market is open"])
    }

    @Test mutating func `with nothing subscribed silence is no fault`() {
        session = HubSession(.market, wanted: [], timings: GatewayTimings())
        _ = handle(.opened, at: 0)
        _ = receive("{}")
        _ = receive(#"{"type":6}"#, at: 25)
        let later = handle(.alarm, at: 30)
        #expect(later == [#"send {"type":6}"#])
    }

    @Test mutating func `a user hub may say nothing but pings for ever`() {
        session = HubSession(.user, wanted: [HubSubscription(.accounts)], timings: GatewayTimings())
        _ = handle(.opened, at: 0)
        _ = receive("{}", Self.completion(1))
        for second in 1...20 { _ = receive(#"{"type":6}"#, at: Int64(second) * 15) }
        let later = handle(.alarm, at: 310)
        #expect(later == [#"send {"type":6}"#])
    }

    /// 2026-10-05 is a Monday; Chicago is five hours behind UTC.
    @Test(arguments: [
        ("2026-10-05T20:59:59Z", true), ("2026-10-05T21:00:00Z", false), ("2026-10-05T21:59:59Z", false),
        ("2026-10-05T22:00:00Z", true), ("2026-10-09T20:59:59Z", true), ("2026-10-09T22:30:00Z", false),
        ("2026-10-10T15:00:00Z", false), ("2026-10-11T21:59:59Z", false), ("2026-10-11T22:00:00Z", true),
    ])
    func `knows when the market is open`(time: String, isOpen: Bool) throws {
        let hours = MarketHours(chicago: ZoneRules(before: -5 * 3_600, changes: []))
        let time = try #require(Timestamp(time))
        #expect(hours.isOpen(at: time) == isOpen)
        #expect(MarketHours.always.isOpen(at: time))
    }

    @Test(arguments: [
        ("2026-10-05T21:30:00Z", false), ("2026-10-05T22:00:10Z", false), ("2026-10-05T22:00:20Z", true),
    ])
    func `silence counts only while the market was open all the time`(time: String, isFrozen: Bool) throws {
        var session = HubSession(
            .market, wanted: [Self.quotes(Self.a)], timings: GatewayTimings(),
            hours: MarketHours(chicago: ZoneRules(before: -5 * 3_600, changes: [])))
        let wall = try #require(Timestamp(time))
        func moment(_ second: Int64) -> Moment {
            Moment(wall: wall.advanced(by: .seconds(second - 20)), steady: Samples.steady(second))
        }
        _ = session.handle(.opened, at: moment(0))
        _ = session.handle(.received(Array("{}\u{1E}\(Self.completion(1))\u{1E}".utf8)), at: moment(0))
        let actions = session.handle(.alarm, at: moment(20)).map(Self.words)
        #expect(actions.contains { $0.hasPrefix("failed no market data") } == isFrozen)
    }

    // MARK: Size

    @Test mutating func `a record beyond the cap ends the connection, split or not`() {
        becomeReady()
        let half = [UInt8](repeating: 0x20, count: 501)
        let first = handle(.received(half), at: 2)
        let second = handle(.received(half), at: 2)
        #expect(first.isEmpty)
        #expect(second == ["failed a record of more than 1000 bytes"])
    }
}
