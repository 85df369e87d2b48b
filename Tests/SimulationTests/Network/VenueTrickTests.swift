import Journey
import Testing
import Trading

@testable import Gateway
@testable import Simulation

/// What the venue and its people do to the client's orders.
struct VenueTrickTests {
    private let play = ClientPlay()

    init() { #expect(play.runUntilReady()) }

    private var position: Int64 { play.venue.position(of: ClientPlay.number, ClientPlay.contract) }
    private var live: [SimulatedOrder] { play.venue.liveOrders(of: ClientPlay.number) }

    @Test(arguments: [false, true]) func `a fill in parts protects what is filled, at once or at its end`(
        atOnce: Bool
    ) {
        play.venue.legsFollowFills = atOnce
        play.venue.play(.partialFill)
        play.place(size: 3)
        play.run(for: .milliseconds(70))
        #expect((1...2).contains(position))
        #expect(live.filter { $0.parent != nil }.allSatisfy { $0.status == (atOnce ? .open : .suspended) })
        play.run(for: .seconds(10))
        #expect(position == 3)
        #expect(live.map(\.size) == [3, 3])
        #expect(live.allSatisfy { $0.status == .open })
    }

    @Test func `an order is accepted and refused afterwards`() {
        play.venue.play(.rejectAfterAccept)
        #expect(play.placeAndWait()?.word == "accepted")
        play.run(for: .seconds(1))
        #expect(play.venue.orders.map(\.status) == [.rejected, .cancelled, .cancelled])
        #expect(position == 0)
    }

    @Test func `both legs fill, and the position turns round`() {
        play.place()
        play.run(for: .seconds(1))
        play.venue.fillBothLegs()
        #expect(position == -1)
        #expect(live.isEmpty)
    }

    @Test func `an order stays pending, and fills in the end`() {
        play.venue.play(.pending)
        #expect(play.placeAndWait()?.word == "accepted")
        #expect(play.venue.orders.first?.status == .pending)
        play.run(for: .seconds(9))
        #expect(position == 1)
    }

    @Test func `an answer that says pending is a loss, whether the order was taken or not`() {
        for _ in 0..<8 {
            play.venue.play(.pendingAnswer)
            #expect(play.placeAndWait()?.word == "lost")
        }
        let taken = play.venue.orders.filter { $0.parent == nil }.count
        #expect((1..<8).contains(taken))
    }

    @Test func `a refusal leaves no order behind`() {
        play.venue.play(.refusal)
        #expect(play.placeAndWait()?.word == "rejected")
        #expect(play.venue.orders.isEmpty)
    }

    @Test func `a list that is null is a fault, and not an empty one`() {
        play.venue.nullListsPerMille = 1_000
        let since = play.venue.wall
        guard case .snapshot(let snapshot)? = play.ask(.snapshot(account: ClientPlay.account, since: since))
        else {
            Issue.record("no snapshot")
            return
        }
        #expect(snapshot.positions == nil)
        #expect(snapshot.orders == nil)
        #expect(snapshot.trades == nil)
        #expect(snapshot.faults.count == 4)
    }

    @Test func `searches lag behind the placement, and the order by its number does not`() {
        play.venue.lag(orders: .seconds(10))
        let since = play.venue.wall
        var absent = 0
        for _ in 0..<4 {
            let tag = play.place(type: .limit, limit: Price(nanos: 19_000_000_000_000))
            play.run(for: .milliseconds(100))
            guard case .ended(.accepted(let id?))? = play.answers.last?.result else { continue }
            let found = play.ask(.readOrder(account: ClientPlay.account, order: id))
            #expect(found.map { if case .lookedUp(.found) = $0 { true } else { false } } == true)
            let seen = play.ask(.lookUp(account: ClientPlay.account, tag: tag, since: since))
            if seen == .lookedUp(.absent) { absent += 1 }
        }
        #expect(absent > 0)
        play.run(for: .seconds(11))
        guard case .snapshot(let snapshot)? = play.ask(.snapshot(account: ClientPlay.account, since: since))
        else {
            Issue.record("no snapshot")
            return
        }
        #expect(snapshot.orders?.count == 12)
    }

    @Test func `the platform flattens, and nothing is left of the account's orders`() {
        play.place(size: 2)
        play.run(for: .seconds(1))
        play.venue.platformFlatten(ClientPlay.number)
        play.run(for: .seconds(1))
        #expect(position == 0)
        #expect(live.isEmpty)
    }

    @Test func `a firm without the query is asked otherwise`() {
        play.venue.hasQuery = false
        let tag = play.place(type: .limit, limit: Price(nanos: 19_000_000_000_000))
        play.run(for: .milliseconds(100))
        let since = play.venue.wall.advanced(by: .seconds(-60))
        let seen = play.ask(.lookUp(account: ClientPlay.account, tag: tag, since: since))
        #expect(seen.map { if case .lookedUp(.found) = $0 { true } else { false } } == true)
    }

    @Test func `a hub that is cut after the token's end comes back with a fresh one`() {
        play.run(for: .seconds(120))
        play.venue.expireTokens()
        play.network.cutHub(isSilent: false)
        play.run(for: .seconds(30))
        #expect(play.venue.lines.count == 1)
        #expect(
            play.events.last { if case .stream = $0 { true } else { false } }
                == .stream(play.client.name, .ready))
    }

    @Test func `requests beyond the venue's rate are refused`() {
        play.venue.requestsPerMinute = 1
        #expect(play.placeAndWait()?.word == "lost")
        #expect(play.venue.orders.isEmpty)
    }
}
