import Journey
import Testing
import Trading

/// Alerts that meet what is still on its way: what they mean follows from what will be held.
struct DeskUnderWayTests {
    private static let one = DeskFixture.one

    /// The first account holds so many, and has nothing at work.
    private func holding(_ size: Int64, hedge: HedgeScope? = nil, isShared: Bool = false) throws
        -> DeskFixture
    {
        var fixture = try DeskFixture.connected(
            limits: RiskLimits(sizeMax: 5, positionMax: 5), hedge: hedge, isShared: isShared)
        guard size != 0 else { return fixture }
        fixture.hear(.position(Self.one, DeskHedgeTests.held(size)))
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(size)]
        fixture.reconcile()
        return fixture
    }

    /// An entry that has left, and that the venue has taken.
    private func sent(_ members: String, _ fixture: inout DeskFixture) throws -> [PlaceRequest] {
        let requests = fixture.release(try fixture.judge(members)).placed
        for (index, request) in requests.enumerated() {
            fixture.answer(request, .accepted(order: OrderID(Int64(100 + index))))
        }
        return requests
    }

    /// The hub tells of its fill, and then of the position that it made.
    private func filled(
        _ request: PlaceRequest, _ id: Int64, position: Int64, _ fixture: inout DeskFixture
    ) -> Decision {
        var all = fixture.hear(
            .order(request.order(id, .filled, filled: request.size.contracts, at: "21450.25")))
        fixture.venue[request.account]?.positions = [request.held(position)]
        all.append(fixture.hear(.position(request.account, request.held(position))))
        return all
    }

    @Test func `an order for all that an entry under way makes is an exit once it is filled`() throws {
        var fixture = try holding(1)
        let request = try #require(try sent(#""action":"buy","size":1"#, &fixture).first)
        let sell = try fixture.judge(#""action":"sell","size":2"#)
        #expect(sell.replies.isEmpty && sell.rows.isEmpty, "its sender waits")
        let decision = filled(request, 100, position: 2, &fixture)
        #expect(decision.verdicts.map(\.code) == [nil])
        #expect(decision.orders.values.filter { $0.orderClass == .reduce }.map(\.size) == [2])
        #expect(!decision.orders.values.contains { $0.orderClass == .entry && $0.side == .sell })
    }

    @Test func `a part of what is under way is taken off once it is held`() throws {
        var fixture = try holding(0)
        let request = try #require(try sent(#""action":"buy","size":2"#, &fixture).first)
        #expect(try fixture.judge(#""action":"close","size":1"#).replies.isEmpty)
        let decision = filled(request, 100, position: 2, &fixture)
        #expect(decision.verdicts.map(\.code) == [nil])
        #expect(decision.orders.values.filter { $0.orderClass == .reduce }.map(\.size) == [1])
    }

    @Test(
        arguments: [(1, [Int64(1)], OrderClass.reduce), (3, [1], .entry)] as [(Int64, [Int64], OrderClass)])
    func `a position to hold counts what is under way`(
        target: Int64, sizes: [Int64], kind: OrderClass
    ) throws {
        var fixture = try holding(0)
        let first = #""action":"target_position","position":2"#
        let request = try #require(try sent(first, &fixture).first)
        #expect(try fixture.judge(#""action":"target_position","position":\#(target)"#).replies.isEmpty)
        let decision = filled(request, 100, position: 2, &fixture)
        let rows = decision.orders.values.filter { $0.tag != request.tag }
        #expect(rows.map(\.orderClass) == [kind] && rows.map(\.size) == sizes)
    }

    @Test func `accounts of one person are both closed, and neither for the other's entry kept`() throws {
        var fixture = try holding(0, hedge: DeskHedgeTests.scope, isShared: true)
        let requests = try sent(#""action":"buy","size":1"#, &fixture)
        #expect(requests.count == 2)
        #expect(try fixture.judge(#""action":"sell","size":1"#).replies.isEmpty)
        #expect(filled(requests[0], 100, position: 1, &fixture).replies.isEmpty, "the other is under way")
        let decision = filled(requests[1], 101, position: 1, &fixture)
        #expect(decision.verdicts.map(\.code) == [nil, nil])
    }

    @Test func `what is still not told after its patience is closed with all that comes`() throws {
        var fixture = try holding(1)
        _ = try sent(#""action":"buy","size":1"#, &fixture)
        #expect(try fixture.judge(#""action":"sell","size":2"#).replies.isEmpty)
        #expect(fixture.desk.nextDeadline.map { $0 <= fixture.now.steady.advanced(by: .seconds(2)) } == true)
        let decision = fixture.tick(after: Desk.underWayPatience)
        #expect(decision.verdicts.map(\.code) == [nil])
        #expect(decision.orders.values.map(\.orderClass) == [.flatten])
    }

    @Test func `beyond all that is held and comes an order turns round by the rest alone`() throws {
        var fixture = try holding(1)
        _ = try sent(#""action":"buy","size":1"#, &fixture)
        _ = try fixture.judge(#""action":"sell","size":3"#)
        let rows = fixture.tick(after: Desk.underWayPatience).orders.values.sorted { $0.leg < $1.leg }
        #expect(rows.map(\.orderClass) == [.flatten, .entry])
        #expect(rows.map(\.size) == [nil, 1])
    }

    @Test func `what comes behind it stays behind it, and a close lets none wait`() throws {
        var fixture = try holding(0)
        let request = try #require(try sent(#""action":"buy","size":2"#, &fixture).first)
        #expect(try fixture.judge(#""action":"close","size":1"#).replies.isEmpty)
        #expect(try fixture.judge(#""action":"buy","size":1"#).replies.isEmpty)
        var closing = fixture
        let both = filled(request, 100, position: 2, &fixture)
        let added = both.orders.values.filter { $0.tag != request.tag }.map(\.orderClass)
        #expect(both.replies.count == 2 && Set(added) == [.reduce, .entry])
        let all = try closing.judge(#""action":"close""#)
        #expect(all.replies.count == 3)
        #expect(all.orders.values.contains { $0.orderClass == .flatten && $0.state == .approved })
    }

    @Test func `what is told as held covers an exit, and nothing waits`() throws {
        var fixture = try holding(2)
        _ = try sent(#""action":"buy","size":1"#, &fixture)
        let part = try fixture.judge(#""action":"sell","size":2"#)
        #expect(part.verdicts.map(\.code) == [nil])
        #expect(part.orders.values.map(\.orderClass) == [.reduce])
        var fresh = try holding(2)
        _ = try sent(#""action":"buy","size":1"#, &fresh)
        #expect(try fresh.judge(#""action":"close""#).replies.count == 1)
        #expect(
            try fresh.judge(#""action":"buy","size":1,"type":"limit","limit_price":21000"#).replies.count == 1
        )
    }
}
