import Journey
import Testing
import Trading

/// Followers that stand elsewhere than their leader leads them.
struct DeskFollowDriftTests {
    static let (one, two) = (DeskFixture.one, DeskFixture.two)

    /// The leader holds two, the follower holds what somebody made of it.
    private func drifted(_ resync: Copy.Resync, held: Int64) throws -> DeskFixture {
        var fixture = try DeskFixture.following([DeskFixture.copy(resync: resync)])
        fixture.fill(try #require(fixture.trade(2, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        fixture.trade(held - 2, 900, of: Self.two)
        return fixture
    }

    @Test func `with off nothing is done`() throws {
        var fixture = try drifted(.off, held: 1)
        let later = fixture.wait(seconds: 120)
        #expect(later.drifts.isEmpty && later.placed.isEmpty && later.closed.isEmpty)
    }

    @Test func `with warn it is told once`() throws {
        var fixture = try drifted(.warn, held: 1)
        #expect(fixture.wait(seconds: 4).drifts.isEmpty)
        let later = fixture.wait(seconds: 120)
        #expect(later.drifts.map(\.ours) == ["2"] && later.drifts.map(\.theirs) == ["1"])
        #expect(later.placed.isEmpty && later.closed.isEmpty)
        // A hub that comes back is no other difference.
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "test")))
        fixture.hear(.stream(DeskFixture.paper, .ready))
        #expect(fixture.wait(seconds: 60).drifts.isEmpty)
        fixture.trade(1, 901, of: Self.two)
        fixture.wait(seconds: 10)
        fixture.trade(-1, 902, of: Self.two)
        #expect(fixture.wait(seconds: 20).drifts.count == 1, "it stood right between")
    }

    @Test(arguments: [(1, [1]), (3, [-1])] as [(Int64, [Int64])])
    func `with adjust it is put right by one order`(held: Int64, orders: [Int64]) throws {
        var fixture = try drifted(.adjust, held: held)
        let put = fixture.wait(seconds: 8)
        #expect(put.signed == orders && put.drifts.count == 1)
        fixture.fill(try #require(put.placed.first), 101)
        #expect(fixture.wait(seconds: 60).placed.isEmpty && fixture.held(Self.two) == 2)
    }

    @Test func `with adjust the other side is closed first`() throws {
        var fixture = try drifted(.adjust, held: -1)
        let put = fixture.wait(seconds: 8)
        #expect(put.closed == [DeskFixture.mnq.id])
        #expect(Set(put.orders.values.map(\.orderClass)) == [.flatten, .entry])
    }

    @Test func `what is missing of a leader in two months is entered in the active one`() throws {
        var fixture = try DeskFixture.following([DeskFixture.copy(resync: .adjust)])
        #expect(fixture.trade(1, 501, DeskFixture.mnqOld).placed.isEmpty, "that month is entered no more")
        fixture.fill(try #require(fixture.trade(1, 502).placed.first), 100)
        let put = fixture.wait(seconds: 8)
        #expect(put.signed == [1])
        #expect(put.placed.map(\.contract) == [DeskFixture.mnq.id])
    }

    @Test func `a part is copied from the month that its leader left`()
        throws
    {
        var fixture = try DeskFixture.following()
        fixture.trade(1, 500, DeskFixture.mnqOld)
        fixture.fill(try #require(fixture.trade(2, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        fixture.trade(1, 900, of: Self.two, DeskFixture.mnqOld)
        fixture.wait(seconds: 2)
        #expect(fixture.held(Self.two) == 2 && fixture.held(Self.two, DeskFixture.mnqOld) == 1)
        let part = fixture.trade(-2, 502)
        #expect(part.signed == [-2] && part.placed.map(\.contract) == [DeskFixture.mnq.id])
    }

    @Test func `what is denied is tried again after growing waits`() throws {
        var fixture = try DeskFixture.following([DeskFixture.copy(resync: .adjust)])
        fixture.fill(try #require(fixture.trade(9, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        // The tenth is more than the follower may hold.
        #expect(fixture.trade(1, 502).orders.values.map(\.code) == ["POSITION_LIMIT_INSTRUMENT"])
        var tries: [Int] = []
        for second in 1...700 {
            let drifts = fixture.wait(seconds: 1).drifts
            guard !drifts.isEmpty else { continue }
            tries.append(second)
            let words = "denied, try \(tries.count): POSITION_LIMIT_INSTRUMENT: could come to 10 contracts"
            #expect(drifts.allSatisfy { $0.done.hasPrefix(words) }, "\(drifts.map(\.done))")
        }
        let waits = zip(tries.dropFirst(), tries).map { $0 - $1 }
        #expect(waits.count >= 5 && waits.count <= 8, "\(waits)")
        #expect(zip(waits.dropFirst(), waits).allSatisfy { $0 >= $1 } && waits.last.map { $0 <= 301 } == true)
        #expect(fixture.held(Self.two) == 9)
    }

    @Test func `with flatten it is closed, and takes no entries until it is resumed`() throws {
        var fixture = try drifted(.flatten, held: 3)
        let closing = fixture.wait(seconds: 8)
        #expect(closing.closed == [DeskFixture.mnq.id] && closing.placed.isEmpty)
        #expect(closing.controls.map(\.key) == [ControlRow.Key(.account, "combine-2")])
        #expect(closing.controls.map(\.state) == [.reducing] && closing.controls.map(\.word) == ["reduce"])
        let close = try #require(fixture.take { if case .close = $0 { true } else { false } }.first?.call)
        fixture.stand(Self.two, 0)
        fixture.tell(.ended(.accepted(order: nil)), to: close)
        fixture.hear(.position(Self.two, PlaceRequest.sample.held(0)))
        fixture.wait(seconds: 30)
        fixture.trade(-2, 502)
        #expect(fixture.trade(1, 503).orders.values.map(\.code) == ["TRADING_STATE_REDUCING"])
        #expect(fixture.wait(seconds: 60).controls.isEmpty)
    }

    /// Closed by `flatten`, and resumed by a person while the leader still holds two.
    private func resumed() throws -> DeskFixture {
        var fixture = try drifted(.flatten, held: 3)
        fixture.wait(seconds: 8)
        let close = try #require(fixture.take { if case .close = $0 { true } else { false } }.first?.call)
        fixture.stand(Self.two, 0)
        fixture.tell(.ended(.accepted(order: nil)), to: close)
        fixture.hear(.position(Self.two, PlaceRequest.sample.held(0)))
        fixture.wait(seconds: 30)
        fixture.control(#""action":"resume","account":"combine-2""#)
        return fixture
    }

    @Test func `a follower that flatten closed enters no part of what its leader holds`() throws {
        var fixture = try resumed()
        let idle = fixture.wait(seconds: 60)
        #expect(idle.placed.isEmpty && idle.closed.isEmpty && idle.controls.isEmpty)
        // It would stand elsewhere by what it did not enter before, and be closed and stopped anew.
        #expect(fixture.trade(1, 502).placed.isEmpty)
        let later = fixture.wait(seconds: 60)
        #expect(later.placed.isEmpty && later.closed.isEmpty && later.controls.isEmpty)
        #expect(
            later.drifts.map(\.done) == [
                "told: the account is flat, and waits until its leader is flat or turns"
            ])
        // A turn leaves the leader with nothing of that.
        #expect(fixture.trade(-4, 503).signed == [-1])
    }

    @Test func `a follower that flatten closed follows from its leader's next flat once it is resumed`()
        throws
    {
        var fixture = try resumed()
        let flat = fixture.trade(-2, 502)
        #expect(flat.placed.isEmpty && flat.closed.isEmpty)
        #expect(fixture.wait(seconds: 60).controls.isEmpty)
        let next = fixture.trade(2, 503)
        #expect(next.signed == [2] && next.orders.values.allSatisfy { $0.state != .denied })
        fixture.fill(try #require(next.placed.first), 101)
        let later = fixture.wait(seconds: 60)
        #expect(fixture.held(Self.two) == 2 && later.drifts.isEmpty && later.controls.isEmpty)
    }

    @Test func `an exit that did not come about is tried again whatever resync says`() throws {
        var fixture = try DeskFixture.following([DeskFixture.copy(resync: .off)])
        fixture.fill(try #require(fixture.trade(2, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        let exit = try #require(fixture.trade(-1, 502).placed.first)
        fixture.answer(
            exit, .rejected(Rejection(code: 2, name: "OrderRejected", message: nil)))
        let again = fixture.wait(seconds: 10)
        #expect(again.signed == [-1])
        fixture.fill(try #require(again.placed.first), 103)
        #expect(fixture.wait(seconds: 60).placed.isEmpty && fixture.held(Self.two) == 1)
    }

    @Test func `nothing is judged while positions are not known`() throws {
        var fixture = try drifted(.adjust, held: 1)
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "test")))
        #expect(fixture.wait(seconds: 60).placed.isEmpty)
    }

    // MARK: Restart

    @Test func `a restart copies nothing twice`() throws {
        var fixture = try DeskFixture.following()
        let at = fixture.now.wall
        fixture.fill(try #require(fixture.trade(1, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        fixture.venue[Self.one]?.trades = [DeskFixture.execution(1, 501, at: at)]
        _ = fixture.restore(fixture.memory())
        let first = fixture.reconnect()
        #expect(first.alertRows.isEmpty && first.placed.isEmpty)
        #expect(fixture.wait(seconds: 60).alertRows.isEmpty)
    }

    /// The leader trades half a minute before the program comes back.
    private func away(_ size: Int64) throws -> (fixture: DeskFixture, found: Decision) {
        var fixture = try DeskFixture.following()
        fixture.fill(try #require(fixture.trade(2, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        let memory = fixture.memory()
        fixture.pass(.seconds(60))
        fixture.stand(Self.one, 2 + size)
        fixture.venue[Self.one]?.trades = [DeskFixture.execution(size, 502, at: fixture.now.wall)]
        fixture.pass(.seconds(30))
        _ = fixture.restore(memory)
        let found = fixture.reconnect()
        return (fixture, found)
    }

    @Test func `what a leader left meanwhile is closed`() throws {
        let (_, found) = try away(-2)
        #expect(found.closed == [DeskFixture.mnq.id] && found.placed.isEmpty)
    }

    @Test func `what a leader took off meanwhile is taken off`() throws {
        #expect(try away(-1).found.signed == [-1])
    }

    @Test func `what a leader entered meanwhile is not, and shows as a difference`() throws {
        var (fixture, found) = try away(1)
        #expect(found.placed.isEmpty && found.orders.values.contains { $0.code == "SIGNAL_TOO_OLD" })
        let later = fixture.wait(seconds: 60)
        #expect(later.placed.isEmpty && later.drifts.map(\.ours) == ["3"])
    }

    @Test func `an exit that was recorded and not copied is made after the restart`() throws {
        var fixture = try DeskFixture.following([DeskFixture.copy(resync: .off)])
        fixture.fill(try #require(fixture.trade(2, 501).placed.first), 100)
        fixture.wait(seconds: 2)
        // The program ends between the commit of the execution and its copy.
        fixture.handle(.stopping)
        fixture.trade(-1, 502)
        _ = fixture.restore(fixture.memory())
        #expect(fixture.reconnect().placed.isEmpty)
        #expect(fixture.wait(seconds: 10).signed == [-1])
    }
}
