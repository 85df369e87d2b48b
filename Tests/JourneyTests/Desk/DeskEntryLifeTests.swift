import Journey
import Testing
import Trading

/// Entries that rest: their time ends, and what still works is cancelled by us.
///
/// The fixture's Chicago is five hours behind UTC; its clock begins on Monday at 14:30 UTC.
struct DeskEntryLifeTests {
    private static let limit = #""action":"buy","size":2,"type":"limit","limit_price":21000"#
    private static let short = TradingHours(entryLife: .seconds(60))

    /// An entry that rests under number 500.
    private func resting(
        _ hours: TradingHours = short, cutOff: CutOff? = nil, life: Span? = nil
    ) throws -> (DeskFixture, PlaceRequest) {
        let target = Rule.Target(
            account: DeskFixture.one, root: "MNQ", size: .asAlerted,
            bracket: Bracket(stop: Ticks(80), target: Ticks(160)))
        let rule = Rule(name: "orb", when: Rule.Condition(source: "orb"), to: [target], entryLife: life)
        var fixture = try DeskFixture.connected(rules: [rule], cutOff: cutOff, hours: hours)
        let request = try #require(try fixture.order(Self.limit).first)
        fixture.answer(request, .accepted(order: OrderID(500)))
        fixture.hear(.order(request.order(500)))
        fixture.venue[DeskFixture.one]?.orders = [request.order(500)]
        #expect(fixture.row(request.tag)?.state == .working)
        return (fixture, request)
    }

    private func cancels(_ fixture: DeskFixture) -> Int {
        fixture.decisions.flatMap(\.calls).count { if case .cancel = $0 { true } else { false } }
    }

    private let cancel = GatewayCall.cancel(account: DeskFixture.one, order: OrderID(500))

    /// Answers the readings that follow a cancel.
    private func read(_ fixture: inout DeskFixture, _ order: VenueOrder) {
        for id in fixture.tick(after: .seconds(1)).read {
            fixture.answer(.readOrder(account: DeskFixture.one, order: id), .lookedUp(.found(order)))
        }
    }

    @Test func `one is cancelled at its end, read back, and says why`() throws {
        var (fixture, entry) = try resting()
        let created = try #require(fixture.row(entry.tag)?.createdAt)
        fixture.tick(after: created.advanced(by: .seconds(60)).since(fixture.now.wall).less(2_000))
        #expect(cancels(fixture) == 0)
        let due = try #require(fixture.desk.nextDeadline)
        #expect(due <= fixture.now.steady.advanced(by: .milliseconds(2)))
        let decision = fixture.tick(after: .milliseconds(1))
        #expect(decision.calls.contains(cancel))
        #expect(decision.attempts.map(\.kind) == [.cancel])
        #expect(decision.audits.map(\.kind) == ["entry.expired"])
        #expect(fixture.row(entry.tag)?.state == .working, "only the venue's word ends it")
        fixture.answer(cancel, .ended(.accepted(order: nil)))
        #expect(fixture.row(entry.tag)?.state == .working)
        read(&fixture, entry.order(500, .cancelled))
        let row = try #require(fixture.row(entry.tag))
        #expect((row.state, row.code) == (.cancelled, "ENTRY_EXPIRED"))
        #expect(row.reason?.contains("its time ended at") == true)
        fixture.venue[DeskFixture.one]?.orders = []
        for _ in 0..<5 {
            fixture.tick(after: .seconds(60))
            fixture.answerSnapshots()
        }
        #expect(cancels(fixture) == 1)
    }

    @Test(
        arguments: [
            (nil, nil, 12_600 + 17_100), (nil, 30, 30), (60, nil, 60), (60, 30, 30), (60, 90, 90),
            (86_400, nil, 12_600 + 17_100),
        ] as [(Int64?, Int64?, Int64)])
    func `the rule's word comes before the account's, and the day's end before both`(
        account: Int64?, rule: Int64?, seconds: Int64
    ) throws {
        // 15:05 in Chicago is 20:05 UTC, 5 h 35 min after the fixture's first moment.
        let start = Timestamp("2026-10-05T14:30:00Z")!
        let expected = seconds > 1_000 ? Timestamp("2026-10-05T20:05:00Z")! : nil
        let hours = TradingHours(entryLife: account.map { .seconds($0) })
        var (fixture, entry) = try resting(hours, life: rule.map { .seconds($0) })
        let created = try #require(fixture.row(entry.tag)?.createdAt)
        #expect(created.since(start) < .seconds(1))
        let end = expected ?? created.advanced(by: .seconds(seconds))
        fixture.tick(after: end.since(fixture.now.wall).less(3_000))
        #expect(cancels(fixture) == 0)
        fixture.tick(after: .milliseconds(2))
        #expect(cancels(fixture) == 1)
    }

    @Test func `with a cut-off it ends before the account is closed`() throws {
        var (fixture, _) = try resting(TradingHours(), cutOff: CutOff(flattenAt: 54_450))
        fixture.tick(after: Timestamp("2026-10-05T20:04:59Z")!.since(fixture.now.wall))
        #expect(cancels(fixture) == 0)
        fixture.tick(after: .seconds(1))
        #expect(cancels(fixture) == 1)
    }

