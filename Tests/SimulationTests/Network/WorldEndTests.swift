import Journey
import Testing
import Trading

@testable import Gateway
@testable import Simulation

/// Ten thousand worlds are played one after the other: none may stay in memory.
struct WorldEndTests {
    /// Held by whoever waits for an answer.
    private final class Canary: Sendable {}

    /// - Parameter after: how long the world goes on after the client was given all its work.
    @Test(arguments: [0, 5, 40, 2_000, 60_000] as [Int64]) func `nothing is left of a killed client`(
        after: Int64
    ) {
        weak var left: Canary?
        weak var venue: SimulatedVenue?
        weak var network: SimulatedNetwork?
        do {
            let canary = Canary()
            let play = ClientPlay(faults: NetworkFaults(lostAnswer: 300, late: 300))
            left = canary
            venue = play.venue
            network = play.network
            _ = play.run { play.events.contains { if case .accounts = $0 { true } else { false } } }
            for _ in 0..<40 {
                for call in Self.calls { play.client.perform(call) { _ in withExtendedLifetime(canary) {} } }
            }
            play.run(for: .milliseconds(after))
            play.network.kill()
            play.timeline.end()
        }
        #expect(left == nil)
        #expect(venue == nil)
        #expect(network == nil)
    }

    private static let calls: [GatewayCall] = {
        let (account, since) = (ClientPlay.account, Timestamp(microseconds: 1_795_446_000_000_000))
        return [
            .snapshot(account: account, since: since),
            .lookUp(account: account, tag: OrderTag("ab-1"), since: since),
            .lookUp(account: account, tag: OrderTag("ab-2"), since: since),
            .close(account: account, contract: ClientPlay.contract),
            .readOrder(account: account, order: OrderID(1)),
        ]
    }()
}
