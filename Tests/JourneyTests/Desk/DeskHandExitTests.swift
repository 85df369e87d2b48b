import Journey
import Testing
import Trading

/// Exits by hand that rest at a price: none of them may turn a position round.
struct DeskHandExitTests {
    private static let limit =
        #""action":"place","contract":"MNQ","side":"sell","type":"limit","limit_price":21500,"size":"#
    private static let stop =
        #""action":"place","contract":"MNQ","side":"sell","type":"stop","stop_price":21400,"size":"#

    /// Two contracts held, nothing working.
    private func holding() throws -> DeskFixture {
        var fixture = try DeskFixture(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(2)]
        fixture.connect()
        return fixture
    }

    private func hold(_ size: Int64, _ fixture: inout DeskFixture) {
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(size)))
    }

    @Test func `a second one for contracts that the first takes off is denied`() throws {
        var fixture = try holding()
        let first = fixture.ask(Self.limit + "2", id: "one")
        let request = try #require(fixture.release(first).placed.first)
        for state in ["sent", "working"] {
            let second = fixture.ask(Self.limit + "1", id: "two-\(state)")
            #expect(second.verdicts.map(\.code) == ["REDUCE_ONLY_WOULD_INCREASE_POSITION"])
            fixture.answer(request, .accepted(order: OrderID(500)))
            fixture.hear(.order(request.order(500)))
        }
    }

    @Test func `a stop and a limit for the same contracts stand side by side`() throws {
        var fixture = try holding()
        let target = try #require(fixture.release(fixture.ask(Self.limit + "2", id: "t")).placed.first)
        let early = fixture.ask(Self.stop + "2", id: "early")
        #expect(early.verdicts.map(\.isApproved) == [false], "what the first becomes is not known yet")
        fixture.answer(target, .accepted(order: OrderID(500)))
        fixture.hear(.order(target.order(500)))
        #expect(fixture.ask(Self.stop + "2", id: "s").verdicts.map(\.isApproved) == [true])
    }

    @Test func `a market exit passes beside one that rests, and not beside one on its way`() throws {
        var fixture = try holding()
        let target = try #require(fixture.release(fixture.ask(Self.limit + "2", id: "t")).placed.first)
        let close = #""action":"close","contract":"MNQ","size":1"#
        #expect(fixture.ask(close, id: "a").verdicts.map(\.isApproved) == [false])
        fixture.answer(target, .accepted(order: OrderID(500)))
        fixture.hear(.order(target.order(500)))
        #expect(fixture.ask(close, id: "b").verdicts.map(\.isApproved) == [true])
    }

    @Test(arguments: [0, 1, -2])
    func `one whose position changed since its verdict is not sent`(held: Int64) throws {
        var fixture = try holding()
        let decision = fixture.ask(Self.limit + "2", id: "one")
        hold(held, &fixture)
        #expect(fixture.release(decision).placed.isEmpty)
        let tag = try #require(decision.verdicts.first?.tag)
        #expect(fixture.row(tag)?.state == .notSent)
    }

    @Test func `one is denied while the position is being closed`() throws {
        var fixture = try holding()
        fixture.release(fixture.ask(#""action":"close","contract":"MNQ""#, id: "close"))
        let decision = fixture.ask(Self.stop + "2", id: "one")
        #expect(decision.verdicts.map(\.code) == ["REDUCE_ONLY_WOULD_INCREASE_POSITION"])
    }

    @Test func `a lost one is not sent again once its position is gone`() throws {
        var fixture = try holding()
        let request = try #require(fixture.release(fixture.ask(Self.stop + "2", id: "one")).placed.first)
        fixture.answer(request, .lost("timeout"))
        hold(0, &fixture)
        for _ in 0..<12 {
            fixture.tick(after: .seconds(2))
            for (call, _) in fixture.take(where: { if case .lookUp = $0 { true } else { false } }) {
                fixture.tell(.lookedUp(.absent), to: call)
            }
        }
        #expect(fixture.decisions.flatMap(\.placed).count == 1)
        #expect(fixture.row(request.tag)?.state == .notPlaced)
    }

    @Test func `a restart sends it only against the position that it was for`() throws {
        var fixture = try holding()
        let tag = try #require(fixture.ask(Self.limit + "2", id: "one").verdicts.first).tag
        _ = fixture.restore(fixture.memory())
        fixture.venue[DeskFixture.one]?.positions = []
        fixture.connect()
        #expect(fixture.decisions.flatMap(\.placed).isEmpty)
        #expect(fixture.row(tag)?.state == .notSent)
    }
}
