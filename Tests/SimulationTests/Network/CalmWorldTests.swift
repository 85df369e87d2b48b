import Journey
import Testing
import Trading

@testable import Gateway
@testable import Simulation

/// The real gateway client where nothing goes wrong.
struct CalmWorldTests {
    private let play = ClientPlay()

    @Test func `a client signs in, reads, and hears of its bracket until it is closed`() throws {
        #expect(play.runUntilReady())
        #expect(
            play.events.contains {
                if case .accounts(_, let states) = $0 { states.count == 1 } else { false }
            })
        #expect(
            play.events.contains { if case .contracts(_, let list) = $0 { list.count == 2 } else { false } })

        let tag = play.place(size: 2)
        play.run(for: .seconds(1))
        guard case .ended(.accepted(let id?))? = play.answers.last?.result else {
            Issue.record("not accepted: \(play.answers)")
            return
        }
        #expect(play.venue.position(of: ClientPlay.number, ClientPlay.contract) == 2)
        #expect(play.venue.arrivals(of: tag.text, account: ClientPlay.number) == 1)
        #expect(orders(of: id) == [.pending, .filled])
        #expect(orders(of: OrderID(id.number + 1)) == [.suspended, .open])
        #expect(orders(of: OrderID(id.number + 2)) == [.suspended, .open])
        #expect(positions == [2])

        let closed = play.ask(.close(account: ClientPlay.account, contract: ClientPlay.contract))
        #expect(closed == .ended(.accepted(order: nil)))
        play.run(for: .seconds(1))
        #expect(positions == [2, 0])
        // A close leaves the legs alive.
        #expect(play.venue.liveOrders(of: ClientPlay.number).count == 2)
        for leg in play.venue.liveOrders(of: ClientPlay.number) {
            #expect(
                play.ask(.cancel(account: ClientPlay.account, order: OrderID(leg.id)))
                    == .ended(.accepted(order: nil)))
        }
        #expect(play.venue.liveOrders(of: ClientPlay.number).isEmpty)
        let profit = play.venue.trades(of: ClientPlay.number).compactMap(\.profit)
        #expect(profit.count == 1)
    }

    @Test func `a snapshot and a look-up show what the venue's book holds`() {
        #expect(play.runUntilReady())
        let tag = play.place(type: .limit, limit: Price(nanos: 19_000_000_000_000))
        play.run(for: .seconds(1))
        let since = play.venue.wall.advanced(by: .seconds(-60))
        guard case .snapshot(let snapshot)? = play.ask(.snapshot(account: ClientPlay.account, since: since))
        else {
            Issue.record("no snapshot")
            return
        }
        #expect(snapshot.faults.isEmpty)
        #expect(snapshot.orders?.map(\.status) == [.open, .suspended, .suspended])
        #expect(snapshot.positions == [])
        #expect(snapshot.state?.balance == Money(tenThousandths: 500_000_000))
        guard
            case .lookedUp(.found(let order))? = play.ask(
                .lookUp(account: ClientPlay.account, tag: tag, since: since))
        else {
            Issue.record("not found")
            return
        }
        #expect(order.tag == tag)
        let unknown = OrderTag("ab-nobody")
        #expect(
            play.ask(.lookUp(account: ClientPlay.account, tag: unknown, since: since)) == .lookedUp(.absent))
    }

    @Test func `one leg of a pair that fills ends the other`() {
        #expect(play.runUntilReady())
        play.place()
        play.run(for: .seconds(1))
        play.venue.move(ClientPlay.contract, byTicks: 90)
        play.run(for: .seconds(1))
        #expect(play.venue.position(of: ClientPlay.number, ClientPlay.contract) == 0)
        #expect(play.venue.liveOrders(of: ClientPlay.number).isEmpty)
        #expect(play.venue.orders.map(\.status) == [.filled, .cancelled, .filled])
        // 80 ticks of 0.5 USD, less 2 x 0.62 USD.
        let change = play.venue.balance(of: ClientPlay.number).tenThousandths - 500_000_000
        #expect(change == 400_000 - 12_400)
    }

    @Test func `a tag is taken once, for ever`() {
        #expect(play.runUntilReady())
        #expect(play.placeAndWait().map { if case .accepted = $0 { true } else { false } } == true)
        guard case .place(let request)? = play.answers.last?.call else {
            Issue.record("no place request")
            return
        }
        guard case .ended(.rejected(let rejection))? = play.ask(.place(request)) else {
            Issue.record("taken twice")
            return
        }
        #expect(rejection.isTagInUse)
        #expect(play.venue.arrivals(of: request.tag.text, account: ClientPlay.number) == 2)
    }

    @Test func `a clean stop ends everything, and nothing is sent after it`() {
        #expect(play.runUntilReady())
        play.place()
        play.client.stop()
        let sent = play.log.count
        play.run(for: .seconds(300))
        #expect(play.answers.count == 1)
        #expect(play.venue.lines.isEmpty)
        #expect(play.log.count - sent <= 20)
    }

    @Test func `an expired token is renewed, and a read is repeated with the new one`() {
        #expect(play.runUntilReady())
        play.run(for: .seconds(120))
        play.venue.expireTokens()
        let since = play.venue.wall
        guard case .snapshot(let snapshot)? = play.ask(.snapshot(account: ClientPlay.account, since: since))
        else {
            Issue.record("no snapshot")
            return
        }
        #expect(snapshot.faults.isEmpty)
        #expect(play.log.contains { $0.hasSuffix(" 401") })
    }

    private func orders(of id: OrderID) -> [VenueOrder.Status] {
        play.events.compactMap {
            if case .order(let order) = $0, order.id == id { order.status } else { nil }
        }
    }

    private var positions: [Int64] {
        play.events.compactMap {
            if case .position(_, let position) = $0 { position.signedSize } else { nil }
        }
    }
}
