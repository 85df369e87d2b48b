import Journey
import Testing
import Trading

@testable import Engine

/// What is seen to when nothing else is to be done.
struct SequencerIdleTests {
    private let close = GatewayCall.close(account: OutageFixture.account, contract: Fixture.contract)

    /// A world whose first look at old deliveries is due, with so many of them.
    private func world(old: Int) throws -> OutageFixture {
        let world = try OutageFixture(keepsDeliveries: .seconds(3_600))
        world.ledger.state.withLock { $0.oldDeliveries = old }
        return world
    }

    @Test func `old deliveries go in steps once there is time, and are looked for again after ten minutes`()
        throws
    {
        let world = try world(old: 500)
        world.live(seconds: 590)
        #expect(world.ledger.drops.isEmpty)
        world.live(seconds: 15)
        let drops = world.ledger.drops
        #expect(drops.map(\.count) == [200, 200, 100])
        #expect(drops.allSatisfy { world.now.since($0.before).microseconds / 1_000_000 - 3_600 <= 15 })
        #expect(drops.allSatisfy { $0.before < world.now.advanced(by: .seconds(-3_600)) })
        world.live(seconds: 590)
        #expect(world.ledger.drops.count == 3)
        world.live(seconds: 15)
        #expect(world.ledger.drops.count == 4)
    }

    @Test func `none go while a call is under way that the writer must be free for`() throws {
        let world = try world(old: 1)
        world.live(seconds: 590)
        world.hold(2)
        world.settle()
        try world.send(1, .close)
        world.live(seconds: 30)
        #expect(world.waiting == [close])
        #expect(world.ledger.drops.isEmpty)
        world.answer { $0 == close ? .ended(.accepted(order: nil)) : nil }
        world.hold(0)
        world.live(seconds: 10)
        #expect(world.ledger.drops.map(\.count) == [1])
    }

    @Test func `a step that the ledger cannot take is an outage like any other, and ends like one`() throws {
        let world = try world(old: 1)
        world.live(seconds: 590)
        world.ledger.goDown()
        world.live(seconds: 15)
        #expect(world.loop.health.ledgerFault == "no space left")
        try world.send(1)
        world.settle()
        guard case .unavailable = try #require(world.outcomes.last) else {
            Issue.record("taken: \(world.outcomes)")
            return
        }
        world.ledger.comeBack()
        world.live(seconds: 3)
        #expect(world.loop.health.ledgerFault == nil)
        try world.send(2)
        world.settle()
        guard case .accepted = try #require(world.outcomes.last) else {
            Issue.record("not taken: \(world.outcomes)")
            return
        }
        #expect(world.ledger.drops.isEmpty)
        world.answer { $0.movesMoney ? .ended(.accepted(order: OrderID(100))) : nil }
        world.live(seconds: 620)
        #expect(world.ledger.drops.map(\.count) == [1])
    }

    @Test func `what is to be told stays in the ledger, with the reason, where nobody can be told`() throws {
        let phone = NotifyTarget(name: "phone", least: .info)
        let world = try OutageFixture(notify: [phone])
        world.live(seconds: 2)
        let row = try #require(world.ledger.notifications.first)
        #expect(row.kind == .started)
        #expect(row.state == .pending)
        #expect(row.lastError == "this run tells nobody anything")
    }

    @Test func `a disk that gets low is told of once, and again after it was well`() throws {
        let world = try OutageFixture()
        func look(_ warning: String?) {
            world.ledger.state.withLock { $0.room = LedgerRoom(freeBytes: 5, warning: warning) }
            for contracts in 1...2 as ClosedRange<Int64> {
                world.pass(.seconds(11))
                world.hold(contracts)
                world.settle()
            }
        }
        var told: [String] { world.logs.value.withLock { $0.filter { $0.hasPrefix("ledger=low") } } }
        look("300 MiB free on the ledger's disk: make room")
        #expect(told == [#"ledger=low reason="300 MiB free on the ledger's disk: make room""#])
        #expect(world.loop.health.room.warning != nil)
        look(nil)
        look("200 MiB free on the ledger's disk: make room")
        #expect(told.count == 2)
    }
}
