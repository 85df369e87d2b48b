import Journey
import Testing
import Trading

/// Closes of one account beside each other, one after the other, and one in another's place.
struct DeskClosesTests {
    static let one = DeskFixture.one
    static let refusal = Ending.rejected(Rejection(code: 5, name: "OrderRejected", message: "closed"))
    let mnq = DeskFixture.mnq.id
    let nq = DeskFixture.nq.id
    let closeMNQ = #""action":"close","contract":"MNQ""#
    let closeNQ = #""action":"close","contract":"NQ""#
    let closeAll = #""action":"close_all""#
    let entry = #""action":"place","contract":"MNQ","side":"buy","size":1,"stop_ticks":80"#

    /// An account that holds one of each product.
    func holding() throws -> DeskFixture {
        var fixture = try DeskFixture(limits: DeskGateFactsTests.wide)
        fixture.venue[Self.one]?.positions = [
            DeskHedgeTests.held(1), DeskHedgeTests.held(1, DeskFixture.nq),
        ]
        fixture.connect()
        return fixture
    }

    /// Asks by hand and lets what was decided leave.
    func ask(_ fixture: inout DeskFixture, _ members: String, id: String) throws -> (OrderTag, Decision) {
        let decision = fixture.ask(members, id: id)
        let verdict = try #require(decision.verdicts.first)
        #expect(verdict.isApproved, "\(verdict.code ?? "")")
        return (verdict.tag, fixture.release(decision))
    }

    func close(_ contract: ContractID) -> GatewayCall { .close(account: Self.one, contract: contract) }

    func makeFlat(_ fixture: inout DeskFixture, _ contract: Contract = DeskFixture.mnq) {
        fixture.hear(.position(Self.one, DeskHedgeTests.held(0, contract)))
        fixture.venue[Self.one]?.positions.removeAll { $0.contract == contract.id }
    }

    func locks(_ fixture: DeskFixture) -> Int { fixture.memory().locks.count }

    /// Which decision began a close.
    func begun(_ tag: OrderTag, _ fixture: DeskFixture) -> Int? {
        fixture.decisions.firstIndex { $0.orders[tag]?.stage == .place }
    }

    // MARK: Side by side

    @Test func `a close does not wait for another product's, be that refused for ever`() throws {
        var fixture = try holding()
        let (first, _) = try ask(&fixture, closeMNQ, id: "a")
        let (second, released) = try ask(&fixture, closeNQ, id: "b")
        #expect(released.calls == [close(nq)])
        fixture.answer(close(mnq), .ended(Self.refusal))
        fixture.answer(close(nq), .ended(.accepted(order: nil)))
        makeFlat(&fixture, DeskFixture.nq)
        fixture.answerSnapshots()
        for _ in 0..<10 {
            fixture.settle(seconds: 1, closes: Self.refusal)
        }
        #expect(fixture.row(second)?.state == .filled)
        #expect(fixture.row(first)?.state == .approved && fixture.row(first)?.code == "OrderRejected")
        #expect(locks(fixture) == 1)
    }

    @Test func `the fills of two closes that go side by side are told apart by their contracts`() throws {
        var fixture = try holding()
        let (first, _) = try ask(&fixture, closeMNQ, id: "a")
        let (second, _) = try ask(&fixture, closeNQ, id: "b")
        for (contract, id) in [(nq, 500), (mnq, 501)] as [(ContractID, Int64)] {
            var order = PlaceRequest.sample.order(id, .filled, filled: 1)
            (order.tag, order.side, order.contract) = (nil, .sell, contract)
            fixture.hear(.order(order))
        }
        #expect(fixture.row(first)?.venueOrder == OrderID(501))
        #expect(fixture.row(second)?.venueOrder == OrderID(500))
    }

    @Test func `closes of one product follow one another, the oldest first`() throws {
        var fixture = try holding()
        var tags: [OrderTag] = []
        for id in ["e", "d", "c", "b", "a"] { tags.append(try ask(&fixture, closeMNQ, id: id).0) }
        #expect(tags != tags.sorted())
        #expect(fixture.take { $0.movesMoney }.map(\.call) == [close(mnq)])
        fixture.tell(.ended(.accepted(order: nil)), to: close(mnq))
        makeFlat(&fixture)
        fixture.settle(seconds: 40)
        let rows = tags.compactMap { fixture.row($0) }
        #expect(rows.allSatisfy { $0.times.reconciledAt != nil })
        let begun = tags.compactMap { self.begun($0, fixture) }
        #expect(begun.count == 5 && begun == begun.sorted())
        #expect(locks(fixture) == 0)
    }

    // MARK: In another's place

