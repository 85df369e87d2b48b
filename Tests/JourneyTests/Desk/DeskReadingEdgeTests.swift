import Journey
import Testing
import Trading

/// Readings that are not whole, or tell of what is not ours.
struct DeskReadingEdgeTests {
    let contract = DeskFixture.mnq.id

    func kinds(_ decisions: some Sequence<Decision>, _ kind: String) -> [DiscrepancyRow] {
        decisions.flatMap(\.discrepancies).filter { $0.kind == kind }
    }

    func wait(_ fixture: inout DeskFixture, seconds: Int) {
        for _ in 0..<seconds {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
        }
    }

    /// Answers every reading with positions and orders alone: state and trades could not be read.
    @discardableResult
    func answerInPart(_ fixture: inout DeskFixture) -> Decision {
        var all = Decision()
        for (call, asked) in fixture.take(where: { if case .snapshot = $0 { true } else { false } }) {
            var snapshot = fixture.snapshot(of: call.account, askedAt: asked.steady)
            (snapshot.state, snapshot.trades) = (nil, nil)
            snapshot.faults = ["trades: 503"]
            all.append(fixture.tell(.snapshot(snapshot), to: call))
        }
        return all
    }

    /// How urgent each reading is that was asked for; they are answered.
    private func readings(_ fixture: inout DeskFixture) -> [GatewayCall.Urgency] {
        let asked = fixture.take { if case .snapshot(DeskFixture.one, _, _) = $0 { true } else { false } }
        return asked.compactMap { call, at in
            guard case .snapshot(let name, _, let urgency) = call else { return nil }
            fixture.tell(.snapshot(fixture.snapshot(of: name, askedAt: at.steady)), to: call)
            return urgency
        }
    }

