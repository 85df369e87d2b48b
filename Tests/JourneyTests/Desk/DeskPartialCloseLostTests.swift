import Journey
import Testing
import Trading

/// Partial closes whose answer tells nothing: never sent a second time, and decided by what readings show.
struct DeskPartialCloseLostTests {
    private let fixtures = PartialCloseFixture()
    private typealias Part = PartialCloseFixture

    /// One contract of so many is to be taken off, and the answer is lost.
    private func lost(_ fixture: inout DeskFixture) throws -> OrderTag {
        let close = #""action":"close","contract":"\#(Part.old)","size":1"#
        let decision = fixture.release(fixture.ask(close, id: "lost"))
        let call = try #require(decision.calls.filter(\.movesMoney).first)
        let tag = try #require(call.partTag)
        let answered = fixture.answer(call, .ended(.lost("timeout")))
        #expect(answered.orders[tag]?.state == .lost)
        return tag
    }

    private func code(_ tag: OrderTag, _ fixture: DeskFixture) -> String? { fixture.row(tag)?.code }

    @Test func `one that nothing tells of is not placed after 30 s, and was never sent again`() throws {
        var fixture = try fixtures.holding()
        let tag = try lost(&fixture)
        #expect(fixtures.wait(&fixture, 29).isEmpty)
        #expect(fixture.row(tag)?.state == .lost)
        #expect(fixtures.wait(&fixture, 3).isEmpty)
        #expect((fixture.row(tag)?.state, code(tag, fixture)) == (.notPlaced, "NOT_PLACED"))
        #expect(fixture.desk.orders[tag] == nil)
        let all = #""action":"close","contract":"\#(Part.old)","size":3"#
        #expect(fixture.ask(all, id: "all").verdicts.map(\.code) == [nil])
    }

    @Test func `readings that are not complete decide nothing`() throws {
        var fixture = try fixtures.holding()
        let tag = try lost(&fixture)
        fixture.venue[DeskFixture.one]?.fault = "HTTP 502"
        fixtures.wait(&fixture, 100)
        #expect(fixture.row(tag)?.state == .lost)
        fixture.venue[DeskFixture.one]?.fault = nil
        fixtures.wait(&fixture, 20)
        #expect(fixture.row(tag)?.state == .lost, "fewer than five readings")
        #expect(fixtures.wait(&fixture, 60).isEmpty)
        #expect(code(tag, fixture) == "NOT_PLACED")
    }

    @Test func `while the hub is away it is not called unplaced`() throws {
        var fixture = try fixtures.holding()
        let tag = try lost(&fixture)
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        #expect(fixtures.wait(&fixture, 120).isEmpty)
        #expect(fixture.row(tag)?.state == .lost)
    }

    @Test(arguments: [3, 1] as [Int64])
    func `a position that changed without an execution leaves it undecided, and told`(held: Int64) throws {
        var fixture = try fixtures.holding(held)
        let tag = try lost(&fixture)
        fixture.venue[DeskFixture.one]?.positions = held == 1 ? [] : [Part.held(held - 1)]
        #expect(fixtures.wait(&fixture, 59).isEmpty)
        #expect(fixture.row(tag)?.state == .lost)
        #expect(fixtures.wait(&fixture, 20).isEmpty)
        let row = try #require(fixture.row(tag))
        #expect((row.state, row.code) == (.notPlaced, "UNDECIDED"))
        #expect(row.remedy?.hasPrefix("look at the position") == true)
        let told = fixture.decisions.flatMap(\.discrepancies).filter { $0.kind == "partial_close_undecided" }
        #expect(told.map(\.subject) == [tag.text])
        #expect(told.map(\.theirs) == ["position \(held - 1)"])
        #expect(fixture.desk.orders[tag] == nil)
    }