    @Test func `a close of the account waits for none that is refused: it takes that over`() throws {
        var fixture = try holding()
        let (part, _) = try ask(&fixture, closeMNQ, id: "a")
        fixture.answer(close(mnq), .ended(Self.refusal))
        fixture.answerSnapshots()
        let (whole, released) = try ask(&fixture, closeAll, id: "b")
        #expect(Set(released.calls) == [close(mnq), close(nq)])
        let ended = try #require(fixture.row(part))
        #expect((ended.state, ended.code) == (.cancelled, "TAKEN_OVER"))
        #expect(ended.reason?.contains(whole.text) == true)
        #expect(fixture.desk.orders[part] == nil)
        #expect(fixture.memory().locks.map(\.contract) == [nil])
        for contract in [mnq, nq] { fixture.answer(close(contract), .ended(.accepted(order: nil))) }
        makeFlat(&fixture)
        makeFlat(&fixture, DeskFixture.nq)
        fixture.settle(seconds: 8)
        #expect(fixture.row(whole)?.state == .filled)
        #expect(locks(fixture) == 0)
    }

    @Test(arguments: [Ending.accepted(order: nil), .lost("reset"), refusal])
    func `a contract whose close has no answer is left out until it has one`(ending: Ending) throws {
        var fixture = try holding()
        let (part, _) = try ask(&fixture, closeMNQ, id: "a")
        let (whole, released) = try ask(&fixture, closeAll, id: "b")
        #expect(released.calls == [close(nq)])
        #expect(fixture.row(part)?.state == .sent)
        fixture.answer(close(nq), .ended(.accepted(order: nil)))
        makeFlat(&fixture, DeskFixture.nq)
        // Whatever is read meanwhile: no second close of it, and no end.
        for _ in 0..<10 {
            let meanwhile = fixture.tick(after: .seconds(1))
            #expect(!meanwhile.calls.contains { $0.movesMoney })
            #expect(!fixture.answerSnapshots().calls.contains { $0.movesMoney })
        }
        fixture.answer(close(mnq), .ended(ending))
        #expect(fixture.row(part)?.code == "TAKEN_OVER")
        #expect(fixture.desk.orders[part] == nil)
        // Its order may still be filling: the first reading closes nothing.
        #expect(!fixture.answerSnapshots().calls.contains { $0.movesMoney })
        let count = fixture.decisions.count
        fixture.settle(seconds: 6)
        let again = fixture.decisions[count...].flatMap(\.calls).filter(\.movesMoney)
        #expect(again.first == close(mnq))
        makeFlat(&fixture)
        fixture.settle(seconds: 12)
        #expect(fixture.row(whole)?.state == .filled)
    }

    @Test func `a flat account is not called flat while a close that was taken over has no answer`() throws {
        var fixture = try holding()
        let (part, _) = try ask(&fixture, closeMNQ, id: "a")
        let (whole, _) = try ask(&fixture, closeAll, id: "b")
        fixture.answer(close(nq), .ended(.accepted(order: nil)))
        var order = PlaceRequest.sample.order(500, .filled, filled: 1)
        (order.tag, order.side) = (nil, .sell)
        fixture.hear(.order(order))
        makeFlat(&fixture)
        makeFlat(&fixture, DeskFixture.nq)
        for _ in 0..<12 {
            fixture.tick(after: .seconds(1))
            fixture.answerSnapshots()
        }
        #expect(fixture.row(whole)?.state == .sent)
        #expect(fixture.row(whole)?.venueOrder == OrderID(500))
        #expect(fixture.ask(entry, id: "in").verdicts.map(\.code) == ["LOCKED_OUT"])
        fixture.answer(close(mnq), .ended(.accepted(order: nil)))
        fixture.settle(seconds: 8)
        #expect(fixture.row(whole)?.state == .filled)
        #expect(fixture.row(part)?.state == .cancelled)
    }

