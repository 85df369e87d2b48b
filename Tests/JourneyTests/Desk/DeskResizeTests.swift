import Journey
import Testing
import Trading

/// Bracket legs that a partial exit left larger than the position.
struct DeskResizeTests {
    /// Two contracts with both legs, of which one was closed.
    private func oversize() throws -> (DeskFixture, PlaceRequest) {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        fixture.hear(.position(DeskFixture.one, entry.held(1)))
        fixture.venue[DeskFixture.one]?.positions = [entry.held(1)]
        return (fixture, entry)
    }

    private func resized(_ fixture: inout DeskFixture) -> Decision {
        fixture.pass(.seconds(2))
        #expect(fixture.reconcile().modified.isEmpty)
        fixture.pass(.seconds(2))
        return fixture.reconcile()
    }

    @Test func `both legs are resized once two readings agree, and read back`() throws {
        var (fixture, entry) = try oversize()
        #expect(!fixture.desk.isTidy(DeskFixture.one))
        let decision = resized(&fixture)
        #expect(decision.modified.map(\.order) == [OrderID(101), OrderID(102)])
        #expect(decision.modified.allSatisfy { $0.change == OrderChange(size: Size(1)) })
        #expect(decision.attempts.map(\.kind) == [.modify, .modify])
        var legs = [
            entry.child("SL", 101, of: 100, .open, at: "21430.25"),
            entry.child("TP", 102, of: 100, .open, at: "21490.25"),
        ]
        for index in legs.indices { legs[index].size = 1 }
        for call in decision.calls where call.movesMoney {
            fixture.answer(call, .ended(.accepted(order: nil)))
        }
        fixture.venue[DeskFixture.one]?.orders = legs
        let reads = fixture.tick(after: .milliseconds(300)).read
        #expect(reads == [OrderID(101), OrderID(102)])
        var told: [DiscrepancyRow] = []
        for leg in legs {
            told +=
                fixture.answer(
                    .readOrder(account: DeskFixture.one, order: leg.id), .lookedUp(.found(leg))
                ).discrepancies
        }
        #expect(told.map(\.done) == ["resized to 1", "resized to 1"])
        #expect(fixture.row(OrderTag("\(entry.tag)-SL"))?.size == 1)
        #expect(fixture.desk.isTidy(DeskFixture.one))
        fixture.pass(.seconds(5))
        #expect(resized(&fixture).modified.isEmpty)
    }

    @Test func `legs that the venue will not resize are told, and not asked again`() throws {
        var (fixture, _) = try oversize()
        let no = Rejection(code: 3, name: "Rejected", message: "no")
        for call in resized(&fixture).calls where call.movesMoney {
            fixture.answer(call, .ended(.rejected(no)))
        }
        var told = fixture.decisions.flatMap(\.discrepancies)
        #expect(told.filter { $0.kind == "order_change" }.count == 2)
        for _ in 0..<3 {
            fixture.pass(.seconds(2))
            let decision = fixture.reconcile()
            #expect(decision.modified.isEmpty && decision.cancelled.isEmpty)
            told += decision.discrepancies
        }
        #expect(told.filter { $0.kind == "protection_exceeds_position" }.count == 1)
    }

