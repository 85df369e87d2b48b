import Journey
import Testing
import Trading

/// Entries that are denied for what the Desk knows, or does not know.
struct DeskDenialTests {
    let buy = #""action":"buy","size":1"#

    @Test func `an oversized entry is denied with its numbers and a remedy`() throws {
        var fixture = try DeskFixture.connected(isShared: true)
        let decision = try fixture.arrive(#""action":"buy","size":4"#)
        #expect(decision.verdicts.map(\.code) == ["QUANTITY_EXCEEDS_MAXIMUM", "QUANTITY_EXCEEDS_MAXIMUM"])
        #expect(decision.verdicts.map(\.size) == [4, 4])
        #expect(decision.releases.isEmpty)
        let row = try #require(decision.orders.values.first)
        #expect(row.state == .denied)
        #expect(row.reason == "asked for 4 contracts; this account's limit is 3")
        #expect(row.remedy?.isEmpty == false)
        #expect(decision.audits.count == 2)
        #expect(fixture.desk.orders.isEmpty)
    }

    @Test func `an account that the venue has not shown takes no entry`() throws {
        var fixture = try DeskFixture()
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == ["ACCOUNT_UNKNOWN"])
        fixture.hear(.unreachable(DeskFixture.paper, reason: "connection refused"))
        let decision = try fixture.arrive(#""action":"buy","size":1,"id":"x""#)
        #expect(decision.verdicts.map(\.reason) == ["paper: connection refused"])
    }

    @Test func `an account that is gone from the venue's list takes no entry`() throws {
        var fixture = try DeskFixture.connected(isShared: true)
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.two)]))
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == ["ACCOUNT_UNKNOWN", nil])
    }

    @Test func `an account that may not trade takes no entry`() throws {
        var fixture = try DeskFixture.connected()
        fixture.venue[DeskFixture.one]?.canTrade = false
        fixture.hear(.account(fixture.state(of: DeskFixture.one)))
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == ["ACCOUNT_NOT_TRADABLE"])
    }

    @Test(arguments: [(59_000, nil), (61_000, "ACCOUNT_STATE_STALE")] as [(Int64, String?)])
    func `an account row is good for 60 s`(milliseconds: Int64, code: String?) throws {
        var fixture = try DeskFixture.connected()
        fixture.pass(.milliseconds(milliseconds))
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == [code])
    }

    @Test(arguments: [(118_000, nil), (121_000, "STATE_STALE")] as [(Int64, String?)])
    func `an agreement with the venue is good for 120 s`(milliseconds: Int64, code: String?) throws {
        var fixture = try DeskFixture.connected()
        fixture.pass(.milliseconds(milliseconds))
        fixture.hear(.account(fixture.state(of: DeskFixture.one)))
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == [code])
    }

    @Test func `entries wait for the hub and for an agreement after it`() throws {
        var fixture = try DeskFixture()
        fixture.connect()
        fixture.hear(.stream(DeskFixture.paper, .connecting))
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == ["STREAM_RECONCILING"])
        fixture.hear(.stream(DeskFixture.paper, .ready))
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"b""#).verdicts.map(\.code) == [
                "STREAM_RECONCILING"
            ])
        fixture.venue[DeskFixture.one]?.fault = "positions: 503"
        fixture.answerSnapshots()
        #expect(
            try fixture.arrive(#""action":"buy","size":1,"id":"c""#).verdicts.map(\.code) == [
                "STREAM_RECONCILING"
            ])
        fixture.venue[DeskFixture.one]?.fault = nil
        fixture.tick(after: .seconds(2))
        fixture.answerSnapshots()
        #expect(try fixture.arrive(#""action":"buy","size":1,"id":"d""#).verdicts.map(\.code) == [nil])
    }

    @Test func `a snapshot that was asked before the hub was ready is no agreement`() throws {
        var fixture = try DeskFixture.connected()
        fixture.tick(after: .seconds(46))
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        // Both were asked before the hub came back; the Desk asks again by itself.
        fixture.answerSnapshots()
        #expect(fixture.desk.accounts[DeskFixture.one]?.reconciledAt == nil)
        fixture.answerSnapshots()
        #expect(fixture.desk.accounts[DeskFixture.one]?.reconciledAt != nil)
    }

    @Test func `a root that the venue does not list is denied`() throws {
        let rule = Rule(
            name: "r", when: Rule.Condition(), to: [Rule.Target(account: DeskFixture.one, size: .asAlerted)])
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 1, positionMax: 1, requiresStop: false), rules: [rule])
        #expect(try fixture.arrive(buy, ticker: "ES1!").verdicts.map(\.code) == ["INSTRUMENT_NOT_FOUND"])
        #expect(try fixture.arrive(buy, ticker: "MNQU6").verdicts.map(\.code) == ["CONTRACT_NOT_ACTIVE"])
        #expect(try fixture.arrive(buy, ticker: "MNQZ6").verdicts.map(\.code) == [nil])
    }

    @Test func `the operator's states and the kill switch hold`() throws {
        var reducing = try DeskFixture(state: .reducing)
        reducing.connect()
        #expect(try reducing.arrive(buy).verdicts.map(\.code) == ["TRADING_STATE_REDUCING"])
        var halted = try DeskFixture(state: .halted)
        halted.connect()
        #expect(try halted.arrive(buy).verdicts.map(\.code) == ["TRADING_HALTED"])
        #expect(try halted.arrive(#""action":"flatten""#).verdicts.map(\.code) == [nil])
        var killed = try DeskFixture(isKilled: true)
        killed.connect()
        #expect(try killed.arrive(buy).verdicts.map(\.code) == ["KILL_SWITCH_ACTIVE"])
        #expect(try killed.arrive(#""action":"close""#).verdicts.map(\.code) == [nil])
    }

    @Test func `a hub that is ready anew may have missed events, so entries wait for a new agreement`() throws
    {
        var fixture = try DeskFixture.connected()
        fixture.hear(.stream(DeskFixture.paper, .ready))
        #expect(try fixture.arrive(buy).verdicts.map(\.code) == ["STREAM_RECONCILING"])
        fixture.answerSnapshots()
        #expect(try fixture.arrive(#""action":"buy","size":1,"id":"b""#).verdicts.map(\.code) == [nil])
    }
}