    @Test func `a close of a product takes over that of one month`() throws {
        var fixture = try holding()
        let (month, _) = try ask(&fixture, #""action":"close","contract":"MNQZ2026""#, id: "a")
        fixture.answer(close(mnq), .ended(Self.refusal))
        let (root, released) = try ask(&fixture, closeMNQ, id: "b")
        #expect(released.calls == [close(mnq)])
        #expect(fixture.row(month)?.code == "TAKEN_OVER")
        // The other way round it waits.
        let (late, waiting) = try ask(&fixture, #""action":"close","contract":"MNQZ2026""#, id: "c")
        #expect(!waiting.calls.contains { $0.movesMoney })
        #expect(fixture.row(late)?.state == .approved)
        #expect(fixture.row(root)?.state == .sent)
    }

    @Test func `what waits behind a close of the account begins side by side after it`() throws {
        var fixture = try holding()
        _ = try ask(&fixture, closeAll, id: "all")
        let (first, _) = try ask(&fixture, closeMNQ, id: "a")
        let (second, _) = try ask(&fixture, closeNQ, id: "b")
        #expect(fixture.row(first)?.state == .approved && fixture.row(second)?.state == .approved)
        for contract in [mnq, nq] { fixture.answer(close(contract), .ended(.accepted(order: nil))) }
        makeFlat(&fixture)
        makeFlat(&fixture, DeskFixture.nq)
        fixture.settle(seconds: 4)
        let begun = [first, second].compactMap { self.begun($0, fixture) }
        #expect(begun.count == 2 && begun.first == begun.last)
        fixture.settle(seconds: 4)
        #expect([first, second].allSatisfy { fixture.row($0)?.code == "ALREADY_FLAT" })
    }

    // MARK: Locks

    @Test func `a close locks with its decision, and one that waits as well`() throws {
        var fixture = try holding()
        let decided = fixture.ask(closeMNQ, id: "a")
        #expect(decided.locks.map(\.contract) == [mnq])
        #expect(fixture.ask(entry, id: "early").verdicts.map(\.code) == ["LOCKED_OUT"])
        fixture.release(decided)
        let (second, _) = try ask(&fixture, closeMNQ, id: "b")
        fixture.answer(close(mnq), .ended(.accepted(order: nil)))
        makeFlat(&fixture)
        fixture.settle(seconds: 4)
        #expect(fixture.row(second)?.stage == .place)
        let denied = try #require(fixture.ask(entry, id: "late").verdicts.first)
        #expect(denied.code == "LOCKED_OUT")
        fixture.settle(seconds: 4)
        #expect(fixture.row(second)?.state == .cancelled)
        #expect(fixture.ask(entry, id: "free").verdicts.map(\.code) == [nil])
    }

    @Test func `the denial tells which close, since when, and what to send instead`() throws {
        var fixture = try holding()
        let decided = fixture.ask(closeMNQ, id: "a")
        let since = try #require(decided.locks.first).createdAt
        let tag = try #require(decided.verdicts.first).tag
        let row = try #require(fixture.ask(entry, id: "in").orders.values.first)
        let reason = try #require(row.reason)
        #expect(reason.contains("\(mnq) is being closed by \(tag) since \(since)"))
        #expect(reason.contains("is not sent later"))
        let remedy = try #require(row.remedy)
        #expect(remedy.contains("reverse") && remedy.contains("sync: follow") && remedy.contains("2 s"))
    }

    @Test func `an entry that had not left when a close was decided does not leave behind it`() throws {
        var fixture = try holding()
        let entered = fixture.ask(entry, id: "in")
        let tag = try #require(entered.verdicts.first).tag
        let closed = fixture.ask(closeMNQ, id: "a")
        #expect(fixture.row(tag)?.state == .notSent)
        #expect(fixture.row(tag)?.code == "LOCKED_OUT")
        #expect(fixture.release(entered).placed.isEmpty)
        #expect(fixture.release(closed).calls == [close(mnq)])
        // Another product's entry is none of its business.
        let other = fixture.ask(entry.replacing("MNQ", with: "NQ"), id: "other")
        fixture.ask(closeMNQ, id: "b")
        #expect(fixture.release(other).placed.count == 1)
    }

    @Test func `a close behind a reversal leaves the account flat`() throws {
        var fixture = try DeskFixture.connected()
        let long = try fixture.filledEntry()
        let turn = #""action":"sell","size":3,"position":-2,"prev_position":1"#
        let tags = try fixture.arriveAndRelease(turn)
        let entered = try #require(tags.last)
        #expect(fixture.row(entered)?.state == .approved)
        let (after, _) = try ask(&fixture, closeMNQ, id: "out")
        #expect(fixture.row(entered)?.state == .notSent)
        fixture.answer(close(mnq), .ended(.accepted(order: nil)))
        fixture.hear(.position(Self.one, long.held(0)))
        for (suffix, id) in [("SL", 101), ("TP", 102)] as [(String, Int64)] {
            fixture.hear(.order(long.child(suffix, id, of: 100, .cancelled)))
        }
        fixture.venue[Self.one] = DeskFixture.Standing()
        let count = fixture.decisions.count
        fixture.settle(seconds: 12)
        #expect(fixture.decisions[count...].flatMap(\.placed).isEmpty)
        #expect(fixture.row(after)?.code == "ALREADY_FLAT")
    }

    @Test func `a reversal behind a close enters once its own close has ended`() throws {
        var fixture = try holding()
        _ = try ask(&fixture, closeAll, id: "all")
        let turn = #""action":"sell","size":3,"position":-2,"prev_position":1"#
        let tags = try fixture.arriveAndRelease(turn)
        for contract in [mnq, nq] { fixture.answer(close(contract), .ended(.accepted(order: nil))) }
        makeFlat(&fixture)
        makeFlat(&fixture, DeskFixture.nq)
        let count = fixture.decisions.count
        fixture.settle(seconds: 10)
        #expect(fixture.decisions[count...].flatMap(\.placed).map(\.tag) == tags.suffix(1))
        #expect(locks(fixture) == 0)
    }

    @Test func `the entries of one reversal wait for all of its closes in their product`() throws {
        let target = Rule.Target(account: Self.one, root: "MNQ", size: .asAlerted, bracket: nil)
        var fixture = try DeskFixture(
            limits: DeskGateFactsTests.wide,
            rules: [Rule(name: "twice", when: Rule.Condition(source: "orb"), to: [target, target])])
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(1)]
        fixture.connect()
        let tags = try fixture.arriveAndRelease(
            #""action":"sell","size":2,"position":-1,"prev_position":1,"stop_ticks":40"#)
        let entries = tags.filter { fixture.row($0)?.orderClass == .entry }
        #expect(entries.count == 2)
        fixture.answer(close(mnq), .ended(.accepted(order: nil)))
        makeFlat(&fixture)
        fixture.settle(seconds: 3)
        #expect(entries.map { fixture.row($0)?.state } == [.approved, .approved])
        fixture.settle(seconds: 5)
        #expect(entries.allSatisfy { fixture.row($0)?.state == .sent })
    }

    // MARK: Restarts

    @Test func `a restart keeps the locks of closes, their order, and who waits for whom`() throws {
        var fixture = try holding()
        var tags: [OrderTag] = []
        for id in ["e", "d", "c"] { tags.append(try ask(&fixture, closeMNQ, id: id).0) }
        let memory = fixture.memory()
        #expect(memory.locks.count == 3)
        let restored = fixture.restore(memory)
        #expect(restored.locks.isEmpty)
        #expect(tags.map { fixture.desk.orders[$0]?.row.state } == [.sent, .approved, .approved])
        fixture.connect()
        #expect(fixture.ask(entry, id: "in").verdicts.map(\.code) == ["LOCKED_OUT"])
        makeFlat(&fixture)
        fixture.settle(seconds: 20)
        let rows = tags.compactMap { fixture.row($0) }
        #expect(rows.allSatisfy { $0.times.reconciledAt != nil })
        let ended = rows.compactMap(\.times.reconciledAt)
        #expect(ended == ended.sorted())
        #expect(locks(fixture) == 0)
        #expect(fixture.ask(entry, id: "free").verdicts.map(\.code) == [nil])
    }

    @Test func `a restart in the middle of a take-over ends with one close`() throws {
        var fixture = try holding()
        let (part, _) = try ask(&fixture, closeMNQ, id: "a")
        let (whole, _) = try ask(&fixture, closeAll, id: "b")
        #expect(fixture.row(part)?.state == .sent)
        _ = fixture.restore(fixture.memory())
        #expect(fixture.row(part)?.code == "TAKEN_OVER")
        fixture.connect()
        #expect(Set(fixture.take { $0.movesMoney }.map(\.call)) == [close(mnq), close(nq)])
        for contract in [mnq, nq] { fixture.tell(.ended(.accepted(order: nil)), to: close(contract)) }
        makeFlat(&fixture)
        makeFlat(&fixture, DeskFixture.nq)
        fixture.settle(seconds: 8)
        #expect(fixture.row(whole)?.state == .filled)
        #expect(locks(fixture) == 0)
    }

    @Test func `a close from before the contracts were read locks its own product once they are`() throws {
        var fixture = try DeskFixture(limits: DeskGateFactsTests.wide)
        let decided = fixture.ask(closeMNQ, id: "a")
        fixture.release(decided)
        #expect(decided.locks.map(\.contract) == [nil])
        fixture.venue[Self.one]?.positions = [DeskHedgeTests.held(1)]
        fixture.connect()
        fixture.answerSnapshots()
        #expect(fixture.memory().locks.map(\.contract) == [mnq])
        #expect(fixture.ask(entry.replacing("MNQ", with: "NQ"), id: "other").verdicts.map(\.code) == [nil])
        #expect(fixture.ask(entry, id: "own").verdicts.map(\.code) == ["LOCKED_OUT"])
    }
}
