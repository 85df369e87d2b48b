import Journey
import Testing
import Trading

/// How much of a position is left to exit, while other orders take it off or add to it.
struct DeskLeavingTests {
    static let one = DeskFixture.one
    static let (mnq, nq) = (DeskFixture.mnq, DeskFixture.nq)
    static let refused = ["REDUCE_ONLY_WOULD_INCREASE_POSITION"]

    /// Positions that were read, and nothing told of them since.
    static func holding(_ sizes: (Contract, Int64)...) throws -> DeskFixture {
        var fixture = try DeskFixture(limits: RiskLimits(sizeMax: 9, positionMax: 20))
        fixture.venue[one]?.positions = sizes.map { DeskHedgeTests.held($0.1, $0.0) }
        fixture.connect()
        return fixture
    }

    static func side(against held: Int64) -> String { held > 0 ? "sell" : "buy" }

    // MARK: Filled

    @Test(arguments: [1, 2, -1, -2])
    func `all of a position can be exited where nothing is on its way`(held: Int64) throws {
        var fixture = try Self.holding((Self.mnq, held))
        #expect(fixture.exit(Int(held.magnitude)).verdicts.map(\.code) == [nil])
    }

    @Test(arguments: [1, 3, -1, -3])
    func `what an exit filled is gone before the position tells of it`(held: Int64) throws {
        var fixture = try Self.holding((Self.mnq, held))
        let request = try fixture.sentExit(1)
        fixture.answer(request, .accepted(order: OrderID(200)))
        fixture.hear(.order(request.order(200, .filled, filled: 1, at: "21450.25")))
        let all = Int(held.magnitude)
        #expect(fixture.exit(all).verdicts.map(\.code) == Self.refused)
        if all > 1 { #expect(fixture.exit(all - 1).verdicts.map(\.code) == [nil]) }
    }

    @Test(arguments: [1, -1])
    func `what was added is not there to be exited before the position tells of it`(held: Int64) throws {
        var fixture = try Self.holding((Self.mnq, held))
        let side = held > 0 ? "buy" : "sell"
        let request = try #require(try fixture.order(#""action":"\#(side)","size":1"#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .filled, filled: 1, at: "21450.25")))
        #expect(fixture.exit(2).verdicts.map(\.code) == Self.refused)
        #expect(fixture.exit(1).verdicts.map(\.code) == [nil])
    }

    @Test func `of a position that nobody has read nothing is told as leaving`() throws {
        var fixture = try DeskFixture()
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: Self.one)]))
        fixture.hear(.contracts(DeskFixture.paper, [Self.mnq]))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        fixture.release(fixture.ask(#""action":"close_all""#, id: "close"))
        let exit = fixture.exit(1)
        #expect(exit.verdicts.map(\.code) == ["POSITION_NOT_FOUND"])
        #expect(exit.judged?.position == nil && exit.judged?.pendingExits == 0)
    }

    // MARK: Other exits

    @Test func `exits under way in another contract leave this one's contracts free`() throws {
        var fixture = try Self.holding((Self.mnq, 2), (Self.nq, 2))
        _ = try fixture.sentExit(1, "NQ")
        fixture.answer(try fixture.sentExit(1, "NQ"), .lost("reset"))
        #expect(fixture.exit(1, "NQ").verdicts.map(\.code) == Self.refused)
        #expect(fixture.exit(2).verdicts.map(\.code) == [nil])
    }

    @Test func `a close of another product leaves this one's contracts free`() throws {
        var fixture = try Self.holding((Self.mnq, 2), (Self.nq, 1))
        fixture.release(fixture.ask(#""action":"close","contract":"NQ""#, id: "close"))
        #expect(fixture.exit(1, "NQ").verdicts.map(\.code) == Self.refused)
        #expect(fixture.exit(2).verdicts.map(\.code) == [nil])
    }

    @Test func `a close of the whole account takes every contract`() throws {
        var fixture = try Self.holding((Self.mnq, 2), (Self.nq, 1))
        fixture.release(fixture.ask(#""action":"close_all""#, id: "close"))
        #expect(fixture.exit(1, "NQ").verdicts.map(\.code) == Self.refused)
        #expect(fixture.exit(1).verdicts.map(\.code) == Self.refused)
    }

    @Test func `a close that waits for the venue's contracts may mean whatever is held`() throws {
        var fixture = try DeskFixture()
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(2)]
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: Self.one)]))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        fixture.answerSnapshots()
        let exit = #""action":"close","size":2,"contract":"\#(Self.mnq.id)""#
        #expect(fixture.ask(exit, id: "before").verdicts.map(\.code) == [nil])
        fixture = try DeskFixture()
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(2)]
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: Self.one)]))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        fixture.answerSnapshots()
        fixture.release(fixture.ask(#""action":"close","contract":"MNQ""#, id: "close"))
        #expect(fixture.ask(exit, id: "after").verdicts.map(\.code) == Self.refused)
    }

    @Test func `a resting exit counts in full until the venue has numbered it`() throws {
        var fixture = try Self.holding((Self.mnq, 2))
        let limit = #""action":"place","contract":"MNQ","side":"sell","type":"limit","limit_price":21500,"#
        let request = try #require(
            fixture.release(fixture.ask(limit + #""size":2"#, id: "rest")).placed.first)
        fixture.answer(request, .lost("reset"))
        #expect(fixture.exit(1).verdicts.map(\.code) == Self.refused)
        fixture.hear(.order(request.order(500)))
        #expect(fixture.exit(2).verdicts.map(\.code) == [nil])
    }

    // MARK: Market entries against the position

    @Test(arguments: [2, -2])
    func `an exit takes no more than an opposite market entry leaves, long or short`(held: Int64) throws {
        var fixture = try Self.holding((Self.mnq, held))
        let request = try fixture.sentEntry(Self.side(against: held), 1)
        #expect(fixture.exit(2).verdicts.map(\.code) == Self.refused)
        fixture.answer(request, .accepted(order: OrderID(100)))
        #expect(fixture.exit(2).verdicts.map(\.code) == Self.refused)
        #expect(fixture.exit(1).verdicts.map(\.code) == [nil])
    }

    @Test(arguments: [2, -2])
    func `an entry that adds to the position keeps no exit waiting`(held: Int64) throws {
        var fixture = try Self.holding((Self.mnq, held))
        _ = try fixture.sentEntry(held > 0 ? "buy" : "sell", 1)
        #expect(fixture.exit(2).verdicts.map(\.code) == [nil])
    }

    @Test func `an opposite market entry in another contract keeps no exit waiting`() throws {
        var fixture = try Self.holding((Self.mnq, 2), (Self.nq, 2))
        _ = try fixture.sentEntry("sell", 2, "NQ")
        #expect(fixture.exit(1, "NQ").verdicts.map(\.code) == Self.refused)
        #expect(fixture.exit(2).verdicts.map(\.code) == [nil])
    }

    @Test func `an exit under way counts once`() throws {
        var fixture = try Self.holding((Self.mnq, 3))
        _ = try fixture.sentExit(1)
        #expect(fixture.exit(3).verdicts.map(\.code) == Self.refused)
        #expect(fixture.exit(2).verdicts.map(\.code) == [nil])
    }

    @Test func `an opposite entry that rests at its price keeps no exit waiting`() throws {
        var fixture = try Self.holding((Self.mnq, 2))
        let limit = #""type":"limit","limit_price":21500"#
        let request = try fixture.sentEntry("sell", 2, more: limit)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100)))
        #expect(fixture.exit(2).verdicts.map(\.code) == [nil])
    }

    @Test func `an exit that is to rest may stand beside an opposite market entry`() throws {
        var fixture = try Self.holding((Self.mnq, 2))
        _ = try fixture.sentEntry("sell", 2)
        let stop =
            #""action":"place","contract":"MNQ","side":"sell","size":2,"type":"stop","stop_price":21400"#
        #expect(fixture.ask(stop, id: "stop").verdicts.map(\.code) == [nil])
    }

    @Test func `an opposite entry that has not left yet keeps no exit waiting`() throws {
        var fixture = try Self.holding((Self.mnq, 2))
        let entry = #""action":"place","contract":"MNQ","side":"sell","size":2,"stop_ticks":80"#
        #expect(fixture.ask(entry, id: "entry").verdicts.map(\.code) == [nil])
        #expect(fixture.exit(2).verdicts.map(\.code) == [nil])
    }

    /// Each input is a millisecond after the last.
    @Test(arguments: [(9_998, refused), (9_999, [nil])] as [(Int64, [String?])])
    func `a market entry that nothing is heard of for ten seconds is not counted upon`(
        wait: Int64, codes: [String?]
    ) throws {
        var fixture = try Self.holding((Self.mnq, 2))
        let request = try fixture.sentEntry("sell", 2)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.pass(.milliseconds(wait))
        #expect(fixture.exit(1).verdicts.map(\.code) == codes)
    }
}

extension DeskFixture {
    /// Asks by hand for so many contracts of a position to be taken off.
    mutating func exit(_ size: Int, _ contract: String = "MNQ") -> Decision {
        ask(#""action":"close","contract":"\#(contract)","size":\#(size)"#, id: "exit-\(inputs.count)")
    }

    /// The same up to what leaves.
    mutating func sentExit(_ size: Int, _ contract: String = "MNQ") throws -> PlaceRequest {
        try #require(release(exit(size, contract)).placed.first)
    }

    /// An entry by hand with a stop, up to what leaves.
    mutating func sentEntry(
        _ side: String, _ size: Int, _ contract: String = "MNQ", more: String? = nil
    ) throws -> PlaceRequest {
        let members =
            #""action":"place","contract":"\#(contract)","side":"\#(side)","size":\#(size),"stop_ticks":80"#
        let decision = ask(members + (more.map { "," + $0 } ?? ""), id: "entry-\(inputs.count)")
        return try #require(release(decision).placed.first)
    }
}
