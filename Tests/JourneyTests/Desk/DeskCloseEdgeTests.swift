import Journey
import Testing
import Trading

/// Closes that meet a restart, an unknown product, or a venue that refuses without a word.
struct DeskCloseEdgeTests {
    let close = #""action":"close""#

    /// Lets time pass with every call that moves money ended and every reading answered.
    func wait(_ fixture: inout DeskFixture, seconds: Int, _ ending: Ending = .accepted(order: nil)) {
        for _ in 0..<seconds {
            for (call, _) in fixture.take(where: \.movesMoney) { fixture.tell(.ended(ending), to: call) }
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
        }
    }

    @Test func `an answer to a cancel that the Desk before had asked for changes nothing`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try #require(
            try fixture.order(#""action":"buy","size":1,"type":"limit","limit_price":21000"#).first)
        fixture.answer(entry, .accepted(order: OrderID(100)))
        fixture.hear(.order(entry.order(100)))
        fixture.venue[DeskFixture.one]?.orders = [entry.order(100)]
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        let cancel = try #require(fixture.take(where: \.movesMoney).first)
        #expect(cancel.call == .cancel(account: DeskFixture.one, order: OrderID(100)))
        _ = fixture.recover(fixture.memory())
        let late = fixture.tell(.ended(.accepted(order: nil)), to: cancel.call)
        #expect(late.rows.isEmpty && !late.calls.contains(where: \.movesMoney))
        // It goes on by what the venue shows, and asks for the cancel anew.
        let count = fixture.decisions.count
        wait(&fixture, seconds: 3)
        #expect(fixture.decisions[count...].flatMap(\.cancelled) == [OrderID(100)])
        fixture.hear(.order(entry.order(100, .cancelled)))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        wait(&fixture, seconds: 10)
        #expect(fixture.row(tag)?.state.isTerminal == true)
        #expect(fixture.memory().locks.isEmpty)
    }

    @Test(
        arguments: [("MarketClosed", nil), ("MarketClosed", "the market is closed")] as [(String, String?)])
    func `a close that the venue refuses is counted, with its word, and tried again`(
        name: String, message: String?
    ) throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        let call = try #require(fixture.take(where: \.movesMoney).first).call
        fixture.tell(.ended(.rejected(Rejection(code: 2, name: name, message: message))), to: call)
        let order = try #require(fixture.desk.orders[tag])
        #expect((order.closesRefused, order.lastRefusal) == (1, message ?? name))
        let count = fixture.decisions.count
        wait(&fixture, seconds: 10)
        #expect(fixture.decisions[count...].flatMap(\.calls).contains(call))
        #expect(fixture.row(tag)?.state == .sent)
    }

    @Test(arguments: [false, true])
    func `a position whose product is not known yet may be the one that is closed`(isNamed: Bool) throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let next = ContractID("CON.F.US.MNQ.H27")
        let held = Position(contract: next, signedSize: 1, averagePrice: Price(nanos: 21_450_250_000_000))
        fixture.hear(.position(DeskFixture.one, held))
        let tag = try #require(try fixture.arriveAndRelease(close).first)
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing(positions: [held])
        for (id, suffix) in [(101, "SL"), (102, "TP")] {
            fixture.hear(.order(entry.child(suffix, Int64(id), of: 100, .cancelled)))
        }
        wait(&fixture, seconds: 20)
        #expect(fixture.row(tag)?.state == .sent, "nobody knows whether it is flat")
        #expect(
            !fixture.decisions.flatMap(\.calls).contains(.close(account: DeskFixture.one, contract: next)))
        if isNamed {
            let march = Contract(
                id: next, name: "MNQH7", description: "", tickSize: DeskFixture.mnq.tickSize,
                tickValue: DeskFixture.mnq.tickValue, isActive: false, symbolID: DeskFixture.mnq.symbolID)
            fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq, march]))
            wait(&fixture, seconds: 10)
            #expect(
                fixture.decisions.flatMap(\.calls).contains(.close(account: DeskFixture.one, contract: next)))
        }
        fixture.hear(
            .position(
                DeskFixture.one,
                Position(
                    contract: next, signedSize: 0, averagePrice: Price(nanos: 0))))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        wait(&fixture, seconds: 20)
        #expect(fixture.row(tag)?.state == .filled)
    }

    @Test func `a close whose rule left the settings closes nothing that nobody named`() throws {
        var fixture = try DeskFixture()
        let tag = try #require(try fixture.arrive(close).verdicts.first).tag
        let memory = fixture.memory()
        // The alert's chart shows NQ; its rule had traded MNQ, and is called otherwise now.
        let target = Rule.Target(account: DeskFixture.one, root: "MNQ", size: .asAlerted)
        var renamed = try DeskFixture(
            rules: [Rule(name: "other", when: Rule.Condition(source: "orb"), to: [target])])
        _ = renamed.restore(memory)
        let held = Position(
            contract: DeskFixture.nq.id, signedSize: 1, averagePrice: Price(nanos: 1_000_000_000))
        renamed.venue[DeskFixture.one] = DeskFixture.Standing(positions: [held])
        renamed.connect()
        wait(&renamed, seconds: 10)
        #expect(renamed.decisions.flatMap(\.calls).allSatisfy { !$0.movesMoney })
        let row = try #require(renamed.row(tag))
        #expect((row.state, row.code) == (.notSent, "INSTRUMENT_NOT_FOUND"))
        #expect(row.reason?.contains("close it anew") == true)
    }

    @Test func `a close by its chart's own product outlives a restart before the contracts are read`() throws
    {
        let target = Rule.Target(account: DeskFixture.one, size: .asAlerted)
        var fixture = try DeskFixture(
            rules: [Rule(name: "plain", when: Rule.Condition(), to: [target])])
        let tag = try #require(try fixture.arrive(close).verdicts.first).tag
        _ = fixture.restore(fixture.memory())
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq, DeskFixture.nq]))
        #expect(fixture.row(tag)?.contract == DeskFixture.nq.id)
    }

    @Test func `a close by hand outlives a restart before the contracts are read`() throws {
        var fixture = try DeskFixture()
        fixture.release(fixture.ask(#""action":"close","contract":"MNQ""#, id: "c"))
        let tag = try #require(fixture.desk.orders.keys.first)
        _ = fixture.restore(fixture.memory())
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq, DeskFixture.nq]))
        #expect(fixture.row(tag)?.contract == DeskFixture.mnq.id)
        #expect(fixture.row(tag)?.stage == .place)
    }
}
