import Journey
import Testing
import Trading

/// A leader that an alert turns round, and a follower of the same person at the same firm.
struct DeskFollowTurnTests {
    static let (one, two) = (DeskFixture.one, DeskFixture.two)
    static let turns = [
        #""action":"reverse","size":2"#, #""action":"sell","size":4,"position":-2,"prev_position":2"#,
    ]

    /// Both accounts hold two contracts, the follower's by the copy.
    static func fixture(_ copy: Copy = DeskFixture.copy()) throws -> DeskFixture {
        var fixture = try DeskFixture.following([copy], hedge: DeskHedgeTests.scope)
        fixture.fill(try #require(fixture.trade(2, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        return fixture
    }

    /// Answers the closes that wait as a venue that fills them at once, and the hub tells of it.
    static func fillCloses(_ fixture: inout DeskFixture, from id: Int64) -> Decision {
        var all = Decision()
        let closes = fixture.take { if case .close = $0 { true } else { false } }
        for (index, close) in closes.enumerated() {
            fixture.tell(.ended(.accepted(order: nil)), to: close.call)
            let account = close.call.account
            all.append(fixture.trade(-fixture.held(account), id + Int64(index), of: account))
        }
        return all
    }

    @Test(arguments: turns) func `the leader's entry waits for the follower's close, and is copied then`(
        turn: String
    ) throws {
        var fixture = try Self.fixture()
        let decision = try fixture.arrive(turn)
        #expect(decision.verdicts.map(\.code) == [nil, nil])
        let entry = try #require(decision.orders.values.first { $0.orderClass == .entry }?.tag)
        #expect(fixture.release(decision).closed == [DeskFixture.mnq.id])
        let copied = Self.fillCloses(&fixture, from: 502)
        #expect(copied.closed == [DeskFixture.mnq.id], "the follower's, by the copy")
        // The leader is verified flat, and the follower still holds two.
        #expect(fixture.wait(seconds: 8).placed.isEmpty)
        #expect(fixture.row(entry)?.state == .approved)
        #expect(!fixture.desk.orders.values.contains { $0.row.tag == fixture.row(entry)?.parent })
        #expect(Self.fillCloses(&fixture, from: 510).placed.isEmpty)
        let entered = fixture.wait(seconds: 8).placed
        #expect(entered.map(\.tag) == [entry] && entered.map(\.account) == [Self.one])
        let request = try #require(entered.first)
        fixture.answer(request, .accepted(order: OrderID(700)))
        fixture.hear(.order(request.order(700, .filled, filled: 2, at: "21450.25")))
        fixture.stand(Self.one, -2)
        var told = fixture.hear(.position(Self.one, request.held(-2)))
        told.append(
            fixture.hear(.trade(DeskFixture.execution(-2, 520, of: Self.one, at: fixture.now.wall))))
        let turned = fixture.release(told)
        #expect(turned.signed == [-2] && turned.placed.map(\.account) == [Self.two])
    }

    @Test func `a follower that is not flat in time leaves the leader flat, and says why`() throws {
        var fixture = try Self.fixture()
        let decision = try fixture.arrive(Self.turns[0])
        fixture.release(decision)
        _ = Self.fillCloses(&fixture, from: 502)
        #expect(fixture.wait(seconds: 40).placed.isEmpty)
        let entry = try #require(
            decision.orders.values.first { $0.orderClass == .entry }.flatMap { fixture.row($0.tag) })
        #expect((entry.state, entry.code) == (.notSent, "SIGNAL_TOO_OLD"))
        #expect(entry.reason?.contains("before every account of the reversal was flat") == true)
    }

    @Test func `a follower whose own stop took it out is waited for no longer`() throws {
        var fixture = try Self.fixture()
        let decision = try fixture.arrive(Self.turns[0])
        fixture.release(decision)
        fixture.trade(-2, 600, of: Self.two)
        _ = Self.fillCloses(&fixture, from: 502)
        #expect(fixture.wait(seconds: 8).placed.map(\.account) == [Self.one])
    }

    @Test(arguments: [true, false]) func `what no copy takes off is denied as before`(isSmall: Bool) throws {
        // Half of one contract is none: nothing of the leader's is copied. Or only another product is.
        let follower = Copy.Follower(account: Self.two, millionths: 500_000)
        var fixture = try DeskFixture.following(
            [isSmall ? DeskFixture.copy(follower) : DeskFixture.copy(root: "NQ")], hedge: DeskHedgeTests.scope
        )
        fixture.trade(1, 501)
        fixture.trade(1, 550, of: Self.two)
        fixture.wait(seconds: 60)
        let codes = try fixture.arrive(#""action":"reverse","size":1"#).verdicts.map(\.code)
        #expect(codes == [nil, "CROSS_ACCOUNT_HEDGE"])
    }

    @Test func `a follower's entry that still works against the turn is no copy's doing`() throws {
        var fixture = try Self.fixture()
        let foreign = VenueOrder(
            id: OrderID(900), account: Self.two, contract: DeskFixture.mnq.id, tag: nil, status: .open,
            type: .limit, side: .buy, size: 1, filled: 0, limitPrice: Price("21000"))
        fixture.venue[Self.two]?.orders = [foreign]
        fixture.hear(.order(foreign))
        let codes = try fixture.arrive(Self.turns[0]).verdicts.map(\.code)
        #expect(codes == [nil, nil], "the close takes what another hand placed with it")
    }
}
