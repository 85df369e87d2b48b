import Journey
import Testing
import Trading

/// Positions without a working stop where the stop itself is in doubt.
struct DeskWatchdogEdgeTests {
    /// An entry of two contracts whose stop is gone, just now.
    func bare(_ unprotected: Unprotected = .protect) throws -> (DeskFixture, PlaceRequest) {
        var fixture = try DeskFixture.connected(unprotected: unprotected)
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        fixture.hear(.order(entry.child("SL", 101, of: 100, .cancelled)))
        fixture.venue[DeskFixture.one]?.orders.removeAll { $0.id == OrderID(101) }
        return (fixture, entry)
    }

    /// Lets time pass in tenths with every reading answered; what was decided meanwhile.
    @discardableResult
    func wait(_ fixture: inout DeskFixture, tenths: Int) -> ArraySlice<Decision> {
        let count = fixture.decisions.count
        for _ in 0..<tenths {
            fixture.tick(after: .milliseconds(100))
            fixture.answerSnapshots()
        }
        return fixture.decisions[count...]
    }

    func closed(_ decisions: some Sequence<Decision>) -> [ContractID] {
        decisions.flatMap(\.calls).compactMap {
            if case .close(_, let contract) = $0 { contract } else { nil }
        }
    }

    func told(_ decisions: some Sequence<Decision>) -> [String] {
        decisions.flatMap(\.discrepancies).filter { $0.kind == "position_unprotected" }.map(\.done)
    }

    /// A stop of the watchdog that works at the venue.
    func guarded(_ fixture: inout DeskFixture, _ id: Int64 = 300) throws -> PlaceRequest {
        let stop = try #require(wait(&fixture, tenths: 40).flatMap(\.placed).first)
        fixture.answer(stop, .accepted(order: OrderID(id)))
        fixture.hear(.order(stop.order(id)))
        fixture.venue[DeskFixture.one]?.orders.append(stop.order(id))
        return stop
    }

    @Test(arguments: ["0", "0.25", "20"])
    func `a stop that would lie at nothing or below is no stop: the position is closed`(average: String)
        throws
    {
        var (fixture, entry) = try bare()
        let held = Position(
            contract: entry.contract, signedSize: 2, averagePrice: Price(average) ?? Price(nanos: 0))
        fixture.hear(.position(DeskFixture.one, held))
        fixture.venue[DeskFixture.one]?.positions = [held]
        let decided = wait(&fixture, tenths: 40)
        #expect(decided.flatMap(\.placed).isEmpty)
        #expect(closed(decided) == [entry.contract])
        #expect(told(decided) == ["it is closed"])
    }

    @Test func `a halted account's bare position is closed, since no stop may be placed`() throws {
        let (fixture, entry) = try bare()
        var halted = try DeskFixture(state: .halted, unprotected: .protect)
        halted.pass(.seconds(120))
        _ = halted.restore(fixture.memory())
        halted.venue = fixture.venue
        halted.connect()
        let decided = wait(&halted, tenths: 40)
        #expect(decided.flatMap(\.placed).isEmpty)
        #expect(closed(decided) == [entry.contract])
        #expect(told(decided).last == "it is closed")
        let denied = decided.flatMap(\.orders.values).filter { $0.state == .denied }
        #expect(denied.map(\.code) == ["TRADING_HALTED"])
    }