    @Test func `a reading that comes round lets those go first that somebody waits for`() throws {
        var fixture = try DeskFixture.connected()
        fixture.tick(after: .seconds(46))
        #expect(readings(&fixture) == [.routine])
        let entry = try #require(try fixture.order(#""action":"buy","size":1"#).first)
        fixture.answer(entry, .accepted(order: OrderID(100)))
        fixture.hear(.order(entry.order(100, .filled, filled: 1, at: "21450.25")))
        fixture.tick(after: .milliseconds(500))
        #expect(readings(&fixture) == [.routine], "the hub told of it, and this only checks it")
        fixture.hear(.position(DeskFixture.one, entry.position))
        fixture.tick(after: .milliseconds(500))
        #expect(readings(&fixture) == [.awaited], "no stop of the position is known")
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        #expect(readings(&fixture) == [.awaited], "entries wait for it")
        _ = try fixture.arriveAndRelease(#""action":"close""#)
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        for (call, _) in fixture.take(where: \.movesMoney) {
            fixture.tell(.ended(.accepted(order: nil)), to: call)
        }
        fixture.tick(after: .seconds(1))
        #expect(readings(&fixture).first == .closing, "a close waits for it")
    }

    @Test func `a reading that a close waits for overtakes one that waits for its turn`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        fixture.tick(after: .seconds(46))
        let waiting = fixture.take { if case .snapshot(DeskFixture.one, _, _) = $0 { true } else { false } }
        let (old, at) = try #require(waiting.first)
        let before = fixture.snapshot(of: DeskFixture.one, askedAt: at.steady)
        _ = try fixture.arriveAndRelease(#""action":"close""#)
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        for (id, suffix) in [(101, "SL"), (102, "TP")] {
            fixture.hear(.order(entry.child(suffix, Int64(id), of: 100, .cancelled)))
        }
        for (call, _) in fixture.take(where: \.movesMoney) {
            fixture.tell(.ended(.accepted(order: nil)), to: call)
        }
        fixture.tick(after: .seconds(1))
        #expect(readings(&fixture) == [.closing])
        let late = fixture.tell(.snapshot(before), to: old)
        #expect(late.rows.isEmpty && late.calls.isEmpty, "it shows what is no more")
        #expect(fixture.desk.accounts[DeskFixture.one]?.position(in: contract) == 0)
    }

    @Test func `positions and orders count although trades could not be read, and open no entries`() throws {
        var fixture = try DeskFixture()
        fixture.hear(.accounts(DeskFixture.paper, [fixture.state(of: DeskFixture.one)]))
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq]))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(2)]
        let read = answerInPart(&fixture)
        #expect(read.notes.contains { $0.text == "not readable: trades: 503" })
        let book = try #require(fixture.desk.accounts[DeskFixture.one])
        #expect(book.position(in: contract) == 2)
        #expect(book.reconciledAt == nil)
        #expect(
            try fixture.arrive(#""action":"buy","size":1"#).verdicts.map(\.code) == ["STREAM_RECONCILING"])
    }

    @Test func `a close is verified by positions and orders, although trades cannot be read`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(#""action":"close""#).first)
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        for (id, suffix) in [(101, "SL"), (102, "TP")] {
            fixture.hear(.order(entry.child(suffix, Int64(id), of: 100, .cancelled)))
        }
        for _ in 0..<20 {
            for (call, _) in fixture.take(where: \.movesMoney) {
                fixture.tell(.ended(.accepted(order: nil)), to: call)
            }
            fixture.tick(after: .seconds(1))
            answerInPart(&fixture)
        }
        #expect(fixture.row(tag)?.state == .filled)
        #expect(fixture.memory().locks.isEmpty)
    }

    @Test func `an order of another hand whose side is no known one is told all the same`() throws {
        var fixture = try DeskFixture.connected()
        var order = PlaceRequest.sample.order(900)
        (order.tag, order.side) = (nil, nil)
        fixture.venue[DeskFixture.one]?.orders = [order]
        wait(&fixture, seconds: 60)
        #expect(kinds(fixture.decisions, "foreign_order").map(\.theirs) == ["? 1 \(contract)"])
    }

    @Test func `an account that the settings do not name is nobody's business`() throws {
        var fixture = try DeskFixture.connected()
        let other = AccountName("combine-9")
        var (order, trade) = (
            PlaceRequest.sample.order(900), PlaceRequest.sample.trade(9, order: 900, at: fixture.now.wall)
        )
        (order.account, trade.account) = (other, other)
        let state = AccountState(
            account: other, id: AccountID(1009), name: "50K", balance: .zero, canTrade: true, isVisible: true)
        let snapshot = GatewaySnapshot(
            account: other, askedAt: fixture.now.steady, state: state,
            positions: [PlaceRequest.sample.held(1)], orders: [order], trades: [trade], faults: [])
        let heard = [
            fixture.hear(.order(order)), fixture.hear(.trade(trade)), fixture.hear(.account(state)),
            fixture.hear(.position(other, PlaceRequest.sample.held(1))),
            fixture.tell(.snapshot(snapshot), to: .snapshot(account: other, since: fixture.now.wall)),
        ]
        #expect(heard.allSatisfy { $0.rows.isEmpty && $0.calls.isEmpty && $0.notes.isEmpty })
        #expect(fixture.desk.accounts[other] == nil && fixture.desk.accounts.keys.count == 2)
        #expect(try fixture.arrive(#""action":"buy","size":3"#).verdicts.map(\.code) == [nil])
    }

    // MARK: Holdings

    @Test func `an execution that was voided and stands again counts again`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let trade = entry.trade(1_000, order: 100, at: fixture.now.wall)
        var voided = trade
        voided.isVoided = true
        fixture.hear(.trade(voided))
        #expect(fixture.held(by: fixture.decisions.flatMap(\.rows)).isEmpty)
        fixture.hear(.trade(trade))
        #expect(fixture.held(by: fixture.decisions.flatMap(\.rows)).map(\.signedSize) == [1])
        wait(&fixture, seconds: 60)
        #expect(kinds(fixture.decisions, "unexplained_position").isEmpty)
    }

    @Test func `a difference that changes is watched anew before it is recorded`() throws {
        var fixture = try DeskFixture.connected()
        func hold(_ size: Int64) {
            fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(size)]
            fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(size)))
        }
        hold(1)
        wait(&fixture, seconds: 8)
        hold(2)
        wait(&fixture, seconds: 11)
        #expect(kinds(fixture.decisions, "unexplained_position").isEmpty)
        wait(&fixture, seconds: 5)
        #expect(kinds(fixture.decisions, "unexplained_position").map(\.theirs) == ["2"])
    }

    @Test(arguments: zip([Int64(-10_000), -10_001, 10_000, 10_001], [0, 1, 0, 1]))
    func `a balance below the fills is told as one above is`(apart: Int64, count: Int) throws {
        var fixture = try DeskFixture.connected()
        fixture.pay[DeskFixture.one] = Money(tenThousandths: apart)
        wait(&fixture, seconds: 120)
        #expect(kinds(fixture.decisions, "balance").count == count)
    }
}
