import Journey
import Testing
import Trading

/// Orders whose answer never came.
struct DeskLostTests {
    let buy = #""action":"buy","size":1,"id":"a""#
    let next = #""action":"buy","size":1,"id":"b""#

    /// An entry that was sent and lost.
    func lost(_ fixture: inout DeskFixture, _ members: String? = nil) throws -> PlaceRequest {
        let request = try #require(try fixture.order(members ?? buy).first)
        let decision = fixture.answer(request, .lost("connection reset"))
        #expect(decision.orders[request.tag]?.state == .lost)
        #expect(decision.orders[request.tag]?.code == "LOST")
        #expect(decision.attempts.map(\.ending) == ["lost"])
        #expect(decision.calls.isEmpty)
        return request
    }

    func lookUp(_ decision: Decision) -> GatewayCall? {
        decision.calls.first { if case .lookUp = $0 { true } else { false } }
    }

    @Test func `a lost entry denies entries on its contract and account, and not exits`() throws {
        var fixture = try DeskFixture.connected(isShared: true)
        let requests = try fixture.order(buy)
        fixture.answer(requests[0], .lost("reset"))
        fixture.answer(requests[1], .accepted(order: OrderID(200)))
        #expect(try fixture.arrive(next).verdicts.map(\.code) == ["UNRESOLVED_ORDER", nil])
        fixture.hear(.position(DeskFixture.one, requests[0].held(2)))
        fixture.hear(.position(DeskFixture.two, requests[0].held(2)))
        let exit = try fixture.arrive(#""action":"sell","size":1,"position":1,"prev_position":2,"id":"c""#)
        #expect(exit.verdicts.map(\.code) == [nil, nil])
        #expect(try fixture.arrive(#""action":"close","id":"d""#).verdicts.map(\.code) == [nil, nil])
    }

    @Test func `what is found is adopted, and entries open again`() throws {
        var fixture = try DeskFixture.connected()
        let request = try lost(&fixture)
        #expect(fixture.desk.nextDeadline.map { $0 <= fixture.now.steady.advanced(by: .seconds(1)) } == true)
        let asked = fixture.tick(after: .seconds(1))
        let call = try #require(lookUp(asked))
        #expect(asked.attempts.map(\.kind) == [.lookUp])
        guard case .lookUp(let account, let tag, let since) = call else { return }
        #expect((account, tag) == (DeskFixture.one, request.tag))
        #expect(since <= fixture.now.wall.advanced(by: .seconds(-1)))
        let found = fixture.answer(call, .lookedUp(.found(request.order(100))))
        let row = try #require(found.orders[request.tag])
        #expect((row.state, row.venueOrder, row.code, row.reason) == (.working, OrderID(100), nil, nil))
        #expect(found.attempts.map(\.ending) == ["found"])
        #expect(try fixture.arrive(next).verdicts.map(\.code) == [nil])
    }

    @Test func `an entry that the venue never had is not placed after 30 s, and never sent again`() throws {
        var fixture = try DeskFixture.connected()
        let request = try lost(&fixture)
        var endings: [String?] = []
        for span in [1, 1, 2, 4, 7, 15] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(Int64(span)))))
            fixture.answerSnapshots()
            let decision = fixture.answer(call, .lookedUp(.absent))
            endings.append(decision.orders[request.tag]?.state.rawValue)
            #expect(!decision.calls.contains { $0.movesMoney })
        }
        #expect(endings == [nil, nil, nil, nil, nil, "not_placed"])
        #expect(fixture.desk.orders.isEmpty)
        #expect(fixture.row(request.tag)?.code == "NOT_PLACED")
        // What waited for its end is looked at anew.
        #expect(fixture.tick(after: .seconds(1)).calls.map(\.account) == [DeskFixture.one])
        #expect(try fixture.arrive(next).verdicts.map(\.code) == [nil])
    }

    /// A rule that lets its lost entries be sent again.
    private var resending: [Rule] {
        let target = Rule.Target(
            account: DeskFixture.one, root: "MNQ", size: .asAlerted,
            bracket: Bracket(stop: Ticks(80), target: nil))
        return [Rule(name: "again", when: Rule.Condition(), to: [target], resendsEntries: true)]
    }

    @Test func `an entry is sent again under its tag while it is fresh, where its rule says so`() throws {
        var fixture = try DeskFixture.connected(rules: resending)
        let request = try lost(&fixture)
        var sent: [PlaceRequest] = []
        for span in [1, 1, 2, 4] as [Int64] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(span))))
            let decision = fixture.answer(call, .lookedUp(.absent))
            sent += decision.calls.compactMap { if case .place(let again) = $0 { again } else { nil } }
        }
        #expect(sent == [request])
        #expect(fixture.row(request.tag)?.state == .sent)
        fixture.answer(request, .accepted(order: OrderID(100)))
        #expect(fixture.row(request.tag)?.state == .working)
    }

    @Test func `an entry that has grown too old meanwhile is not sent again`() throws {
        var fixture = try DeskFixture.connected(rules: resending)
        _ = try lost(&fixture)
        fixture.pass(.seconds(31))
        for span in [1, 15] as [Int64] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(span))))
            #expect(fixture.answer(call, .lookedUp(.absent)).calls.allSatisfy { !$0.movesMoney })
        }
    }

    @Test func `a position that nothing explains keeps an entry lost`() throws {
        var fixture = try DeskFixture.connected()
        let request = try lost(&fixture)
        fixture.hear(.position(DeskFixture.one, request.position))
        fixture.venue[DeskFixture.one]?.positions = [request.position]
        for span in [1, 1, 2, 4, 7, 15, 15, 15] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(Int64(span)))))
            fixture.answerSnapshots()
            #expect(fixture.answer(call, .lookedUp(.absent)).orders[request.tag] == nil)
        }
        #expect(fixture.row(request.tag)?.state == .lost)
        #expect(try fixture.arrive(next).verdicts.map(\.code) == ["UNRESOLVED_ORDER"])
    }

    @Test func `a lost exit is sent again under its own tag`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let exit = #""action":"sell","size":1,"position":1,"prev_position":2,"id":"x""#
        let request = try lost(&fixture, exit)
        var resent: Decision?
        for span in [1, 1, 2, 4] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(Int64(span)))))
            fixture.answerSnapshots()
            let decision = fixture.answer(call, .lookedUp(.absent))
            if decision.calls.contains(.place(request)) { resent = decision }
        }
        let decision = try #require(resent)
        #expect(decision.orders[request.tag]?.state == .sent)
        #expect(decision.attempts.filter { $0.kind == .place }.map(\.ending) == [nil])
        let inUse = Rejection(
            code: 2, name: "OrderRejected", message: "custom tag already in use", isTagInUse: true)
        #expect(fixture.answer(request, .rejected(inUse)).orders[request.tag]?.state == .lost)
        let call = try #require(lookUp(fixture.tick(after: .seconds(1))))
        let found = fixture.answer(call, .lookedUp(.found(request.order(300, .filled, filled: 1))))
        #expect(found.orders[request.tag]?.state == .filled)
    }

    @Test func `the hub may find a lost order first`() throws {
        var fixture = try DeskFixture.connected()
        let request = try lost(&fixture)
        let call = try #require(lookUp(fixture.tick(after: .seconds(1))))
        let heard = fixture.hear(.order(request.order(100)))
        #expect(heard.orders[request.tag]?.state == .working)
        #expect(fixture.answer(call, .lookedUp(.absent)).orders[request.tag] == nil)
        #expect(lookUp(fixture.tick(after: .seconds(40))) == nil)
    }

    @Test func `an order that is found without its tag is adopted by its id`() throws {
        var fixture = try DeskFixture.connected()
        let request = try lost(&fixture)
        let call = try #require(lookUp(fixture.tick(after: .seconds(1))))
        var untagged = request.order(100)
        untagged.tag = nil
        let found = fixture.answer(call, .lookedUp(.found(untagged)))
        #expect(found.orders[request.tag]?.state == .working)
        #expect(found.orders[request.tag]?.venueOrder == OrderID(100))
    }

    @Test func `an exit that was resent and accepted is no longer called lost`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let request = try lost(&fixture, #""action":"sell","size":1,"position":1,"prev_position":2,"id":"x""#)
        for span in [1, 1, 2, 4] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(Int64(span)))))
            fixture.answerSnapshots()
            fixture.answer(call, .lookedUp(.absent))
        }
        let row = try #require(fixture.answer(request, .accepted(order: OrderID(300))).orders[request.tag])
        #expect((row.state, row.code, row.reason) == (.working, nil, nil))
    }

    @Test func `an exit that was sent once is not called unsent when nothing is left to exit`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        let request = try lost(&fixture, #""action":"sell","size":1,"position":1,"prev_position":2,"id":"x""#)
        // The stop closed the position meanwhile.
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.venue[DeskFixture.one]?.positions = []
        for span in [1, 1, 2, 4] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(Int64(span)))))
            fixture.answerSnapshots()
            #expect(!fixture.answer(call, .lookedUp(.absent)).calls.contains { $0.movesMoney })
        }
        #expect(fixture.row(request.tag)?.state == .notPlaced)
        #expect(fixture.row(request.tag)?.code == "POSITION_NOT_FOUND")
        #expect(fixture.desk.orders[request.tag] == nil)
    }

    @Test func `fills that were voided explain no position`() throws {
        var fixture = try DeskFixture.connected(limits: RiskLimits(sizeMax: 3, positionMax: 3))
        let entry = try fixture.filledEntry()
        fixture.hear(.trade(entry.trade(1_000, order: 100, at: fixture.now.wall, isVoided: true)))
        let request = try lost(&fixture, next)
        for span in [1, 1, 2, 4, 7, 15] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(Int64(span)))))
            fixture.answerSnapshots()
            fixture.answer(call, .lookedUp(.absent))
        }
        // One contract is held, and the one fill that made it was taken back: the lost order may be it.
        #expect(fixture.row(request.tag)?.state == .lost)
    }

    @Test func `every look-up starts before the first send, however often it was sent`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry(#""action":"buy","size":2"#)
        let decided = fixture.now.wall
        let request = try lost(&fixture, #""action":"sell","size":1,"position":1,"prev_position":2,"id":"x""#)
        var starts: [Timestamp] = []
        for span in [1, 1, 2, 4, 1, 1, 2] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(Int64(span)))))
            if case .lookUp(_, _, let since) = call { starts.append(since) }
            fixture.answerSnapshots()
            let decision = fixture.answer(call, .lookedUp(.absent))
            if decision.calls.contains(.place(request)) { fixture.answer(request, .lost("again")) }
        }
        #expect(starts.count == 7)
        #expect(starts.allSatisfy { $0 <= decided.advanced(by: .seconds(-100)) })
    }

    /// The starts of an order's first look-ups, each found nothing.
    private func starts(_ fixture: inout DeskFixture) throws -> [Timestamp] {
        var starts: [Timestamp] = []
        for span in [1, 1, 2, 4] {
            let call = try #require(lookUp(fixture.tick(after: .seconds(Int64(span)))))
            if case .lookUp(_, _, let since) = call { starts.append(since) }
            fixture.answer(call, .lookedUp(.absent))
        }
        return starts
    }

    @Test(arguments: [1, 3_600, 86_400, -3_600, -86_400])
    func `it is looked for from the venue's own time on, however our clock was stepped`(step: Int64) throws {
        var fixture = try DeskFixture.connected()
        let first = try fixture.filledEntry()
        // By the venue's clock, which nobody steps.
        let sent = fixture.now.wall
        fixture.stepClock(.seconds(step))
        let request = try lost(&fixture, next)
        #expect(request.tag != first.tag)
        let found = try starts(&fixture)
        #expect(found.allSatisfy { $0 <= sent.advanced(by: .seconds(-100)) })
        // Nor from the beginning: the venue told its time a moment ago.
        #expect(step < 0 || found.allSatisfy { $0 >= sent.advanced(by: .seconds(-130)) })
        // What the venue tells later may be later than the order.
        fixture.hear(.trade(request.trade(77, order: 7, at: sent.advanced(by: .seconds(500)))))
        let call = try #require(lookUp(fixture.tick(after: .seconds(15))))
        guard case .lookUp(_, _, let since) = call else { return }
        #expect(since == found.first)
    }

    @Test func `where the venue never told its time, a day is searched`() throws {
        var fixture = try DeskFixture.connected()
        let sent = fixture.now.wall
        fixture.stepClock(.seconds(86_400))
        _ = try lost(&fixture)
        #expect(try starts(&fixture).allSatisfy { $0 <= sent.advanced(by: .seconds(-100)) })
    }

    @Test func `a restart looks from a day before what the ledger tells of the venue's time`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let sent = fixture.now.wall
        fixture.stepClock(.seconds(86_400))
        _ = try lost(&fixture, next)
        _ = fixture.restore(fixture.memory())
        fixture.hear(.stream(DeskFixture.paper, .ready))
        let snapshot = try #require(
            fixture.take(where: { if case .snapshot = $0 { true } else { false } }).first)
        guard case .snapshot(_, let trades, _) = snapshot.call else { return }
        #expect(trades <= sent.advanced(by: .seconds(-86_400)))
        #expect(try starts(&fixture).allSatisfy { $0 <= sent.advanced(by: .seconds(-86_400)) })
    }
}
