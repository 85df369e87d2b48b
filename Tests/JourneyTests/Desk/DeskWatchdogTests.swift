import Journey
import Testing
import Trading

/// Positions without a working stop.
struct DeskWatchdogTests {
    /// An entry of two contracts whose stop is gone, just now.
    func bare(_ unprotected: Unprotected = .protect) throws -> (DeskFixture, PlaceRequest) {
        var fixture = try DeskFixture.connected(unprotected: unprotected)
        let entry = try fixture.filledEntry(#""action":"buy","size":2"#)
        loseStop(&fixture, entry)
        return (fixture, entry)
    }

    func loseStop(_ fixture: inout DeskFixture, _ entry: PlaceRequest) {
        fixture.hear(.order(entry.child("SL", 101, of: 100, .cancelled)))
        fixture.venue[DeskFixture.one]?.orders.removeAll { $0.id == OrderID(101) }
    }

    /// Lets time pass in tenths with every reading answered; what was placed and closed.
    func wait(_ fixture: inout DeskFixture, tenths: Int) -> (placed: [PlaceRequest], closed: Int) {
        let count = fixture.decisions.count
        for _ in 0..<tenths {
            fixture.tick(after: .milliseconds(100))
            fixture.answerSnapshots()
        }
        let calls = fixture.decisions[count...].flatMap(\.calls)
        let closed = calls.count { if case .close = $0 { true } else { false } }
        return (fixture.decisions[count...].flatMap(\.placed), closed)
    }

    func told(_ fixture: DeskFixture) -> [DiscrepancyRow] {
        fixture.decisions.flatMap(\.discrepancies).filter { $0.kind == "position_unprotected" }
    }

    @Test func `a stop is placed again after two seconds, not before, and once`() throws {
        var (fixture, entry) = try bare()
        #expect(wait(&fixture, tenths: 19).placed.isEmpty)
        let placed = wait(&fixture, tenths: 15).placed
        let stop = try #require(placed.first)
        #expect(placed.count == 1)
        #expect((stop.type, stop.side, stop.size) == (.stop, .sell, Size(2)!))
        // 80 ticks of 0.25 below 21450.25, and on the grid.
        #expect(stop.stopPrice == Price("21430.25"))
        #expect(stop.isExit)
        let row = try #require(fixture.row(stop.tag))
        #expect((row.orderClass, row.parent, row.rule, row.leg) == (.protect, entry.tag, "orb-nasdaq", 100))
        #expect(row.alert == fixture.row(entry.tag)?.alert)
        #expect(told(fixture).map(\.done) == ["a stop is placed at 21430.25"])
        #expect(wait(&fixture, tenths: 200).placed.isEmpty, "one that may be working is none too few")
        fixture.answer(stop, .accepted(order: OrderID(300)))
        fixture.hear(.order(stop.order(300)))
        fixture.venue[DeskFixture.one]?.orders.append(stop.order(300))
        #expect(wait(&fixture, tenths: 200).placed.isEmpty)
        #expect(told(fixture).count == 1)
    }

    @Test func `a stop that comes within two seconds needs no second one`() throws {
        var fixture = try DeskFixture.connected(unprotected: .protect)
        let entry = try #require(try fixture.order(#""action":"buy","size":2"#).first)
        fixture.answer(entry, .accepted(order: OrderID(100)))
        fixture.hear(.order(entry.order(100, .filled, filled: 2, at: "21450.25")))
        fixture.hear(.position(DeskFixture.one, entry.position))
        fixture.venue[DeskFixture.one]?.positions = [entry.position]
        let children = ["SL", "TP"].enumerated().map { index, suffix in
            entry.child(suffix, Int64(101 + index), of: 100)
        }
        children.forEach { fixture.hear(.order($0)) }
        fixture.venue[DeskFixture.one]?.orders = children
        #expect(wait(&fixture, tenths: 18).placed.isEmpty)
        let stop = entry.child("SL", 101, of: 100, .open, at: "21430.25")
        fixture.venue[DeskFixture.one]?.orders[0] = stop
        #expect(wait(&fixture, tenths: 100).placed.isEmpty, "the hub may be silent: the reading decides")
        #expect(told(fixture).isEmpty)
    }

    @Test func `nothing is placed by a reading that failed, and a silent hub does not matter`() throws {
        var (fixture, _) = try bare()
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        fixture.venue[DeskFixture.one]?.fault = "503"
        #expect(wait(&fixture, tenths: 100).placed.isEmpty)
        fixture.venue[DeskFixture.one]?.fault = nil
        #expect(wait(&fixture, tenths: 30).placed.count == 1)
    }

    @Test func `a position that closed meanwhile is left`() throws {
        var (fixture, _) = try bare()
        fixture.venue[DeskFixture.one]?.positions = []
        fixture.venue[DeskFixture.one]?.orders = []
        #expect(wait(&fixture, tenths: 100).placed.isEmpty)
    }

    @Test func `a stop that the venue refuses is followed by a close`() throws {
        var (fixture, entry) = try bare()
        let stop = try #require(wait(&fixture, tenths: 30).placed.first)
        let no = Rejection(code: 2, name: "OrderRejected", message: "beyond the market")
        fixture.answer(stop, .rejected(no))
        #expect(fixture.row(stop.tag)?.state == .rejected)
        let (placed, closed) = wait(&fixture, tenths: 5)
        #expect(placed.isEmpty && closed == 1)
        let close = fixture.decisions.flatMap { $0.orders.values }.last { $0.orderClass == .flatten }
        #expect(close?.leg == 201)
        #expect(close?.alert == fixture.row(entry.tag)?.alert)
    }

    @Test func `it is closed where the settings say so, and only told where they do not want more`() throws {
        var (closing, _) = try bare(.close)
        let (placed, closed) = wait(&closing, tenths: 30)
        #expect(placed.isEmpty && closed == 1)
        var (telling, _) = try bare(.tell)
        let other = wait(&telling, tenths: 300)
        #expect(other.placed.isEmpty && other.closed == 0)
        #expect(told(telling).map(\.done) == ["left: place a stop, or close it"])
    }

    @Test func `a position by hand has no rule that asked for a stop`() throws {
        var fixture = try DeskFixture.connected(unprotected: .protect)
        fixture.hear(.position(DeskFixture.one, PlaceRequest.sample.held(1)))
        fixture.venue[DeskFixture.one]?.positions = [PlaceRequest.sample.held(1)]
        let (placed, closed) = wait(&fixture, tenths: 300)
        #expect(placed.isEmpty && closed == 0)
        #expect(told(fixture).map(\.done) == ["left: no rule asked for a stop"])
    }

    @Test func `a position that a leg left over opened is protected as its entry was`() throws {
        var fixture = try DeskFixture.connected(unprotected: .protect)
        let entry = try fixture.filledEntry()
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.hear(.trade(entry.trade(7, order: 900, side: .sell, at: fixture.now.wall)))
        fixture.pass(.milliseconds(10))
        fixture.hear(.order(entry.child("SL", 101, of: 100, .filled, filled: 1)))
        fixture.hear(.order(entry.child("TP", 102, of: 100, .cancelled)))
        fixture.hear(.position(DeskFixture.one, entry.held(-1)))
        let trade = entry.trade(8, order: 101, side: .sell, at: fixture.now.wall)
        fixture.hear(.trade(trade))
        fixture.venue[DeskFixture.one]?.positions = [entry.held(-1)]
        fixture.venue[DeskFixture.one]?.orders = []
        let stop = try #require(wait(&fixture, tenths: 40).placed.first)
        #expect(stop.side == .buy)
        #expect(stop.stopPrice == Price("21470.25"))
    }

    @Test func `what an entry without a stop made is not protected as the entry before it was`() throws {
        var limits = RiskLimits(sizeMax: 3, positionMax: 3)
        limits.requiresStop = false
        let target = Rule.Target(account: DeskFixture.one, root: "MNQ", size: .asAlerted, bracket: nil)
        var fixture = try DeskFixture.connected(
            limits: limits, rules: [Rule(name: "r", when: .init(), to: [target])], unprotected: .protect)
        let first = try fixture.filledEntry(#""action":"buy","size":1,"stop_ticks":80"#)
        fixture.hear(.order(first.child("SL", 101, of: 100, .filled, filled: 1)))
        fixture.hear(.trade(first.trade(7, order: 101, side: .sell, at: fixture.now.wall)))
        fixture.hear(.order(first.child("TP", 102, of: 100, .cancelled)))
        fixture.hear(.position(DeskFixture.one, first.held(0)))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        fixture.reconcile()
        let second = try #require(try fixture.order(#""action":"sell","size":1"#).first)
        fixture.answer(second, .accepted(order: OrderID(200)))
        fixture.hear(.order(second.order(200, .filled, filled: 1, at: "21450.25")))
        fixture.hear(.position(DeskFixture.one, second.held(-1)))
        fixture.hear(.trade(second.trade(2_000, order: 200, side: .sell, at: fixture.now.wall)))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing(positions: [second.held(-1)])
        let (placed, closed) = wait(&fixture, tenths: 60)
        #expect(placed.isEmpty && closed == 0)
        #expect(told(fixture).isEmpty)
    }

    @Test(arguments: [false, true])
    func `what a reversal enters without a stop is not protected as what it closed was`(
        restarts: Bool
    ) throws {
        var limits = RiskLimits(sizeMax: 4, positionMax: 4)
        limits.requiresStop = false
        let target = Rule.Target(account: DeskFixture.one, root: "MNQ", size: .asAlerted, bracket: nil)
        let rules = [Rule(name: "r", when: .init(), to: [target])]
        var fixture = try DeskFixture.connected(limits: limits, rules: rules, unprotected: .close)
        let first = try fixture.filledEntry(#""action":"buy","size":2,"stop_ticks":80"#)
        let turn = try fixture.arrive(#""action":"sell","size":4,"id":"turn""#)
        fixture.release(turn)
        for (call, _) in fixture.take(where: { $0.movesMoney }) {
            fixture.answer(call, .ended(.accepted(order: nil)))
        }
        fixture.hear(.position(DeskFixture.one, first.held(0)))
        for suffix in ["SL", "TP"] {
            fixture.hear(.order(first.child(suffix, suffix == "SL" ? 101 : 102, of: 100, .cancelled)))
        }
        fixture.venue[DeskFixture.one] = DeskFixture.Standing()
        let waited = wait(&fixture, tenths: 40)
        let second = try #require(waited.placed.first)
        #expect(second.side == .sell && second.bracket?.stop == nil)
        fixture.answer(second, .accepted(order: OrderID(200)))
        fixture.hear(.order(second.order(200, .filled, filled: 2, at: "21450.25")))
        fixture.hear(.position(DeskFixture.one, second.held(-2)))
        fixture.hear(.trade(second.trade(2_000, order: 200, size: 2, side: .sell, at: fixture.now.wall)))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing(positions: [second.held(-2)])
        if restarts {
            _ = fixture.restore(fixture.memory())
            fixture.connect()
        }
        let (placed, closed) = wait(&fixture, tenths: 60)
        #expect(placed.isEmpty && closed == 0)
        #expect(told(fixture).isEmpty)
    }

    @Test func `a second stop for one alert has a tag of its own, however flat it was between`() throws {
        var (fixture, entry) = try bare()
        let first = try #require(wait(&fixture, tenths: 30).placed.first)
        fixture.answer(first, .accepted(order: OrderID(300)))
        fixture.hear(.order(first.order(300, .filled, filled: 2, at: "21430.25")))
        fixture.hear(.trade(first.trade(7, order: 300, at: fixture.now.wall)))
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.venue[DeskFixture.one]?.positions = []
        _ = wait(&fixture, tenths: 30)
        // The target was left over, and fills.
        fixture.hear(.order(entry.child("TP", 102, of: 100, .filled, filled: 2)))
        fixture.hear(.trade(entry.trade(8, order: 102, side: .sell, at: fixture.now.wall)))
        fixture.hear(.position(DeskFixture.one, entry.held(-2)))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing(positions: [entry.held(-2)])
        let second = try #require(wait(&fixture, tenths: 40).placed.first)
        #expect(second.tag != first.tag)
        #expect(second.side == .buy)
    }

    @Test func `a leg left over that fills after a restart is protected against as well`() throws {
        var fixture = try DeskFixture.connected(unprotected: .protect)
        let entry = try fixture.filledEntry()
        fixture.hear(.position(DeskFixture.one, entry.held(0)))
        fixture.hear(.trade(entry.trade(7, order: 900, side: .sell, at: fixture.now.wall)))
        fixture.hear(.order(entry.child("TP", 102, of: 100, .cancelled)))
        var memory = fixture.memory()
        // What the ledger finds for the leg that works.
        memory.entries = [try #require(fixture.row(entry.tag))]
        _ = fixture.restore(memory)
        fixture.venue[DeskFixture.one] = DeskFixture.Standing(
            orders: [entry.child("SL", 101, of: 100, .open, at: "21430.25")])
        fixture.connect()
        fixture.hear(.order(entry.child("SL", 101, of: 100, .filled, filled: 1)))
        fixture.hear(.position(DeskFixture.one, entry.held(-1)))
        fixture.hear(.trade(entry.trade(8, order: 101, side: .sell, at: fixture.now.wall)))
        fixture.venue[DeskFixture.one] = DeskFixture.Standing(positions: [entry.held(-1)])
        let stop = try #require(wait(&fixture, tenths: 40).placed.first)
        #expect((stop.side, stop.stopPrice) == (.buy, Price("21470.25")))
    }

    @Test func `while it is being closed nothing is placed`() throws {
        var (fixture, _) = try bare()
        fixture.release(try fixture.arrive(#""action":"close""#))
        #expect(wait(&fixture, tenths: 100).placed.isEmpty)
    }

    @Test func `a restart knows the entry, and gives the next stop a tag of its own`() throws {
        var (fixture, _) = try bare()
        let first = try #require(wait(&fixture, tenths: 30).placed.first)
        fixture.answer(first, .accepted(order: OrderID(300)))
        fixture.hear(.order(first.order(300)))
        fixture.hear(.order(first.order(300, .cancelled)))
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        let placed = wait(&fixture, tenths: 40).placed
        let second = try #require(placed.first)
        #expect(placed.count == 1)
        #expect(second.tag != first.tag)
        #expect(fixture.row(second.tag)?.leg == 101)
        #expect(second.stopPrice == first.stopPrice)
    }

    @Test func `a stop that was lost is not placed beside itself after a restart`() throws {
        var (fixture, _) = try bare()
        let stop = try #require(wait(&fixture, tenths: 30).placed.first)
        _ = fixture.restore(fixture.memory())
        fixture.connect()
        #expect(wait(&fixture, tenths: 40).placed.isEmpty)
        let look = try #require(fixture.take(where: { if case .lookUp = $0 { true } else { false } }).first)
        fixture.tell(.lookedUp(.found(stop.order(300))), to: look.call)
        fixture.venue[DeskFixture.one]?.orders.append(stop.order(300))
        #expect(wait(&fixture, tenths: 40).placed.isEmpty)
        #expect(fixture.row(stop.tag)?.state == .working)
    }

    @Test func `a stop too many is taken away once two readings agree`() throws {
        var (fixture, entry) = try bare()
        let stop = try #require(wait(&fixture, tenths: 30).placed.first)
        fixture.answer(stop, .accepted(order: OrderID(300)))
        fixture.hear(.order(stop.order(300)))
        let own = entry.child("SL", 103, of: 100, .open, at: "21430.25")
        fixture.hear(.order(own))
        fixture.venue[DeskFixture.one]?.orders += [own, stop.order(300)]
        let count = fixture.decisions.count
        _ = wait(&fixture, tenths: 50)
        #expect(fixture.decisions[count...].flatMap(\.cancelled) == [OrderID(300)])
    }

    @Test(arguments: [(1, "21430.25"), (-1, "21470.25")])
    func `the stop lies where the entry's would have`(sign: Int64, price: String) throws {
        var fixture = try DeskFixture.connected(unprotected: .protect)
        let action = sign > 0 ? "buy" : "sell"
        let entry = try fixture.filledEntry(#""action":"\#(action)","size":1"#)
        loseStop(&fixture, entry)
        // Averaged between two ticks: never farther away than it was.
        let average = Price(sign > 0 ? "21450.125" : "21450.375") ?? Price(nanos: 0)
        let held = Position(contract: entry.contract, signedSize: sign, averagePrice: average)
        fixture.hear(.position(DeskFixture.one, held))
        fixture.venue[DeskFixture.one]?.positions = [held]
        let stop = try #require(wait(&fixture, tenths: 40).placed.first)
        #expect(stop.stopPrice == Price(price))
        #expect(stop.side == (sign > 0 ? .sell : .buy))
    }
}