    @Test func `before an early close of its product`() throws {
        let hours = TradingHours(followsCalendar: true, rollGuardDays: 0)
        var fixture = try DeskFixture.connected(hours: hours, calendar: DeskCalendarTests.calendar)
        let request = try #require(try fixture.order(Self.limit).first)
        fixture.answer(request, .accepted(order: OrderID(500)))
        fixture.hear(.order(request.order(500)))
        // It closes at 12:00 in Chicago; seven and a half minutes before that.
        fixture.tick(after: Timestamp("2026-10-05T16:52:29Z")!.since(fixture.now.wall))
        #expect(cancels(fixture) == 0)
        fixture.tick(after: .seconds(1))
        #expect(cancels(fixture) == 1)
    }

    @Test func `a partial fill keeps its bracket, and only the rest is cancelled`() throws {
        var (fixture, entry) = try resting()
        fixture.hear(.order(entry.order(500, .open, filled: 1, at: "21000")))
        fixture.hear(.position(entry.account, entry.held(1)))
        let legs = [entry.child("SL", 501, of: 500, .open), entry.child("TP", 502, of: 500, .open)]
        for leg in legs { fixture.hear(.order(leg)) }
        #expect(fixture.tick(after: .seconds(61)).calls.contains(cancel))
        #expect(cancels(fixture) == 1)
        fixture.answer(cancel, .ended(.accepted(order: nil)))
        var over = entry.order(500, .cancelled, filled: 1, at: "21000")
        over.filled = 1
        read(&fixture, over)
        let row = try #require(fixture.row(entry.tag))
        #expect((row.state, row.filled, row.code) == (.cancelled, 1, "ENTRY_EXPIRED"))
        for leg in legs { #expect(fixture.row(leg.tag ?? entry.tag)?.state == .working) }
        #expect(cancels(fixture) == 1)
    }

    @Test func `one that fills before the cancel comes is filled, and has nothing to explain`() throws {
        var (fixture, entry) = try resting()
        fixture.tick(after: .seconds(61))
        fixture.hear(.order(entry.order(500, .filled, filled: 2, at: "21000")))
        let row = try #require(fixture.row(entry.tag))
        #expect((row.state, row.code, row.reason) == (.filled, nil, nil))
        let no = Rejection(code: 4, name: "OrderNotFound", message: nil)
        fixture.answer(cancel, .ended(.rejected(no)))
        fixture.tick(after: .seconds(120))
        #expect(cancels(fixture) == 1)
    }

    @Test(arguments: [
        Ending.notSent("no budget"), .rejected(Rejection(code: 2, name: "Pending", message: nil)),
    ])
    func `a cancel that did nothing is sent again, with growing waits`(ending: Ending) throws {
        var (fixture, _) = try resting()
        fixture.tick(after: .seconds(61))
        for (number, wait) in [Int64(5), 10, 20, 40, 60, 60].enumerated() {
            #expect(cancels(fixture) == number + 1)
            fixture.answer(cancel, .ended(ending))
            fixture.tick(after: .seconds(wait).less(10_000))
            #expect(cancels(fixture) == number + 1)
            fixture.tick(after: .milliseconds(20))
        }
        #expect(fixture.decisions.flatMap(\.audits).count { $0.kind == "entry.expired" } == 1)
    }

    @Test func `a lost cancel is read, and sent again while the order still works`() throws {
        var (fixture, entry) = try resting()
        fixture.tick(after: .seconds(61))
        fixture.answer(cancel, .ended(.lost("timeout")))
        for _ in 0..<6 { read(&fixture, entry.order(500)) }
        fixture.tick(after: .seconds(5))
        #expect(cancels(fixture) == 2)
    }

    @Test func `a restart finds the same end`() throws {
        var (fixture, entry) = try resting()
        let memory = fixture.memory()
        fixture.pass(.seconds(30))
        _ = fixture.restore(memory)
        fixture.connect()
        #expect(cancels(fixture) == 0)
        fixture.tick(after: .seconds(31))
        #expect(cancels(fixture) == 1)
        // And after one with the cancel on its way, it is asked for again.
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        fixture.tick(after: .seconds(1))
        #expect(cancels(fixture) == 2)
        #expect(fixture.row(entry.tag)?.state == .working)
    }

    @Test func `one that a restart found unsent does not leave after its end`() throws {
        var fixture = try DeskFixture.connected(hours: TradingHours(entryLife: .seconds(5)))
        let decision = try fixture.arrive(Self.limit)
        let tag = try #require(decision.verdicts.first?.tag)
        let memory = fixture.memory()
        _ = fixture.restore(memory)
        fixture.tick(after: .seconds(6))
        let row = try #require(fixture.row(tag))
        #expect((row.state, row.code) == (.notSent, "ENTRY_EXPIRED"))
    }

    @Test func `an order of another hand is not ours to cancel`() throws {
        var fixture = try DeskFixture.connected(hours: Self.short)
        let theirs = VenueOrder(
            id: OrderID(500), account: DeskFixture.one, contract: DeskFixture.mnq.id,
            tag: OrderTag("theirs"), status: .open, type: .limit, side: .buy, size: 2,
            limitPrice: Price("21000"))
        fixture.hear(.order(theirs))
        fixture.tick(after: .seconds(600))
        #expect(cancels(fixture) == 0)
    }
}

extension Span {
    /// Shorter by microseconds.
    fileprivate func less(_ microseconds: Int64) -> Span {
        Span(microseconds: self.microseconds - microseconds)
    }
}
