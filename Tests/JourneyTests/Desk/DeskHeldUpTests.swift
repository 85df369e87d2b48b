import Journey
import Testing
import Trading

/// What the venue holds up, or what got lost, keeps neither a close nor protection waiting.
struct DeskHeldUpTests {
    @Test func `a market entry that does not fill keeps no position open`() throws {
        var fixture = try DeskFixture.connected()
        let held = try fixture.filledEntry(#""action":"buy","size":1"#)
        let more = try #require(try fixture.order(#""action":"buy","size":1,"id":"more""#).first)
        fixture.release(fixture.ask(#""action":"close","contract":"MNQ""#, id: "close"))
        fixture.answer(more, .accepted(order: OrderID(200)))
        fixture.hear(.order(more.order(200)))
        fixture.venue[DeskFixture.one]?.orders.append(more.order(200))
        let gone = Rejection(code: 2, name: "OrderNotFound", message: nil, isNotFound: true)
        var closes = 0
        for _ in 0..<10 {
            fixture.tick(after: .seconds(1))
            for (call, _) in fixture.take(where: { $0.movesMoney }) {
                if case .close = call { closes += 1 }
                fixture.tell(.ended(.rejected(gone)), to: call)
            }
            fixture.answerSnapshots()
        }
        #expect(closes > 1, "closing goes on for \(held.tag)")
    }

    @Test func `a resize that was lost and did nothing is asked anew`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        fixture.hear(.position(DeskFixture.one, entry.held(1)))
        fixture.venue[DeskFixture.one]?.positions = [entry.held(1)]
        var sends = 0
        for _ in 0..<20 {
            fixture.tick(after: .seconds(1))
            for (call, _) in fixture.take(where: { $0.movesMoney }) {
                sends += 1
                fixture.tell(.ended(.lost("timeout")), to: call)
            }
            for id in [OrderID(101), OrderID(102)] {
                guard let leg = fixture.venue[DeskFixture.one]?.orders.first(where: { $0.id == id }) else {
                    continue
                }
                let call = GatewayCall.readOrder(account: DeskFixture.one, order: id)
                if !fixture.take(where: { $0 == call }).isEmpty {
                    fixture.tell(.lookedUp(.found(leg)), to: call)
                }
            }
            fixture.answerSnapshots()
        }
        #expect(sends > 2)
    }
}
