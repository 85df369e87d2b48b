import Journey
import Testing
import Trading

/// Partial and whole exits, from the alert to the venue's last word.
struct DeskExitTests {
    @Test(arguments: [#""action":"close","#, #""action":"sell","position":0,"#])
    func `a close of what cannot be resolved is denied, and nothing else is closed`(action: String) throws {
        var fixture = try DeskFixture.connected(rules: [
            Rule(
                name: "any", when: Rule.Condition(),
                to: [Rule.Target(account: DeskFixture.one, size: .asAlerted)])
        ])
        let decision = try fixture.arrive(#"\#(action)"extras":{}"#, ticker: "ZZ1!")
        #expect(decision.verdicts.map(\.code) == ["INSTRUMENT_NOT_FOUND"])
        #expect(decision.releases.isEmpty)
        #expect(decision.locks.isEmpty)
    }

    let half = #""action":"sell","size":1,"position":1,"prev_position":2"#

    @Test func `a partial exit is a market order against the position, without a bracket`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let request = try #require(try fixture.order(half).first)
        #expect((request.side, request.size, request.type, request.bracket) == (.sell, Size(1), .market, nil))
        #expect(fixture.row(request.tag)?.orderClass == .reduce)
    }

    @Test func `exits never take more than is held, those under way included`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        #expect(try fixture.arrive(half + #","id":"a""#).verdicts.map(\.code) == [nil])
        #expect(try fixture.arrive(half + #","id":"b""#).verdicts.map(\.code) == [nil])
        #expect(
            try fixture.arrive(half + #","id":"c""#).verdicts.map(\.code) == [
                "REDUCE_ONLY_WOULD_INCREASE_POSITION"
            ])
    }

    @Test func `a position that is being closed has nothing left to take off`() throws {
        for close in [#""action":"close""#, #""action":"flatten""#] {
            var fixture = try DeskFixture.connected()
            _ = try fixture.filledEntry(#""action":"buy","size":2"#)
            fixture.release(try fixture.arrive(close))
            #expect(try fixture.arrive(half).verdicts.map(\.code) == ["REDUCE_ONLY_WOULD_INCREASE_POSITION"])
        }
    }

    @Test func `an exit is not held up by what stops entries`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        fixture.pass(.seconds(600))
        #expect(try fixture.order(half + #","time":"2026-10-05T14:00:00Z""#).count == 1)
    }

    @Test func `a rule's cap cuts entries and never an exit`() throws {
        let target = Rule.Target(
            account: DeskFixture.one, root: "MNQ",
            size: SizeRule(.multiply(millionths: 2_000_000), max: Size(2)),
            bracket: Bracket(stop: Ticks(80), target: nil))
        var fixture = try DeskFixture.connected(rules: [Rule(name: "r", when: Rule.Condition(), to: [target])]
        )
        #expect(try fixture.order(#""action":"buy","size":2"#).map(\.size) == [Size(2)])
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(4)))
        #expect(
            try fixture.order(#""action":"sell","size":2,"position":1,"prev_position":3"#).map(\.size) == [
                Size(4)
            ])
    }

    @Test func `a partial exit that could not be sent is sent once the venue answers again`() throws {
        var fixture = try DeskFixture.connected()
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
        let exit = try #require(try fixture.order(half).first)
        #expect(fixture.answer(exit, .notSent("connection refused")).orders[exit.tag]?.state == .lost)
        var sent: [PlaceRequest] = []
        for span in [1, 1, 2, 4, 7] as [Int64] {
            let decision = fixture.tick(after: .seconds(span))
            for call in decision.calls {
                guard case .lookUp = call else { continue }
                // Unreadable while the venue is down, absent afterwards.
                let result: LookUp = span < 2 ? .unreadable("down") : .absent
                sent += fixture.answer(call, .lookedUp(result)).calls.compactMap {
                    if case .place(let again) = $0 { again } else { nil }
                }
            }
        }
        #expect(sent == [exit])
    }

    @Test func `an exit takes no more than a market entry against the position leaves`() throws {
        var fixture = try DeskFixture.connected()
        // Flat when it was decided: an entry, and what is held since is told of behind it.
        let turn = try #require(try fixture.order(#""action":"sell","size":2,"id":"turn""#).first)
        fixture.hear(.position(DeskFixture.one, turn.held(2)))
        let refused = ["REDUCE_ONLY_WOULD_INCREASE_POSITION"]
        #expect(try fixture.arrive(half + #","id":"a""#).verdicts.map(\.code) == refused)
        fixture.answer(turn, .accepted(order: OrderID(200)))
        #expect(try fixture.arrive(half + #","id":"b""#).verdicts.map(\.code) == refused)
        // One that the venue holds up keeps no exit waiting.
        fixture.pass(.seconds(10))
        #expect(try fixture.arrive(half + #","id":"c""#).verdicts.map(\.code) == [nil])
    }

    @Test(arguments: [
        Ending.lost("reset"), .notSent("refused"), .rejected(Rejection(code: 2, name: "n", message: nil)),
    ])
    func `an entry that may not be there keeps no exit waiting`(ending: Ending) throws {
        var fixture = try DeskFixture.connected()
        // Flat when it was decided: an entry, and what is held since is told of behind it.
        let turn = try #require(try fixture.order(#""action":"sell","size":2,"id":"turn""#).first)
        fixture.hear(.position(DeskFixture.one, turn.held(2)))
        fixture.answer(turn, ending)
        #expect(try fixture.arrive(half).verdicts.map(\.code) == [nil])
    }
}