    @Test func `one that the venue took and never shows ends as undecided`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        let tag = try #require(call.partTag)
        fixture.answer(call, .ended(.accepted(order: nil)))
        #expect(fixtures.wait(&fixture, 60).isEmpty)
        #expect((fixture.row(tag)?.state, code(tag, fixture)) == (.notPlaced, "UNDECIDED"))
        #expect(fixture.row(tag)?.reason?.contains("the venue took it") == true)
    }

    @Test func `one that provably never left is sent again, and once only`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        let tag = try #require(call.partTag)
        fixture.answer(call, .ended(.notSent("no connection")))
        #expect(fixtures.wait(&fixture, 4).isEmpty)
        #expect(fixtures.wait(&fixture, 30) == [call])
        #expect(fixture.row(tag)?.state == .sent)
        fixture.answer(call, .ended(.lost("timeout")))
        #expect(fixtures.wait(&fixture, 60).isEmpty)
        #expect(code(tag, fixture) == "NOT_PLACED")
    }

    // MARK: Whose order it is

    /// By how many seconds the order of another hand is older than the send, and what comes of it.
    @Test(arguments: zip([200, 60, 2] as [Int64], ["NOT_PLACED", "UNDECIDED", nil]))
    func `an execution that only a reading tells of has to be as new as the send`(
        age: Int64, code: String?
    ) throws {
        var fixture = try fixtures.holding()
        let time = fixture.now.wall.advanced(by: .seconds(-age))
        let tag = try lost(&fixture)
        fixtures.fill(&fixture, 1, order: 900, at: time)
        #expect(fixtures.wait(&fixture, 80, fixtures.order(900, .filled, at: time)).isEmpty)
        #expect(self.code(tag, fixture) == code)
        #expect(fixture.row(tag)?.state == (code == nil ? .filled : .notPlaced))
    }

    @Test func `what was known before it was sent is another hand's, however new`() throws {
        var fixture = try fixtures.holding()
        fixture.hear(.trade(fixtures.trade(9_000, order: 900, at: fixture.now.wall)))
        let order = fixtures.order(900, .filled, at: fixture.now.wall)
        fixtures.fill(&fixture, 1, order: 900)
        let tag = try lost(&fixture)
        fixture.hear(.order(order))
        #expect(fixtures.wait(&fixture, 40, order).isEmpty)
        #expect(code(tag, fixture) == "NOT_PLACED")
    }

    @Test(arguments: [(2, Side.sell), (1, .buy)] as [(Int64, Side)])
    func `an order of another size or side is another hand's`(size: Int64, side: Side) throws {
        var fixture = try fixtures.holding()
        let tag = try lost(&fixture)
        fixture.hear(.order(fixtures.order(900, .filled, size: size, side: side, at: fixture.now.wall)))
        #expect(fixture.row(tag)?.state == .lost)
    }

    // MARK: Restarts

    @Test func `one that was approved leaves after a restart as it would have before`() throws {
        var fixture = try fixtures.holding()
        let tag = try #require(try fixture.arrive(Part.exit).verdicts.first).tag
        _ = fixture.restore(fixture.memory())
        let count = fixture.decisions.count
        fixture.connect()
        #expect(fixture.decisions[count...].flatMap(\.calls).filter(\.movesMoney) == [Part.call(1, tag)])
    }

    /// What was answered before the restart, nil for nothing, and how the exit ends when nothing is shown.
    @Test(
        arguments: [
            (nil, "NOT_PLACED"), (.lost("timeout"), "NOT_PLACED"), (.accepted(order: nil), "UNDECIDED"),
        ] as [(Ending?, String)])
    func `one that was sent is never sent again by a restart`(ending: Ending?, code: String) throws {
        for happened in [false, true] {
            var fixture = try fixtures.holding()
            let call = try fixtures.send(&fixture)
            let tag = try #require(call.partTag)
            if let ending { fixture.answer(call, .ended(ending)) }
            let order = fixtures.order(900, .filled, at: fixture.now.wall)
            if happened { fixtures.fill(&fixture, 1, order: 900) }
            _ = fixture.restore(fixture.memory())
            #expect(fixture.row(tag)?.state == .lost)
            let count = fixture.decisions.count
            fixture.connect()
            let three = #""action":"close","contract":"\#(Part.old)","size":3"#
            #expect(fixture.ask(three, id: "three").verdicts.map(\.isApproved) == [false])
            fixtures.wait(&fixture, 40, order)
            #expect(fixture.decisions[count...].flatMap(\.calls).filter(\.movesMoney).isEmpty)
            #expect(fixture.row(tag)?.state == (happened ? .filled : .notPlaced))
            #expect(self.code(tag, fixture) == (happened ? nil : code))
        }
    }

    @Test func `the hub's word finds it after a restart too`() throws {
        var fixture = try fixtures.holding()
        let tag = try lost(&fixture)
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        fixture.hear(.order(fixtures.order(900, .filled, at: fixture.now.wall)))
        #expect((fixture.row(tag)?.state, fixture.row(tag)?.venueOrder) == (.filled, OrderID(900)))
    }

    @Test func `one that never left is sent after a restart`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        fixture.answer(call, .ended(.notSent("no connection")))
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(fixtures.wait(&fixture, 20) == [call])
    }

    @Test func `one whose order is known is followed by its number after a restart`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        let tag = try #require(call.partTag)
        fixture.hear(.order(fixtures.order(900, .open, at: fixture.now.wall)))
        _ = fixture.restore(fixture.memory())
        fixture.venue[DeskFixture.one]?.orders = [fixtures.order(900, .open, at: fixture.now.wall)]
        fixture.connect()
        fixture.hear(.order(fixtures.order(900, .filled, at: fixture.now.wall)))
        #expect(fixture.row(tag)?.state == .filled)
    }

    @Test func `a copied ledger's is looked for and never sent`() throws {
        var fixture = try fixtures.holding()
        let call = try fixtures.send(&fixture)
        let tag = try #require(call.partTag)
        fixture.answer(call, .ended(.notSent("no connection")))
        var memory = fixture.memory()
        memory.isCopy = true
        _ = fixture.restore(memory)
        fixture.connect()
        #expect(fixtures.wait(&fixture, 60).isEmpty)
        #expect(fixture.row(tag)?.state == .notPlaced)
    }

    // MARK: A month that rolled since it was read

    private let rolled = Rejection(code: 9, name: "ContractNotActive", message: nil)

    /// The venue rolled, and its contracts were read before.
    private func unaware() throws -> (DeskFixture, PlaceRequest) {
        var fixture = try fixtures.holding()
        var old = DeskFixture.mnqOld
        old.isActive = true
        fixture.hear(.contracts(DeskFixture.paper, [DeskFixture.mnq, old, DeskFixture.nq]))
        let request = try #require(try fixture.order(Part.exit).first)
        return (fixture, request)
    }

    @Test func `an exit that was refused as of no active month leaves as a partial close`() throws {
        var (fixture, request) = try unaware()
        let refused = fixture.answer(request, .rejected(rolled))
        let call = try #require(Part.call(1, request.tag))
        #expect(refused.calls.filter(\.movesMoney) == [call])
        #expect(refused.attempts.map(\.kind) == [.place, .partialClose])
        #expect(refused.orders[request.tag]?.state == .sent)
        fixture.answer(call, .ended(.accepted(order: nil)))
        fixture.hear(.order(fixtures.order(900, .filled, at: fixture.now.wall)))
        #expect(fixture.row(request.tag)?.state == .filled)
    }

    @Test func `not where an earlier copy of it may have arrived`() throws {
        var (fixture, request) = try unaware()
        fixture.answer(request, .lost("timeout"))
        var resent = false
        for _ in 0..<12 where !resent {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
            for (call, _) in fixture.take(where: { if case .lookUp = $0 { true } else { false } }) {
                resent = fixture.tell(.lookedUp(.absent), to: call).placed == [request]
            }
        }
        #expect(resent)
        #expect(fixture.answer(request, .rejected(rolled)).orders[request.tag]?.state == .rejected)
        #expect(fixtures.wait(&fixture, 40).isEmpty)
    }
}
