import Journey
import Testing
import Trading

/// Bracket legs that fit no position.
struct DeskProtectionTests {
    private func cancelled(_ decision: Decision) -> [OrderID] {
        decision.calls.compactMap { if case .cancel(_, let order) = $0 { order } else { nil } }
    }

    /// Goes flat by another hand, with both legs left working.
    private func closeByHand(_ fixture: inout DeskFixture, _ entry: PlaceRequest) {
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.venue[DeskFixture.one]?.positions = []
    }

    @Test func `legs that stay behind on a flat account are cancelled once two readings agree`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        closeByHand(&fixture, entry)
        fixture.pass(.seconds(1))
        #expect(cancelled(fixture.reconcile()).isEmpty)
        let decision = fixture.reconcile()
        #expect(cancelled(decision) == [OrderID(101), OrderID(102)])
        #expect(decision.discrepancies.map(\.kind) == ["stray_protection", "stray_protection"])
        #expect(decision.attempts.map(\.kind) == [.cancel, .cancel])
        // Nothing is asked twice while the answers are awaited.
        fixture.pass(.seconds(5))
        #expect(cancelled(fixture.reconcile()).isEmpty)
    }

    @Test func `legs of a position are left alone`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        for _ in 0..<3 {
            fixture.pass(.seconds(2))
            let decision = fixture.reconcile()
            #expect(cancelled(decision).isEmpty)
            #expect(decision.discrepancies.isEmpty)
        }
    }

    @Test func `a position that comes back between two readings keeps its legs`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        closeByHand(&fixture, entry)
        fixture.pass(.seconds(1))
        fixture.reconcile()
        fixture.hear(.position(DeskFixture.one, entry.position))
        fixture.venue[DeskFixture.one]?.positions = [entry.position]
        fixture.pass(.seconds(2))
        #expect(cancelled(fixture.reconcile()).isEmpty)
    }

    @Test func `legs larger than what is left are told once where they must not be resized`() throws {
        var fixture = try DeskFixture.connected(resizes: false)
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        fixture.hear(.position(DeskFixture.one, entry.held(1)))
        fixture.venue[DeskFixture.one]?.positions = [entry.held(1)]
        var kinds: [String] = []
        for _ in 0..<3 {
            fixture.pass(.seconds(2))
            let decision = fixture.reconcile()
            #expect(cancelled(decision).isEmpty)
            kinds += decision.discrepancies.map(\.kind)
        }
        #expect(kinds == ["protection_exceeds_position"])
    }

    @Test(arguments: [false, true])
    func `legs that are first shown when their entry was let go are cancelled as well`(isRestarted: Bool)
        throws
    {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(#""action":"buy","size":1"#).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        fixture.hear(.order(request.order(100, .filled, filled: 1)))
        fixture.hear(.trade(request.trade(1, order: 100, at: fixture.now.wall)))
        fixture.hear(.trade(request.trade(2, order: 900, side: .sell, at: fixture.now.wall)))
        fixture.reconcile()
        #expect(fixture.desk.orders.isEmpty)
        if isRestarted {
            _ = fixture.restore(fixture.memory())
            fixture.connect()
        }
        fixture.venue[DeskFixture.one]?.orders = [
            request.child("SL", 101, of: 100, .open), request.child("TP", 102, of: 100, .open),
        ]
        fixture.tick(after: .seconds(46))
        #expect(cancelled(fixture.answerSnapshots()).isEmpty)
        #expect(fixture.row(OrderTag("\(request.tag)-SL"))?.alert == fixture.row(request.tag)?.alert)
        #expect(cancelled(fixture.reconcile()) == [OrderID(101), OrderID(102)])
    }
}
