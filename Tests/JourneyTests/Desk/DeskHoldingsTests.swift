import Journey
import Testing
import Trading

/// The position rebuilt from fills, and the balance, against the venue's word.
struct DeskHoldingsTests {
    let contract = DeskFixture.mnq.id

    func unexplained(_ decisions: some Sequence<Decision>) -> [DiscrepancyRow] {
        decisions.flatMap(\.discrepancies).filter { $0.kind == "unexplained_position" }
    }

    /// Lets time pass with every reading answered.
    func wait(_ fixture: inout DeskFixture, seconds: Int) {
        for _ in 0..<seconds {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
        }
    }

    @Test func `the first reading of an account is where its position begins`() throws {
        var fixture = try DeskFixture()
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(-2)]
        fixture.connect()
        let told = unexplained(fixture.decisions)
        #expect(told.map(\.subject) == [contract.text])
        #expect(told.map(\.ours) == ["0"])
        #expect(told.map(\.theirs) == ["-2"])
        wait(&fixture, seconds: 60)
        #expect(unexplained(fixture.decisions).count == 1)
    }

    @Test func `a flat account begins at nothing, and what its fills tell is not told again`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        wait(&fixture, seconds: 60)
        #expect(unexplained(fixture.decisions).isEmpty)
        #expect(fixture.held(by: fixture.decisions.flatMap(\.rows)).map(\.signedSize) == [1])
    }

    @Test func `what is held at the first reading is explained by the executions of two days`() throws {
        var fixture = try DeskFixture()
        let held = PlaceRequest.sample.held(1)
        fixture.venue[DeskFixture.one]?.positions = [held]
        fixture.venue[DeskFixture.one]?.trades = [
            PlaceRequest.sample.trade(1, order: 900, size: 1, at: fixture.now.wall)
        ]
        // Our clock is ahead of the venue's, which told no time yet.
        fixture.stepClock(.seconds(2 * 86_400))
        fixture.connect()
        wait(&fixture, seconds: 60)
        let starts = fixture.decisions.flatMap(\.calls).compactMap { call -> Timestamp? in
            if case .snapshot(DeskFixture.one, let since, _) = call { since } else { nil }
        }
        let isFar = starts.map { fixture.now.wall.since($0) > .seconds(2 * 86_400) }
        #expect(isFar.first == true)
        #expect(unexplained(fixture.decisions).isEmpty)
        #expect(fixture.held(by: fixture.decisions.flatMap(\.rows)).map(\.signedSize) == [1])
    }

    @Test func `a change that no fill explains is recorded after trades were read further back`() throws {
        var fixture = try DeskFixture.connected()
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(2)]
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
        let count = fixture.decisions.count
        wait(&fixture, seconds: 11)
        #expect(unexplained(fixture.decisions).isEmpty)
        let asked = fixture.decisions[count...].flatMap(\.calls).compactMap { call -> Timestamp? in
            if case .snapshot(DeskFixture.one, let since, _) = call { since } else { nil }
        }
        let back = try #require(asked.min())
        #expect(fixture.now.wall.since(back) > .seconds(2 * 86_400))
        #expect(asked.count { fixture.now.wall.since($0) > .seconds(2 * 86_400) } == 1, "more than once")
        wait(&fixture, seconds: 5)
        let told = unexplained(fixture.decisions)
        #expect(told.map(\.ours) == ["0"])
        #expect(told.map(\.theirs) == ["2"])
        wait(&fixture, seconds: 60)
        #expect(unexplained(fixture.decisions).count == 1)
    }

    @Test func `a fill that is found by the reading further back explains it`() throws {
        var fixture = try DeskFixture.connected()
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(2)]
        wait(&fixture, seconds: 3)
        fixture.venue[DeskFixture.one]?.trades = [
            PlaceRequest.sample.trade(7, order: 70, size: 2, side: .buy, at: fixture.now.wall)
        ]
        wait(&fixture, seconds: 60)
        #expect(unexplained(fixture.decisions).isEmpty)
        #expect(fixture.held(by: fixture.decisions.flatMap(\.rows)).map(\.signedSize) == [2])
    }

    @Test func `a fill that is told after all is taken back, so that rows and position agree`() throws {
        var fixture = try DeskFixture.connected()
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(1)]
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(1)))
        wait(&fixture, seconds: 20)
        fixture.hear(
            .trade(PlaceRequest.sample.trade(7, order: 70, size: 1, side: .buy, at: fixture.now.wall)))
        wait(&fixture, seconds: 20)
        let told = unexplained(fixture.decisions)
        #expect(told.map(\.ours) == ["0", "2"])
        #expect(told.map(\.theirs) == ["1", "1"])
        #expect(fixture.held(by: fixture.decisions.flatMap(\.rows)).map(\.signedSize) == [1])
    }

    @Test func `a voided execution counts for nothing, and twice told counts once`() throws {
        var fixture = try DeskFixture.connected()
        let trade = PlaceRequest.sample.trade(7, order: 70, size: 1, side: .buy, at: fixture.now.wall)
        var voided = trade
        voided.isVoided = true
        for told in [trade, trade, voided, voided] { fixture.hear(.trade(told)) }
        wait(&fixture, seconds: 30)
        #expect(unexplained(fixture.decisions).isEmpty)
        #expect(fixture.held(by: fixture.decisions.flatMap(\.rows)).reduce(0) { $0 + $1.signedSize } == 0)
    }

    @Test func `a restart goes on with what the rows make, and records nothing twice`() throws {
        var fixture = try DeskFixture()
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(2)]
        fixture.connect()
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        wait(&fixture, seconds: 30)
        #expect(unexplained(fixture.decisions).count == 1)
        fixture.venue[DeskFixture.one]?.positions = []
        wait(&fixture, seconds: 70)
        #expect(unexplained(fixture.decisions).map(\.theirs) == ["2", "0"])
    }

    @Test func `fills that a restart does not remember are not counted a second time`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let old = try #require(fixture.decisions.flatMap(\.fills).first).trade
        var memory = fixture.memory()
        memory.fills = []
        memory.fillsFrom = fixture.now.wall
        _ = fixture.restore(memory)
        fixture.venue[DeskFixture.one]?.trades = [old]
        let count = fixture.decisions.count
        fixture.connect()
        wait(&fixture, seconds: 30)
        #expect(fixture.decisions[count...].flatMap(\.fills).isEmpty)
        #expect(unexplained(fixture.decisions).isEmpty)
    }

    // MARK: Balance

    func balances(_ fixture: DeskFixture) -> [DiscrepancyRow] {
        fixture.decisions.flatMap(\.discrepancies).filter { $0.kind == "balance" }
    }

    @Test(arguments: zip([10_000, 10_001, -10_000, -10_001] as [Int64], [0, 1, 0, 1]))
    func `a balance more than 1 USD beside the fills is told once`(apart: Int64, count: Int) throws {
        var fixture = try DeskFixture.connected()
        fixture.pay[DeskFixture.one] = Money(tenThousandths: apart)
        wait(&fixture, seconds: 120)
        #expect(balances(fixture).count == count)
        fixture.pay[DeskFixture.one] = Money(tenThousandths: 3 * apart)
        wait(&fixture, seconds: 120)
        #expect(balances(fixture).count == count + 1)
    }

    @Test func `realised profit less fees is what the balance is held against`() throws {
        var fixture = try DeskFixture.connected()
        let trade = PlaceRequest.sample.trade(
            7, order: 70, size: 1, profit: "120.5", side: .sell, at: fixture.now.wall)
        fixture.hear(.trade(trade))
        fixture.pay[DeskFixture.one] = Money("120.13")
        wait(&fixture, seconds: 120)
        #expect(balances(fixture).isEmpty)
    }

    @Test(arguments: [false, true])
    func `a day's beginning told beside an execution is put right by two readings`(restarts: Bool) throws {
        var fixture = try DeskFixture()
        // The balance had the execution's fee already, the search for executions did not show it yet.
        fixture.pay[DeskFixture.one] = Money("-1.24")
        fixture.connect()
        var trade = PlaceRequest.sample.trade(1, order: 1, at: fixture.now.wall.advanced(by: .seconds(-1)))
        trade.fees = try #require(Money("1.24"))
        fixture.venue[DeskFixture.one]?.trades = [trade]
        if restarts {
            // Nobody told of it until the program was there again.
            var memory = fixture.memory()
            memory.days = fixture.decisions.flatMap(\.days)
            _ = fixture.restore(memory)
            fixture.connect()
        } else {
            fixture.hear(.trade(trade))
        }
        for _ in 0..<3 {
            fixture.pass(.seconds(50))
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
        }
        let days = fixture.decisions.flatMap(\.days).filter { $0.account == DeskFixture.one }
        #expect(days.first?.openingBalance == Money("49998.76"))
        #expect(days.last?.openingBalance == Money("50000"))
        #expect(days.last?.openingReadAt == nil)
        #expect(balances(fixture).isEmpty)
    }

    @Test func `the day's opening balance outlives a restart`() throws {
        var fixture = try DeskFixture.connected()
        var memory = fixture.memory()
        memory.days = fixture.decisions.flatMap(\.rows).compactMap {
            if case .day(let row) = $0, row.account == DeskFixture.one { row } else { nil }
        }
        #expect(memory.days.map(\.openingBalance) == [Money("50000")])
        _ = fixture.restore(memory)
        fixture.pay[DeskFixture.one] = Money("25")
        fixture.connect()
        wait(&fixture, seconds: 60)
        #expect(balances(fixture).map(\.ours) == ["50000"])
        #expect(balances(fixture).map(\.theirs) == ["50025"])
    }

    // MARK: What is missing is not empty

    enum Part: CaseIterable { case state, positions, orders, trades }

    @Test(arguments: Part.allCases)
    func `a reading without one of its parts takes nothing away`(missing: Part) throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let before = try #require(fixture.desk.accounts[DeskFixture.one]).reconciledAt
        fixture.tick(after: .seconds(60))
        for (call, asked) in fixture.take(where: { if case .snapshot = $0 { true } else { false } }) {
            var snapshot = fixture.snapshot(of: call.account, askedAt: asked.steady)
            // Whatever else is there says that all is over.
            (snapshot.positions, snapshot.orders) = ([], [])
            switch missing {
            case .state: (snapshot.state, snapshot.orders, snapshot.positions) = (nil, nil, nil)
            case .positions: snapshot.positions = nil
            case .orders: snapshot.orders = nil
            case .trades: (snapshot.trades, snapshot.orders) = (nil, nil)
            }
            fixture.tell(.snapshot(snapshot), to: call)
        }
        let book = try #require(fixture.desk.accounts[DeskFixture.one])
        #expect(book.position(in: entry.contract) == 1)
        #expect(book.venueOrders.values.count == 2)
        #expect(book.reconciledAt == before)
    }

    @Test func `a close is not verified by a reading that failed`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let tag = try #require(try fixture.arriveAndRelease(#""action":"close""#).first)
        for (call, _) in fixture.take(where: \.movesMoney) {
            fixture.tell(.ended(.accepted(order: nil)), to: call)
        }
        fixture.venue[DeskFixture.one]?.fault = "503"
        wait(&fixture, seconds: 60)
        #expect(fixture.row(tag)?.state == .sent)
        #expect(fixture.memory().locks.count == 1)
    }

    // MARK: Cancels of one order

    @Test func `two cancels of one order at once keep their own endings`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try #require(
            try fixture.order(#""action":"buy","size":1,"type":"limit","limit_price":21000"#).first)
        fixture.answer(entry, .accepted(order: OrderID(100)))
        fixture.hear(.order(entry.order(100)))
        // Tags sort the other way round than the cancels leave.
        fixture.release(fixture.ask(#""action":"cancel","order":"100""#, id: "c"))
        let close = try #require(try fixture.arriveAndRelease(#""action":"close""#).first)
        let cancels = fixture.take(where: { if case .cancel = $0 { true } else { false } })
        #expect(cancels.count == 2)
        let first = fixture.tell(.ended(.accepted(order: nil)), to: cancels[0].call)
        #expect(first.attempts.map(\.tag) == [entry.tag])
        let no = Rejection(code: 2, name: "OrderNotFound", message: nil, isNotFound: true)
        let second = fixture.tell(.ended(.rejected(no)), to: cancels[1].call)
        #expect(second.attempts.map(\.tag) == [close])
        #expect(second.attempts.map(\.ending) == ["rejected"])
    }

    @Test func `a change whose answer a restart lost is told`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try #require(
            try fixture.order(#""action":"buy","size":1,"type":"limit","limit_price":21000"#).first)
        fixture.answer(entry, .accepted(order: OrderID(100)))
        fixture.hear(.order(entry.order(100)))
        fixture.release(fixture.ask(#""action":"modify","order":"100","limit_price":21010"#, id: "m"))
        let restored = fixture.restore(fixture.memory())
        #expect(restored.discrepancies.map(\.kind) == ["order_change"])
        #expect(restored.discrepancies.map(\.ours) == ["limit_price 21010"])
        #expect(restored.discrepancies.map(\.theirs) == ["unknown"])
    }

    // MARK: Readings asked for

    func reports(_ decision: Decision) -> [ReconcileReport]? {
        guard case .reconciled(let reports)? = decision.replies.first?.outcome else { return nil }
        return reports
    }

    @Test func `whoever asks is told what a reading asked after it found`() throws {
        var fixture = try DeskFixture.connected()
        let early = fixture.tick(after: .seconds(60))
        #expect(early.calls.count == 2)
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(1)]
        let asked = fixture.handle(.reconcile(DeskFixture.one, ReplyID(5)))
        #expect(asked.replies.isEmpty)
        // The one that was under way proves nothing.
        #expect(fixture.answerSnapshots().replies.isEmpty)
        let answered = fixture.answerSnapshots()
        let report = try #require(reports(answered)?.first)
        #expect(answered.replies.map(\.id) == [ReplyID(5)])
        #expect(report.isComplete && !report.agrees)
        #expect(report.discrepancies.map(\.kind) == ["position"])
        #expect(report.positions.map(\.signedSize) == [1])
    }

    @Test func `all accounts are read, and one that cannot be is told as that`() throws {
        var fixture = try DeskFixture.connected()
        fixture.venue[DeskFixture.two]?.fault = "503"
        fixture.handle(.reconcile(nil, ReplyID(5)))
        var replies: [AlertReply] = fixture.answerSnapshots().replies
        for _ in 0..<19 {
            replies += fixture.tick(after: .seconds(1)).replies + fixture.answerSnapshots().replies
        }
        #expect(replies.isEmpty)
        let late = fixture.tick(after: .seconds(1))
        let told = try #require(reports(late))
        #expect(told.map(\.account) == [DeskFixture.one, DeskFixture.two])
        #expect(told.map(\.agrees) == [true, false])
        #expect(told.map(\.faults) == [[], ["503"]])
    }

    @Test func `a name that the settings do not have is refused`() throws {
        var fixture = try DeskFixture.connected()
        let decision = fixture.handle(.reconcile(AccountName("nobody"), ReplyID(5)))
        guard case .refused(let refusal)? = decision.replies.first?.outcome else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .accountMissing)
    }

    // MARK: Orders that reappear

    @Test(arguments: [VenueOrder.Status.open, .filled])
    func `an order that was not placed and stands at the venue is taken up again`(
        status: VenueOrder.Status
    ) throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(#""action":"buy","size":1"#).first)
        fixture.answer(request, .lost("reset"))
        for _ in 0..<60 {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
            for (call, _) in fixture.take(where: { if case .lookUp = $0 { true } else { false } }) {
                fixture.tell(.lookedUp(.absent), to: call)
            }
        }
        #expect(fixture.row(request.tag)?.state == .notPlaced)
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        let heard = fixture.hear(
            .order(request.order(100, status, filled: status == .filled ? 1 : 0, at: "21450.25")))
        #expect(heard.discrepancies.map(\.kind) == ["order_reappeared"])
        #expect(heard.discrepancies.map(\.ours) == ["NOT_PLACED"])
        let row = try #require(fixture.row(request.tag))
        #expect(row.state == (status == .filled ? .filled : .working))
        #expect((row.code, row.venueOrder) == (nil, OrderID(100)))
        #expect(fixture.desk.orders[request.tag] != nil)
        #expect(fixture.hear(.order(request.order(100, status))).discrepancies.isEmpty)
    }

    @Test func `an order that vanished and is listed again works again`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try #require(
            try fixture.order(#""action":"buy","size":1,"type":"limit","limit_price":21000"#).first)
        fixture.answer(entry, .accepted(order: OrderID(100)))
        fixture.hear(.order(entry.order(100)))
        for _ in 0..<80 {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
            for (call, _) in fixture.take(where: { if case .readOrder = $0 { true } else { false } }) {
                fixture.tell(.lookedUp(.absent), to: call)
            }
        }
        #expect(fixture.row(entry.tag)?.code == "ORDER_VANISHED")
        fixture.venue[DeskFixture.one]?.orders = [entry.order(100)]
        var found: [DiscrepancyRow] = []
        for _ in 0..<60 {
            fixture.tick(after: .seconds(1))
            found += fixture.answerSnapshots().discrepancies
        }
        #expect(found.map(\.kind) == ["order_reappeared"])
        #expect(fixture.row(entry.tag)?.state == .working)
    }
}
