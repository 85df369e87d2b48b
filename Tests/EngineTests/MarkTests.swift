import Journey
import Testing
import Trading

@testable import Engine

/// Quotes pass through the Sequencer without touching the ledger.
struct MarkTests {
    @Test func `a thousand marks make no commit and no row`() throws {
        let world = try OutageFixture()
        world.settle()
        let gateway = GatewayName("paper")
        world.submit(.event(.market(gateway, .connecting)))
        world.submit(.event(.market(gateway, .ready)))
        world.settle()
        let (batches, rows) = (world.ledger.batches.count, world.ledger.rows.count)
        let inputs = world.loop.health.inputs
        for step in 0..<1_000 {
            let price = Price(nanos: Int64(step + 1) * 250_000_000)
            let mark = MarketMark(Fixture.contract, bid: price, ask: price, last: nil, at: world.now)
            world.submit(.event(.mark(gateway, mark)))
            if step.isMultiple(of: 7) { world.settle() }
        }
        world.settle()
        #expect(world.loop.health.inputs == inputs + 1_000)
        #expect(world.ledger.batches.count == batches && world.ledger.rows.count == rows)
    }
}
