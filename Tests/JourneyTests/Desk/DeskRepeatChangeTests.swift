import Journey
import Testing
import Trading

/// Targets and changes of content alone that come again.
struct DeskRepeatChangeTests {
    private let three = #""action":"target_position","position":3"#
    private let one = #""action":"target_position","position":1"#

    private func outcomes(_ decision: Decision) -> [DeliveryRow.Outcome] {
        decision.deliveries.map(\.outcome)
    }

    @Test(arguments: [20, 5])
    func `a target that comes back after another is taken each time`(seconds: Int64) throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 9, positionMax: 9))
        let long = try fixture.filledEntry(three)
        for (target, contracts) in [(one, Int64(1)), (three, 3), (one, 1)] {
            fixture.pass(.seconds(seconds))
            let decision = try fixture.arrive(target)
            #expect(outcomes(decision) == [.accepted])
            #expect(decision.verdicts.map(\.isApproved) == [true], "\(decision.verdicts.map(\.reason))")
            fixture.release(decision)
            try fill(to: long.held(contracts), in: &fixture)
        }
    }

    /// The venue fills what was placed last.
    private func fill(to position: Position, in fixture: inout DeskFixture) throws {
        let placed = fixture.take { $0.movesMoney }.compactMap { call, _ -> PlaceRequest? in
            if case .place(let request) = call { request } else { nil }
        }
        let (order, id) = (try #require(placed.last), Int64(500 + fixture.decisions.count))
        fixture.tell(.ended(.accepted(order: OrderID(id))), to: .place(order))
        fixture.hear(.order(order.order(id, .filled, filled: order.size.contracts, at: "21450.25")))
        fixture.hear(.position(order.account, position))
        fixture.hear(.trade(order.trade(id * 10, order: id, at: fixture.now.wall)))
        fixture.venue[order.account]?.positions = [position]
        fixture.reconcile()
    }

    @Test func `a target that comes again with nothing between is a resend`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(three)
        fixture.pass(.seconds(8))
        #expect(outcomes(try fixture.arrive(three)) == [.duplicate])
        try fixture.arrive(#""action":"breakeven""#)
        #expect(outcomes(try fixture.arrive(three)) == [.duplicate], "no change moves it")
        fixture.pass(.seconds(30))
        #expect(outcomes(try fixture.arrive(three)) == [.accepted])
    }

    @Test(arguments: [#""action":"cancel""#, #""action":"cancel_all""#])
    func `a cancel is meant anew once another entry was let through`(cancel: String) throws {
        let limit = #""action":"buy","size":1,"type":"limit","limit_price":21400,"id":"#
        var fixture = try DeskFixture.connected()
        #expect(try fixture.order(limit + #""a""#).count == 1)
        #expect(try fixture.arrive(cancel).verdicts.map(\.isApproved) == [true])
        #expect(outcomes(try fixture.arrive(cancel)) == [.duplicate])
        #expect(try fixture.order(limit + #""b""#).count == 1)
        let again = try fixture.arrive(cancel)
        #expect(outcomes(again) == [.accepted])
        #expect(again.verdicts.contains { $0.isApproved })
    }

    @Test(arguments: [#""action":"breakeven""#, #""action":"move_stop","stop_price":21400"#])
    func `a stop is moved again once another position was opened`(move: String) throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":1,"id":"a""#)
        #expect(outcomes(try fixture.arrive(move)) == [.accepted])
        #expect(outcomes(try fixture.arrive(move)) == [.duplicate])
        #expect(try fixture.order(#""action":"buy","size":1,"id":"b""#).count == 1)
        #expect(outcomes(try fixture.arrive(move)) == [.accepted])
    }
}