    @Test func `nothing is resized while an exit is on its way`() throws {
        var (fixture, _) = try oversize()
        let exit = fixture.ask(#""action":"close","contract":"MNQ","size":1"#, id: "exit")
        fixture.release(exit)
        fixture.pass(.seconds(2))
        #expect(fixture.reconcile().modified.isEmpty)
        fixture.pass(.seconds(2))
        #expect(fixture.reconcile().modified.isEmpty)
    }

    @Test func `the oldest bracket gives way first, and one with nothing left is cancelled`() throws {
        var fixture = try DeskFixture.connected()
        let first = try fixture.filledEntry(#""action":"buy","size":1,"id":"a""#, order: 100)
        let request = try #require(try fixture.order(#""action":"buy","size":2,"id":"b""#).first)
        fixture.answer(request, .accepted(order: OrderID(200)))
        fixture.hear(.order(request.order(200, .filled, filled: 2, at: "21450.25")))
        let children = [
            request.child("SL", 201, of: 200, .open, at: "21430.25"),
            request.child("TP", 202, of: 200, .open, at: "21490.25"),
        ]
        children.forEach { fixture.hear(.order($0)) }
        fixture.venue[DeskFixture.one]?.orders += children
        fixture.hear(.position(DeskFixture.one, first.held(1)))
        fixture.venue[DeskFixture.one]?.positions = [first.held(1)]
        let decision = resized(&fixture)
        #expect(decision.cancelled == [OrderID(101), OrderID(102)])
        #expect(decision.modified.map(\.order) == [OrderID(201), OrderID(202)])
        #expect(decision.modified.allSatisfy { $0.change == OrderChange(size: Size(1)) })
    }

    @Test func `a resize that never left is asked anew, and not taken for a refusal`() throws {
        var (fixture, _) = try oversize()
        for call in resized(&fixture).calls where call.movesMoney {
            fixture.answer(call, .ended(.notSent("no budget")))
        }
        fixture.pass(.seconds(2))
        #expect(resized(&fixture).modified.map(\.order) == [OrderID(101), OrderID(102)])
    }

    @Test func `an entry that rests at its price does not keep legs too large`() throws {
        var (fixture, _) = try oversize()
        let far =
            #""action":"place","contract":"MNQ","side":"buy","size":1,"stop_ticks":80,"type":"limit","limit_price":21000"#
        let entry = try #require(fixture.release(fixture.ask(far, id: "far")).placed.first)
        fixture.answer(entry, .accepted(order: OrderID(500)))
        fixture.hear(.order(entry.order(500)))
        fixture.venue[DeskFixture.one]?.orders.append(entry.order(500))
        #expect(resized(&fixture).modified.map(\.order) == [OrderID(101), OrderID(102)])
    }

    @Test func `an exit by hand is resized by itself, and takes no leg away`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        let sell =
            #""action":"place","contract":"MNQ","side":"sell","size":2,"type":"limit","limit_price":21500"#
        let exit = try #require(fixture.release(fixture.ask(sell, id: "exit")).placed.first)
        fixture.answer(exit, .accepted(order: OrderID(500)))
        fixture.hear(.order(exit.order(500)))
        fixture.venue[DeskFixture.one]?.orders.append(exit.order(500))
        #expect(fixture.desk.isTidy(DeskFixture.one))
        #expect(resized(&fixture).discrepancies.isEmpty)
        fixture.hear(.position(DeskFixture.one, entry.held(1)))
        fixture.venue[DeskFixture.one]?.positions = [entry.held(1)]
        let decision = resized(&fixture)
        #expect(Set(decision.modified.map(\.order)) == [OrderID(101), OrderID(102), OrderID(500)])
        #expect(decision.modified.allSatisfy { $0.change == OrderChange(size: Size(1)) })
        #expect(decision.cancelled.isEmpty)
    }

    @Test func `legs of a position that turned round are cancelled`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        fixture.hear(.position(DeskFixture.one, entry.held(-1)))
        fixture.venue[DeskFixture.one]?.positions = [entry.held(-1)]
        #expect(!fixture.desk.isTidy(DeskFixture.one))
        fixture.pass(.seconds(2))
        #expect(fixture.reconcile().cancelled.isEmpty)
        fixture.pass(.seconds(2))
        #expect(fixture.reconcile().cancelled == [OrderID(101), OrderID(102)])
    }

    @Test func `the same mismatch on another day is told again`() throws {
        var fixture = try DeskFixture.connected(resizes: false)
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        for held: Int64 in [1, 2, 1] {
            fixture.hear(.position(DeskFixture.one, entry.held(held)))
            fixture.venue[DeskFixture.one]?.positions = [entry.held(held)]
            fixture.pass(.seconds(2))
            fixture.reconcile()
        }
        let told = fixture.decisions.flatMap(\.discrepancies)
        #expect(told.filter { $0.kind == "protection_exceeds_position" }.count == 2)
    }
}
