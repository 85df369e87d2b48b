import JSON
import Journey
import Testing
import Trading

/// A leader's executions on its followers' accounts.
struct DeskFollowTests {
    static let (one, two) = (DeskFixture.one, DeskFixture.two)

    @Test func `a trade by hand on the leader is copied to the follower`() throws {
        var fixture = try DeskFixture.following()
        let told = fixture.trade(2, 501)
        #expect(told.signed == [2])
        #expect(
            told.placed.map(\.account) == [Self.two] && told.placed.map(\.contract) == [DeskFixture.mnq.id])
        let alert = try #require(told.alertRows.first)
        #expect(alert.source == "follow" && alert.strategy == "mine" && told.alertRows.count == 1)
        #expect(told.deliveries.map(\.source) == ["follow"])
        let said = try JSONDocument(alert.canonical).root
        #expect(
            said["trade"]?.int64 == 501 && said["position"]?.int64 == 2
                && said["leader"]?.string == "combine-1")
        let sum = try #require(said["followers"]?.elements.first)
        #expect(sum["target"]?.int64 == 2 && sum["held"]?.int64 == 0 && sum["difference"]?.int64 == 2)
        fixture.fill(try #require(told.placed.first), 100)
        #expect(fixture.wait(seconds: 60).signed.isEmpty)
        #expect(fixture.held(Self.two) == 2)
    }

    @Test func `the same execution told twice, or read again, is copied once`() throws {
        var fixture = try DeskFixture.following()
        let at = fixture.now.wall
        let request = try #require(fixture.trade(1, 501).placed.first)
        let again = fixture.hear(.trade(DeskFixture.execution(1, 501, at: at)))
        #expect(again.rows.isEmpty)
        fixture.fill(request, 100)
        fixture.venue[Self.one]?.trades = [DeskFixture.execution(1, 501, at: at)]
        let later = fixture.wait(seconds: 60)
        #expect(later.placed.isEmpty && later.alertRows.isEmpty)
    }

    @Test func `halves of two executions make one contract`() throws {
        let half = Copy.Follower(account: Self.two, millionths: 500_000)
        var fixture = try DeskFixture.following([DeskFixture.copy(half)])
        #expect(fixture.trade(1, 501).placed.isEmpty)
        let second = fixture.trade(1, 502)
        #expect(second.signed == [1])
        fixture.fill(try #require(second.placed.first), 100)
        // The leader takes one off again: half of one is none.
        #expect(fixture.trade(-1, 503).closed == [DeskFixture.mnq.id])
    }

    @Test func `parts that fill while the copy is under way are copied when it has settled`() throws {
        var fixture = try DeskFixture.following()
        let first = try #require(fixture.trade(1, 501).placed.first)
        #expect(fixture.trade(1, 502).placed.isEmpty)
        #expect(fixture.trade(1, 503).placed.isEmpty)
        let next = fixture.fill(first, 100)
        #expect(next.signed == [2])
        let again = fixture.fill(try #require(next.placed.first), 101)
        #expect(again.placed.isEmpty && fixture.held(Self.two) == 3)
        let names = fixture.decisions.flatMap(\.alertRows)
        #expect(names.count == 2 && Set(names.map(\.fingerprint)).count == 2)
    }

    @Test func `a lost copy is not copied a second time, and what came since follows it`() throws {
        var fixture = try DeskFixture.following()
        let first = try #require(fixture.trade(1, 501).placed.first)
        fixture.answer(first, .lost("timed out"))
        #expect(fixture.trade(1, 502).placed.isEmpty)
        #expect(fixture.wait(seconds: 3).placed.isEmpty)
        // Found at the venue after all.
        fixture.stand(Self.two, 1)
        var found = fixture.hear(.order(first.order(100, .filled, filled: 1, at: "21450.25")))
        found.append(fixture.hear(.position(Self.two, first.held(1))))
        found.append(fixture.hear(.trade(first.trade(1_000, order: 100, at: fixture.now.wall))))
        // The second was traded less than five seconds ago.
        #expect(fixture.release(found).signed == [1])
        #expect(fixture.decisions.flatMap(\.signed) == [1, 1])
    }

    @Test func `a partial exit takes off as much, and the end of the position closes the follower`() throws {
        var fixture = try DeskFixture.following()
        fixture.fill(try #require(fixture.trade(3, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        let part = fixture.trade(-1, 502)
        #expect(part.signed == [-1] && part.orders.values.map(\.orderClass) == [.reduce])
        fixture.fill(try #require(part.placed.first), 101)
        fixture.wait(seconds: 2)
        let out = fixture.trade(-2, 503)
        #expect(out.closed == [DeskFixture.mnq.id] && out.placed.isEmpty)
        #expect(out.orders.values.map(\.orderClass) == [.flatten])
    }

    @Test func `a leader that goes flat while the copy is under way has it closed behind it`() throws {
        var fixture = try DeskFixture.following()
        let entry = try #require(fixture.trade(1, 501).placed.first)
        let out = fixture.trade(-1, 502)
        #expect(out.orders.values.contains { $0.orderClass == .flatten && $0.contract == DeskFixture.mnq.id })
        fixture.fill(entry, 100)
        fixture.wait(seconds: 5)
        #expect(fixture.decisions.flatMap(\.closed) == [DeskFixture.mnq.id])
    }

    @Test func `a leader that turns has the follower closed before it enters the other way`() throws {
        var fixture = try DeskFixture.following()
        fixture.fill(try #require(fixture.trade(2, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        let turn = fixture.trade(-3, 502)
        #expect(turn.closed == [DeskFixture.mnq.id] && turn.placed.isEmpty)
        let rows = turn.orders.values.sorted { $0.leg < $1.leg }
        #expect(rows.map(\.orderClass) == [.flatten, .entry] && rows.map(\.side) == [nil, .sell])
        #expect(rows.last?.size == 1 && rows.last?.parent == rows.first?.tag)
        let close = try #require(fixture.take { if case .close = $0 { true } else { false } }.first?.call)
        fixture.stand(Self.two, 0)
        fixture.tell(.ended(.accepted(order: nil)), to: close)
        fixture.hear(.position(Self.two, PlaceRequest.sample.held(0)))
        let after = fixture.wait(seconds: 4)
        #expect(after.signed == [-1])
    }

    @Test(arguments: zip([Int64(4), 6], [true, false]))
    func `an entry has to be young, an exit does not`(age: Int64, isCopied: Bool) throws {
        var fixture = try DeskFixture.following()
        let entry = fixture.trade(1, 501, ago: .seconds(age))
        #expect(entry.placed.isEmpty == !isCopied)
        #expect(entry.orders.values.compactMap(\.code) == (isCopied ? [] : ["SIGNAL_TOO_OLD"]))
        guard isCopied else { return }
        fixture.fill(try #require(entry.placed.first), 100)
        fixture.wait(seconds: 2)
        #expect(fixture.trade(-1, 502, ago: .seconds(3_600)).closed == [DeskFixture.mnq.id])
    }

    @Test func `a follower's entry needs a bracket as any entry does`() throws {
        var bare = try DeskFixture.following(requiresStop: true)
        #expect(bare.trade(1, 501).orders.values.map(\.code) == ["BRACKET_REQUIRED"])
        let follower = Copy.Follower(account: Self.two, bracket: Bracket(stop: Ticks(40), target: nil))
        var fixture = try DeskFixture.following([DeskFixture.copy(follower)], requiresStop: true)
        let placed = try #require(fixture.trade(1, 501).placed.first)
        #expect(placed.bracket?.stop == Ticks(40))
    }

    @Test func `the leader's own bracket is taken where its order was one of ours`() throws {
        var fixture = try DeskFixture.following(requiresStop: true)
        let own = try #require(try fixture.order(#""action":"buy","size":1"#).first)
        fixture.answer(own, .accepted(order: OrderID(100)))
        fixture.hear(.order(own.order(100, .filled, filled: 1, at: "21450.25")))
        fixture.hear(.position(Self.one, own.position))
        let told = fixture.release(fixture.hear(.trade(own.trade(1_000, order: 100, at: fixture.now.wall))))
        #expect(told.placed.map(\.account) == [Self.two])
        #expect(told.placed.first?.bracket?.stop == Ticks(80))
    }

    @Test func `an entry is copied to the same person's account before its leader's position shows`() throws {
        var fixture = try DeskFixture.following(requiresStop: true, hedge: DeskHedgeTests.scope)
        let own = try #require(try fixture.order(#""action":"buy","size":1"#).first)
        fixture.answer(own, .accepted(order: OrderID(100)))
        fixture.hear(.order(own.child("SL", 101, of: 100, .open)))
        var told = fixture.hear(.order(own.order(100, .filled, filled: 1, at: "21450.25")))
        told.append(fixture.hear(.trade(own.trade(1_000, order: 100, at: fixture.now.wall))))
        #expect(fixture.release(told).placed.map(\.account) == [Self.two])
    }

    @Test func `a follower that the gate denies is recorded, and its exits still pass`() throws {
        var fixture = try DeskFixture.following()
        fixture.fill(try #require(fixture.trade(9, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        let denied = fixture.trade(1, 502)
        #expect(denied.orders.values.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
        #expect(fixture.trade(-1, 503).placed.isEmpty, "it never had the tenth")
        fixture.venue[Self.two]?.canTrade = false
        fixture.wait(seconds: 60)
        #expect(fixture.trade(-9, 504).closed == [DeskFixture.mnq.id])
    }

    @Test func `another product and another ratio`() throws {
        let follower = Copy.Follower(account: Self.two, root: "MNQ", millionths: 10_000_000, max: Size(9))
        var fixture = try DeskFixture.following([DeskFixture.copy(follower, root: "NQ")])
        #expect(fixture.trade(1, 501).placed.isEmpty, "MNQ is not what it copies")
        let told = fixture.trade(1, 502, DeskFixture.nq)
        #expect(told.signed == [9] && told.placed.map(\.contract) == [DeskFixture.mnq.id])
    }

    @Test func `what a follower does is copied nowhere`() throws {
        let back = Copy(name: "back", leader: Self.two, to: [Copy.Follower(account: Self.one)])
        var fixture = try DeskFixture.following([DeskFixture.copy(), back])
        #expect(fixture.trade(1, 501).placed.isEmpty && fixture.trade(1, 502, of: Self.two).placed.isEmpty)
        var sound = try DeskFixture.following()
        #expect(sound.trade(1, 501, of: Self.two).placed.isEmpty)
    }

    @Test func `a voided execution is told, and not undone`() throws {
        var fixture = try DeskFixture.following([DeskFixture.copy(resync: .off)])
        fixture.fill(try #require(fixture.trade(1, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        var voided = DeskFixture.execution(1, 501, at: fixture.now.wall)
        voided.isVoided = true
        fixture.stand(Self.one, 0)
        fixture.hear(.position(Self.one, PlaceRequest.sample.held(0)))
        let told = fixture.hear(.trade(voided))
        #expect(told.discrepancies.map(\.kind) == ["follow_voided"])
        let later = fixture.wait(seconds: 60)
        #expect(later.placed.isEmpty && later.closed.isEmpty && fixture.held(Self.two) == 1)
    }

    @Test func `executions from before the first reading are history`() throws {
        var fixture = try DeskFixture(
            limits: RiskLimits(sizeMax: 9, positionMax: 9, requiresStop: false), copies: [DeskFixture.copy()])
        fixture.venue[Self.one]?.trades = [DeskFixture.execution(1, 501, at: fixture.now.wall)]
        fixture.stand(Self.one, 1)
        fixture.connect()
        #expect(fixture.decisions.flatMap(\.alertRows).isEmpty)
        #expect(fixture.trade(1, 502).signed == [1])
    }

    @Test func `killing the copy by its name stops its entries and not its exits`() throws {
        var fixture = try DeskFixture.following()
        fixture.fill(try #require(fixture.trade(1, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        fixture.control(#""action":"kill","strategy":"mine""#)
        #expect(fixture.trade(1, 502).orders.values.map(\.code) == ["KILL_SWITCH_ACTIVE"])
        #expect(fixture.trade(-2, 503).closed == [DeskFixture.mnq.id])
    }

    @Test func `nothing is copied while the bridge stops, and nothing is due for it`() throws {
        var fixture = try DeskFixture.following()
        fixture.handle(.stopping)
        #expect(fixture.trade(1, 501).placed.isEmpty)
        #expect(fixture.desk.nextDeadline.map { $0 > fixture.now.steady } ?? true)
    }
}
