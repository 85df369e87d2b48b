import Testing
import Trading

@testable import Journey

/// What a Desk lets out while its ledger cannot be written, and how both meet again.
struct DeskOutageTests {
    private let buy = #""action":"buy","size":1,"id":"a""#

    private func goDown(_ fixture: inout DeskFixture) {
        let checkpoint = fixture.desk.checkpoint()
        fixture.desk.goBack(to: checkpoint, forgetting: [])
        #expect(fixture.desk.ledger == .down)
    }

    /// Answers the snapshots that a meeting asked for.
    private func read(_ decision: Decision, _ fixture: inout DeskFixture) {
        for call in decision.calls {
            guard case .snapshot = call else { continue }
            let snapshot = fixture.snapshot(of: call.account, askedAt: fixture.now.steady)
            fixture.tell(.snapshot(snapshot), to: call)
        }
    }

    @Test func `only calls of closes that are on disk leave unwritten`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        let decision = fixture.release(try fixture.arrive(#""action":"close""#))
        let close = GatewayCall.close(account: DeskFixture.one, contract: entry.contract)
        #expect(decision.calls == [close])
        let tag = try #require(fixture.desk.orders.values.first { $0.flatten != nil }?.row.tag)
        let desk = fixture.desk
        #expect(desk.mayLeaveUnwritten(close, written: [tag]))
        #expect(!desk.mayLeaveUnwritten(close, written: []))
        #expect(
            !desk.mayLeaveUnwritten(
                .close(account: DeskFixture.two, contract: entry.contract), written: [tag]))
        #expect(
            !desk.mayLeaveUnwritten(.cancel(account: DeskFixture.one, order: OrderID(7)), written: [tag]))
        let size = try #require(Size(1))
        let change = try #require(OrderChange(size: size))
        let (one, now) = (DeskFixture.one, fixture.now.wall)
        for call: GatewayCall in [
            .place(entry),
            .partialClose(account: one, contract: entry.contract, size: size, tag: entry.tag),
            .modify(account: one, order: OrderID(100), change: change),
        ] { #expect(!desk.mayLeaveUnwritten(call, written: [tag, entry.tag])) }
        for call: GatewayCall in [
            .lookUp(account: one, tag: entry.tag, since: now), .snapshot(account: one, since: now),
            .readOrder(account: one, order: OrderID(100)),
        ] { #expect(desk.mayLeaveUnwritten(call, written: [])) }
    }

    @Test func `a lost exit is looked up on and on, and sent again once that can be written`() throws {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let reduce = #""action":"sell","size":1,"position":1,"prev_position":2,"id":"x""#
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(2)))
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(2)]
        let exit = try #require(try fixture.order(reduce).first)
        fixture.answer(exit, .lost("timeout"))
        goDown(&fixture)
        var lookUps = 0
        for _ in 0..<40 {
            let decision = fixture.tick(after: .seconds(1))
            #expect(!decision.calls.contains { if case .place = $0 { true } else { false } })
            for call in decision.calls {
                guard case .lookUp = call else { continue }
                lookUps += 1
                fixture.answer(call, .lookedUp(.absent))
            }
            fixture.answerSnapshots()
        }
        #expect(lookUps > 5)
        #expect(fixture.row(exit.tag)?.state == .lost)
        let memory = fixture.memory()
        read(fixture.desk.meet(memory, unwritten: [], standing: .sound, at: fixture.now), &fixture)
        var again: [GatewayCall] = []
        for _ in 0..<20 where again.isEmpty {
            let decision = fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
            var all = decision
            for call in decision.calls {
                guard case .lookUp = call else { continue }
                all.append(fixture.answer(call, .lookedUp(.absent)))
            }
            again += all.calls.filter { if case .place = $0 { true } else { false } }
        }
        #expect(again.count == 1)
    }

    @Test func `what the disk says of an order that was carried on is put right`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        var memory = fixture.memory()
        let index = try #require(memory.orders.firstIndex { $0.tag == request.tag })
        memory.orders[index].state = .lost
        goDown(&fixture)
        let decision = fixture.desk.meet(memory, unwritten: [], standing: .sound, at: fixture.now)
        #expect(decision.orders[request.tag]?.state == .working)
        #expect(fixture.desk.ledger == .sound)
        // What waits to be written says so itself.
        goDown(&fixture)
        let row = try #require(fixture.desk.orders[request.tag]?.row)
        let none = fixture.desk.meet(memory, unwritten: [.order(row)], standing: .short, at: fixture.now)
        #expect(none.orders.isEmpty)
        #expect(fixture.desk.ledger == .short)
    }

    @Test func `an attempt that only the disk knows ends as not sent, and its number is not used again`()
        throws
    {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        fixture.answer(request, .accepted(order: OrderID(100)))
        var memory = fixture.memory()
        let unknown = AttemptRow(
            tag: request.tag, number: 5, kind: .cancel, at: fixture.now.wall, message: "100")
        memory.attempts.append(unknown)
        goDown(&fixture)
        let decision = fixture.desk.meet(memory, unwritten: [], standing: .sound, at: fixture.now)
        #expect(decision.attempts.map(\.ending) == ["not_sent"])
        #expect(decision.attempts.first?.message == "100: the ledger could not be written")
        #expect(fixture.desk.orders[request.tag]?.attempts == 5)
    }

    @Test func `a close that only the disk knows is taken up, and rows of accounts that are gone are left`()
        throws
    {
        var fixture = try DeskFixture.connected()
        _ = try fixture.filledEntry()
        let checkpoint = fixture.desk.checkpoint()
        let arrived = try fixture.arrive(#""action":"close","id":"c""#)
        let memory = fixture.memory()
        let tag = try #require(arrived.verdicts.first).tag
        let key = try #require(memory.alerts.last?.key)
        fixture.desk.goBack(to: checkpoint, forgetting: [key])
        #expect(fixture.desk.orders[tag] == nil)
        #expect(!fixture.desk.remembers(key))
        var more = memory
        var foreign = try #require(memory.orders.first)
        (foreign.tag, foreign.account) = (OrderTag("ab-gone"), AccountName("gone"))
        more.orders.append(foreign)
        more.locks.append(
            LockRow(
                id: 9, account: AccountName("gone"), contract: nil, kind: "flatten", reason: "x",
                createdAt: fixture.now.wall))
        let decision = fixture.desk.meet(more, unwritten: [], standing: .sound, at: fixture.now)
        #expect(decision.calls.contains { if case .close = $0 { true } else { false } })
        #expect(fixture.desk.orders[tag]?.flatten != nil)
        #expect(fixture.desk.orders[foreign.tag] == nil)
        #expect(!decision.locks.contains { $0.id == 9 })
    }

    @Test func `nothing new is swept while it cannot be written`() throws {
        var fixture = try DeskFixture.connected()
        let entry = try fixture.filledEntry()
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.venue[DeskFixture.one]?.positions = []
        goDown(&fixture)
        var cancels = 0
        for _ in 0..<6 {
            fixture.tick(after: .seconds(2))
            cancels += fixture.answerSnapshots().calls.count { $0.movesMoney }
        }
        #expect(cancels == 0)
        let back = fixture.desk.meet(
            fixture.memory(), unwritten: [], standing: .sound, at: fixture.now)
        read(back, &fixture)
        for _ in 0..<6 {
            fixture.tick(after: .seconds(2))
            cancels += fixture.answerSnapshots().calls.count { $0.movesMoney }
        }
        #expect(cancels == 2)
    }

    @Test func `a bare position waits for the ledger, and is protected once it is back`() throws {
        var fixture = try DeskFixture.connected(unprotected: .protect)
        let entry = try fixture.filledEntry()
        fixture.hear(.order(entry.child("SL", 101, of: 100, .cancelled)))
        fixture.venue[DeskFixture.one]?.orders.removeAll { $0.id == OrderID(101) }
        goDown(&fixture)
        let count = fixture.decisions.count
        for _ in 0..<30 {
            fixture.tick(after: .seconds(2))
            fixture.answerSnapshots()
        }
        #expect(fixture.decisions[count...].allSatisfy { $0.orders.values.allSatisfy { $0.leg < 100 } })
        read(fixture.desk.meet(fixture.memory(), unwritten: [], standing: .sound, at: fixture.now), &fixture)
        for _ in 0..<3 {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
        }
        let placed = fixture.decisions[count...].flatMap(\.placed)
        #expect(placed.map(\.type) == [.stop])
    }

    @Test func `the scheduled close waits for the ledger, without turning round, and begins once it is back`()
        throws
    {
        var fixture = try DeskFixture.connected(cutOff: CutOff(flattenAt: 54_450))
        let entry = try fixture.filledEntry()
        goDown(&fixture)
        let flatten = Timestamp("2026-10-05T20:07:30Z")!
        fixture.tick(after: flatten.since(fixture.now.wall))
        fixture.answerSnapshots()
        #expect(fixture.desk.orders.values.allSatisfy { $0.flatten == nil })
        let decision = fixture.tick(after: .milliseconds(1))
        #expect(decision.rows.isEmpty && decision.calls.isEmpty)
        #expect(fixture.desk.nextDeadline.map { $0 > fixture.now.steady } == true)
        read(fixture.desk.meet(fixture.memory(), unwritten: [], standing: .sound, at: fixture.now), &fixture)
        #expect(fixture.desk.nextDeadline.map { $0 <= fixture.now.steady } == true)
        let begun = fixture.tick(after: .milliseconds(1))
        #expect(begun.calls.contains(.close(account: DeskFixture.one, contract: entry.contract)))
    }
}
