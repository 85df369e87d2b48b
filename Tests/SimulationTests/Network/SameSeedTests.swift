import Journey
import Testing
import Trading

@testable import Gateway
@testable import Simulation

/// One seed decides everything that passes between client and venue.
struct SameSeedTests {
    @Test(arguments: [1, 2] as [UInt64]) func `the same seed gives the same bytes`(seed: UInt64) {
        let first = Self.log(seed)
        #expect(first == Self.log(seed))
        #expect(first.count > 100)
    }

    @Test func `another seed gives others`() { #expect(Self.log(1) != Self.log(2)) }

    @Test func `the book adds up whatever happens`() {
        for seed in UInt64(1)...6 {
            let play = Self.wild(seed)
            for (account, contract) in play.venue.accountIDs.flatMap({ id in
                play.venue.contracts.map { (id, $0.id) }
            }) {
                let held = play.venue.position(of: account, contract)
                let traded = play.venue.trades(of: account).filter { $0.contract == contract }
                    .reduce(0) { $0 + $1.side.sign * $1.size }
                #expect(held == traded, "seed \(seed)")
            }
            let tags = play.venue.orders.compactMap(\.tag)
            #expect(tags.count == Set(tags).count)
            for order in play.venue.orders { #expect((0...order.size).contains(order.filled)) }
            let paid = play.venue.trades(of: ClientPlay.number).reduce(Int64(0)) {
                $0 + ($1.profit?.tenThousandths ?? 0) - $1.fees.tenThousandths - $1.commissions.tenThousandths
            }
            #expect(play.venue.balance(of: ClientPlay.number).tenThousandths == 500_000_000 + paid)
        }
    }

    private static func log(_ seed: UInt64) -> [String] { wild(seed).log }

    /// A snapshot, and a look-up of every tag that was ever sent.
    private static func look(_ play: ClientPlay) {
        let since = play.timeline.now.wall.advanced(by: .seconds(-600))
        for name in ClientPlay.names.prefix(3) {
            play.perform(.snapshot(account: name, since: since))
            for number in 1...5 {
                play.perform(.lookUp(account: name, tag: OrderTag("ab-test-\(number)"), since: since))
            }
        }
    }

    /// Some minutes in which everything that can happen does.
    private static func wild(_ seed: UInt64) -> ClientPlay {
        let play = ClientPlay(seed: seed, faults: .wild, accounts: 3)
        play.venue.nullListsPerMille = 20
        var dice = Dice(seed: seed)
        play.venue.lag(orders: .seconds(10), trades: .seconds(2))
        for round in 0..<60 {
            play.run(for: .milliseconds(.random(in: 100...4_000, using: &dice)))
            play.venue.moveMarket()
            switch round % 10 {
            case 0, 3: for name in ClientPlay.names.prefix(3) { play.place(size: 3, on: name) }
            case 1: play.venue.play(SimulatedVenue.Trick.allCases[round / 10])
            case 2: play.venue.tradeByHand()
            case 4: _ = round % 20 == 4 ? play.venue.fillSomething() : play.venue.modifyByHand()
            case 5: play.perform(.close(account: ClientPlay.account, contract: ClientPlay.contract))
            case 6: play.venue.cancelByHand()
            case 7:
                look(play)
                play.venue.placeByHand()
            case 8: round == 28 ? play.restart() : play.venue.fillBothLegs()
            default: round == 39 ? play.venue.expireTokens() : play.venue.platformFlatten(ClientPlay.number)
            }
        }
        play.network.heal()
        play.venue.heal()
        play.run(for: .seconds(60))
        return play
    }
}
