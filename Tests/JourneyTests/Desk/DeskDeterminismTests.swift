import Journey
import Testing
import Trading

/// The same inputs at the same moments give the same decisions.
struct DeskDeterminismTests {
    /// A day of everything: entries, exits, a lost order, a reversal, a flatten and a hub that goes away.
    func day() throws -> DeskFixture {
        var fixture = try DeskFixture.connected(isShared: true)
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        for request in try fixture.order(#""action":"sell","size":1,"position":1,"prev_position":2"#) {
            fixture.answer(request, .lost("reset"))
        }
        for _ in 0..<5 {
            for (call, _) in fixture.take(where: { if case .lookUp = $0 { true } else { false } }) {
                fixture.answer(call, .lookedUp(.absent))
            }
            fixture.tick(after: .seconds(2))
            fixture.answerSnapshots()
        }
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        fixture.release(try fixture.arrive(#""action":"sell","size":4,"position":-2,"prev_position":2"#))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        fixture.answerSnapshots()
        fixture.release(try fixture.arrive(#""action":"flatten""#))
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        for _ in 0..<8 {
            fixture.tick(after: .seconds(1))
            for (call, _) in fixture.take(where: { $0.movesMoney }) {
                fixture.tell(.ended(.accepted(order: nil)), to: call)
            }
            fixture.answerSnapshots()
        }
        return fixture
    }

    @Test func `a recorded day decides the same again, byte for byte`() throws {
        let fixture = try day()
        #expect(fixture.decisions.count > 40)
        var again = Desk(fixture.settings)
        for (index, step) in fixture.inputs.enumerated() {
            #expect(again.handle(step.input, at: step.at) == fixture.decisions[index], "input \(index)")
        }
    }

    @Test func `two days alike are alike`() throws {
        let (one, other) = try (day(), day())
        #expect(one.decisions == other.decisions)
        #expect(one.decisions.flatMap(\.audits).allSatisfy { GateReport.recheck($0.body) == nil })
    }

    @Test func `fills that are claimed together are claimed by their numbers`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(#""action":"buy","size":3"#).first)
        for number in [7, 3, 9, 1, 8, 2, 6, 4, 5, 10, 12, 11] as [Int64] {
            fixture.hear(.trade(request.trade(number, order: 100, size: 1, at: fixture.now.wall)))
        }
        let claimed = fixture.answer(request, .accepted(order: OrderID(100))).fills
        #expect(claimed.map(\.trade.id.number) == Array(1...12))
    }

    @Test func `of several flattens the one that runs takes an untagged closing order`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        var tags: [OrderTag] = []
        for number in 0..<8 {
            let decision = try fixture.arrive(#""action":"close","id":"c\#(number)""#)
            tags += decision.verdicts.map(\.tag)
            // One close at a time: two would turn the position round.
            #expect(fixture.release(decision).calls.isEmpty == (number > 0))
        }
        let first = try #require(tags.first)
        var close = entry.order(500, .filled, filled: 2, at: "21450")
        (close.tag, close.side) = (nil, .sell)
        #expect(fixture.hear(.order(close)).orders.keys.map(\.text) == [first.text])
    }
}
