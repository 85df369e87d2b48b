import Journey
import Testing
import Trading

/// Executions whose order nobody knows, beside an order that is lost.
struct DeskEvidenceTests {
    private func lookUp(_ decision: Decision) -> GatewayCall? {
        decision.calls.first { if case .lookUp = $0 { true } else { false } }
    }

    /// A lost buy beside a bought contract, after an execution of order 101 that nobody told of.
    private func lost(_ fixture: inout DeskFixture, beside side: Side) throws -> PlaceRequest {
        let entry = try fixture.filledEntry()
        let request = try #require(try fixture.order(#""action":"buy","size":1,"id":"b""#).first)
        fixture.answer(request, .lost("reset"))
        fixture.hear(.trade(entry.trade(9, order: 900, side: side, at: fixture.now.wall)))
        let held = entry.held(side == .buy ? 2 : 0)
        fixture.hear(.position(DeskFixture.one, held))
        fixture.venue[DeskFixture.one]?.positions = held.isFlat ? [] : [held]
        return request
    }

    /// Every look-up finds nothing; what was asked about order 900 is answered with `reading`.
    private func search(_ fixture: inout DeskFixture, _ reading: LookUp? = nil) throws -> Int {
        let read = GatewayCall.readOrder(account: DeskFixture.one, order: OrderID(900))
        var reads = 0
        for span in [1, 1, 2, 4, 7, 15, 15] {
            guard let call = lookUp(fixture.tick(after: .seconds(Int64(span)))) else { break }
            fixture.answerSnapshots()
            guard fixture.answer(call, .lookedUp(.absent)).calls.contains(read) else { continue }
            reads += 1
            if let reading { fixture.answer(read, .lookedUp(reading)) }
        }
        return reads
    }

    @Test func `an execution on the other side is none of a lost order's`() throws {
        var fixture = try DeskFixture.connected()
        let request = try lost(&fixture, beside: .sell)
        #expect(try search(&fixture) == 0)
        #expect(fixture.row(request.tag)?.state == .notPlaced)
    }

    @Test(arguments: [LookUp.absent, .unreadable("503")])
    func `one on its side keeps it lost while nobody can tell whose it is`(reading: LookUp) throws {
        var fixture = try DeskFixture.connected()
        let request = try lost(&fixture, beside: .buy)
        #expect(try search(&fixture, reading) > 5)
        #expect(fixture.row(request.tag)?.state == .lost)
    }

    @Test func `once it is read as another hand's, the lost order is given up`() throws {
        var fixture = try DeskFixture.connected()
        let request = try lost(&fixture, beside: .buy)
        var other = request.order(900, .filled, filled: 1)
        other.tag = nil
        #expect(try search(&fixture, .found(other)) == 1)
        #expect(fixture.row(request.tag)?.state == .notPlaced)
    }

    @Test func `once it is read as the lost order's, that is found`() throws {
        var fixture = try DeskFixture.connected()
        let request = try lost(&fixture, beside: .buy)
        #expect(try search(&fixture, .found(request.order(900, .filled, filled: 1))) == 1)
        #expect(fixture.row(request.tag)?.state == .filled)
        #expect(fixture.row(request.tag)?.venueOrder == OrderID(900))
    }

    @Test func `an old execution is none of a lost order's`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let old = fixture.now.wall.advanced(by: .seconds(-3_600))
        fixture.hear(.trade(entry.trade(8, order: 900, at: old)))
        fixture.hear(.trade(entry.trade(9, order: 901, side: .sell, at: old)))
        let request = try #require(try fixture.order(#""action":"buy","size":1,"id":"b""#).first)
        fixture.answer(request, .lost("reset"))
        #expect(try search(&fixture) == 0)
        #expect(fixture.row(request.tag)?.state == .notPlaced)
    }

    @Test func `a position that went flat by nobody's word keeps no lost order`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let request = try #require(try fixture.order(#""action":"buy","size":1,"id":"b""#).first)
        fixture.answer(request, .lost("reset"))
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.venue[DeskFixture.one]?.positions = []
        #expect(try search(&fixture) == 0)
        #expect(fixture.row(request.tag)?.state == .notPlaced)
    }
}