    @Test(arguments: [true, false])
    func `a position by hand is told where entries need a stop, and left alone where they do not`(
        isAsked: Bool
    ) throws {
        let limits = RiskLimits(sizeMax: 3, positionMax: 3, requiresStop: isAsked)
        var fixture = try DeskFixture.connected(limits: limits, unprotected: .protect)
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(1)))
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(1)]
        let decided = wait(&fixture, tenths: 300)
        #expect(told(decided) == (isAsked ? ["left: no rule asked for a stop"] : []))
        #expect(decided.flatMap(\.calls).allSatisfy { !$0.movesMoney })
    }

    @Test(arguments: [(Unprotected.tell, false), (.close, true)])
    func `what is only told is not read again and again`(unprotected: Unprotected, isRead: Bool) throws {
        var (fixture, entry) = try bare(unprotected)
        let patience = isRead ? 0 : 40
        wait(&fixture, tenths: patience)
        #expect(told(fixture.decisions).count == (isRead ? 0 : 1))
        // The hub tells of the position between a reading's question and its answer: that one proves nothing.
        while !fixture.tick(after: .milliseconds(100)).calls.contains(where: {
            if case .snapshot(DeskFixture.one, _, _) = $0 { true } else { false }
        }) {}
        fixture.hear(.position(DeskFixture.one, entry.held(2)))
        fixture.answerSnapshots()
        let asked = wait(&fixture, tenths: 30).flatMap(\.calls).filter { $0.account == DeskFixture.one }
        #expect(asked.isEmpty != isRead)
    }

    @Test func `two bare positions of one alert each get a stop, and a tag of their own ever after`() throws {
        let bracket = Bracket(stop: Ticks(80), target: nil)
        let targets = ["MNQ", "NQ"].map {
            Rule.Target(account: DeskFixture.one, root: $0, size: .asAlerted, bracket: bracket)
        }
        var fixture = try DeskFixture.connected(
            rules: [Rule(name: "pair", when: Rule.Condition(), to: targets)], unprotected: .protect)
        let entries = try fixture.order(#""action":"buy","size":1"#)
        for (index, entry) in entries.enumerated() {
            let id = Int64(100 + index)
            fixture.answer(entry, .accepted(order: OrderID(id)))
            fixture.hear(.order(entry.order(id, .filled, filled: 1, at: "21450.25")))
            fixture.hear(.position(DeskFixture.one, entry.position))
            fixture.hear(.trade(entry.trade(id, order: id, at: fixture.now.wall)))
        }
        fixture.venue[DeskFixture.one]?.positions = entries.map(\.position)
        let stops = wait(&fixture, tenths: 60).flatMap(\.placed)
        #expect(Set(stops.map(\.contract)) == Set(entries.map(\.contract)))
        #expect(stops.map { fixture.row($0.tag)?.leg } == [100, 101])
        for (index, stop) in stops.enumerated() {
            fixture.answer(stop, .accepted(order: OrderID(Int64(300 + index))))
            fixture.hear(.order(stop.order(Int64(300 + index))))
        }
        // One is flat; the other loses its stop.
        fixture.hear(.order(stops[0].order(300, .filled, filled: 1)))
        fixture.hear(
            .position(
                DeskFixture.one,
                Position(
                    contract: stops[0].contract, signedSize: 0, averagePrice: Price(nanos: 0))))
        fixture.hear(.trade(stops[0].trade(300, order: 300, at: fixture.now.wall)))
        fixture.venue[DeskFixture.one]?.positions.removeAll { $0.contract == stops[0].contract }
        wait(&fixture, tenths: 30)
        fixture.hear(.order(stops[1].order(301, .cancelled)))
        let third = try #require(wait(&fixture, tenths: 60).flatMap(\.placed).first)
        #expect(third.contract == stops[1].contract)
        #expect(fixture.row(third.tag)?.leg == 102)
        #expect(!stops.map(\.tag).contains(third.tag))
    }

    @Test func `a stop is too many only from when it last became so`() throws {
        var (fixture, entry) = try bare()
        _ = try guarded(&fixture)
        wait(&fixture, tenths: 20)
        let own = entry.child("SL", 103, of: 100, .open, at: "21430.25")
        fixture.hear(.order(own))
        fixture.venue[DeskFixture.one]?.orders.append(own)
        #expect(wait(&fixture, tenths: 7).flatMap(\.cancelled).isEmpty)
        // For a moment both were needed, and more.
        fixture.hear(.position(DeskFixture.one, entry.held(5)))
        fixture.hear(.position(DeskFixture.one, entry.held(2)))
        #expect(
            wait(&fixture, tenths: 9).flatMap(\.cancelled).isEmpty, "a reading a second after it is awaited")
        #expect(wait(&fixture, tenths: 20).flatMap(\.cancelled) == [OrderID(300)])
    }

    @Test func `a reading within the second in which a stop became too many does not take it away`() throws {
        var (fixture, entry) = try bare()
        _ = try guarded(&fixture)
        wait(&fixture, tenths: 20)
        let own = entry.child("SL", 103, of: 100, .open, at: "21430.25")
        fixture.hear(.order(own))
        fixture.venue[DeskFixture.one]?.orders.append(own)
        fixture.handle(.reconcile(DeskFixture.one, ReplyID(9)))
        #expect(fixture.answerSnapshots().cancelled.isEmpty)
        #expect(wait(&fixture, tenths: 30).flatMap(\.cancelled) == [OrderID(300)])
    }
}
