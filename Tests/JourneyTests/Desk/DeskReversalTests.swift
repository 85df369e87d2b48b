import Journey
import Testing
import Trading

/// Close, verify flat, and only then enter the other way.
struct DeskReversalTests {
    @Test func `a reversal of nothing is denied at once, with its reason`() throws {
        var fixture = try DeskFixture.connected()
        let decision = try fixture.arrive(#""action":"reverse","size":1"#)
        let verdicts = decision.verdicts
        #expect(verdicts.map(\.isApproved) == [true, false])
        #expect(verdicts.map(\.code) == [nil, "QUANTITY_INVALID"])
        #expect(verdicts.last?.reason?.contains("which way to reverse") == true)
    }

    let reversal = #""action":"sell","size":3,"position":-2,"prev_position":1"#

    /// A long account that was told to be short, up to the close's own fill.
    func closing(_ fixture: inout DeskFixture) throws -> (exit: OrderTag, entry: OrderTag) {
        let long = try fixture.filledEntry()
        let tags = try fixture.arriveAndRelease(reversal)
        for (call, _) in fixture.take(where: { $0.movesMoney }) {
            fixture.answer(call, .ended(.accepted(order: nil)))
        }
        fixture.hear(.position(DeskFixture.one, long.held(0)))
        for suffix in ["SL", "TP"] {
            fixture.hear(.order(long.child(suffix, suffix == "SL" ? 101 : 102, of: 100, .cancelled)))
        }
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        return (try #require(tags.first), try #require(tags.last))
    }

    @Test func `the entry leaves only after the exit is verified flat`() throws {
        var fixture = try DeskFixture.connected()
        let tags = try closing(&fixture)
        let entry = try #require(fixture.row(tags.entry))
        #expect((entry.state, entry.orderClass, entry.side, entry.size) == (.approved, .entry, .sell, 2))
        #expect(entry.parent == tags.exit)
        let first = fixture.answerSnapshots()
        #expect(first.calls.isEmpty)
        #expect(fixture.row(tags.entry)?.state == .approved)
        fixture.tick(after: .seconds(2))
        let second = fixture.answerSnapshots()
        #expect(second.orders[tags.exit]?.state == .filled)
        let requests = second.calls.compactMap { if case .place(let request) = $0 { request } else { nil } }
        #expect(requests.map(\.tag) == [tags.entry])
        #expect(requests.map(\.side) == [.sell])
        #expect(requests.map(\.size) == [Size(2)])
        #expect(requests.map(\.bracket) == [Bracket(stop: Ticks(80), target: Ticks(160))])
        #expect(second.attempts.contains { $0.tag == tags.entry && $0.kind == .place && $0.ending == nil })
    }

    @Test func `a reversal is not stopped by the position that it leaves`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        _ = try fixture.filledEntry(#""action":"buy","size":3"#)
        let decision = try fixture.arrive(#""action":"sell","size":6,"position":-3,"prev_position":3"#)
        #expect(decision.verdicts.map(\.code) == [nil, nil])
        #expect(decision.verdicts.map(\.size) == [nil, 3])
    }

    @Test func `an entry that waited past its age is not sent, and the exit stands`() throws {
        var fixture = try DeskFixture.connected()
        let tags = try closing(&fixture)
        fixture.venue[DeskFixture.one]?.fault = "positions: 503"
        for _ in 0..<8 {
            fixture.answerSnapshots()
            fixture.tick(after: .seconds(5))
        }
        fixture.venue[DeskFixture.one]?.fault = nil
        for _ in 0..<6 {
            fixture.answerSnapshots()
            fixture.tick(after: .seconds(3))
        }
        #expect(fixture.row(tags.exit)?.state == .filled)
        #expect(fixture.row(tags.entry)?.state == .notSent)
        #expect(fixture.row(tags.entry)?.code == "SIGNAL_TOO_OLD")
        #expect(fixture.desk.orders[tags.entry] == nil)
    }

    @Test func `a bare reverse takes the other side of what is held, in its size`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let decision = try fixture.arrive(#""action":"reverse""#)
        let entry = try #require(decision.orders.values.first { $0.orderClass == .entry })
        #expect((entry.side, entry.size) == (.sell, 2))
    }

    @Test func `an entry of a reversal that is denied leaves the exit to go alone`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let decision = try fixture.arrive(#""action":"sell","size":9,"position":-8,"prev_position":1"#)
        #expect(decision.verdicts.map(\.code) == [nil, "QUANTITY_EXCEEDS_MAXIMUM"])
        #expect(
            fixture.release(decision).calls == [
                .close(account: DeskFixture.one, contract: DeskFixture.mnq.id)
            ])
    }
}
