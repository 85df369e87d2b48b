import Journey
import OwnThreads
import PaperVenue
import Testing
import Trading

@testable import Gateway

typealias VenueOrder = Journey.VenueOrder
typealias VenueTrade = Journey.VenueTrade

/// The first integration test of the venue's notes, section 14.4, as far as our calls go.
@Suite(.ownThreads)
struct ReferenceRunTests {
    @Test(.timeLimit(.minutes(10)), arguments: [true, false])
    func `a bracketed buy lives from the login to its target`(wrapsEvents: Bool) async throws {
        let bench = try Bench(venue: { $0.surface.wrapsEvents = wrapsEvents })
        defer { bench.stop() }
        try await bench.startReady()
        try checkStart(bench)

        let empty = try await bench.snapshot()
        #expect(empty.isComplete && empty.orders == [] && empty.positions == [] && empty.trades == [])

        let request = try bench.buy("k")
        guard case .accepted(let order?) = try await bench.place(request) else {
            throw Unexpected("not accepted")
        }
        try await bench.events.first { isPosition($0, of: 1) }
        let fill = try await fill(of: order, bench)
        try await checkChildren(bench, entry: order, fill: fill)

        let open = try await bench.snapshot()
        #expect(open.positions?.map(\.signedSize) == [1])
        #expect(open.orders?.count == 2)
        #expect(open.trades?.map(\.order) == [order])

        bench.venue.setPrice(try bench.mnq().id, Price(nanos: fill.nanos + 90 * 250_000_000))
        try await bench.events.first { isPosition($0, of: 0) }
        try await bench.events.first { event in
            if case .trade(let trade) = event { trade.profit != nil } else { false }
        }
        try await bench.events.first { event in
            if case .order(let row) = event {
                row.tag == OrderTag("k-SL") && row.status == .cancelled
            } else {
                false
            }
        }
        let closed = try await bench.snapshot()
        #expect(closed.positions == [] && closed.orders == [] && closed.trades?.count == 2)

        guard case .rejected(let again) = try await bench.place(request) else {
            throw Unexpected("not rejected")
        }
        #expect(again.isTagInUse && again.name == "OrderRejected")
        #expect(bench.secretsSaid.isEmpty)
    }

    private func checkStart(_ bench: Bench) throws {
        let accounts = bench.events.all.compactMap { event -> [AccountState]? in
            if case .accounts(_, let states) = event { states } else { nil }
        }
        #expect(try #require(accounts.first).map(\.account) == [Bench.first, Bench.second])
        let contracts = bench.events.all.compactMap { event -> [Contract]? in
            if case .contracts(_, let list) = event { list } else { nil }
        }
        let mnq = try bench.mnq()
        #expect(try #require(contracts.first).contains(mnq))
    }

    private func isPosition(_ event: GatewayEvent, of size: Int64) -> Bool {
        if case .position(Bench.first, let position) = event { position.signedSize == size } else { false }
    }

    private func fill(of order: OrderID, _ bench: Bench) async throws -> Price {
        let event = try await bench.events.first { event in
            if case .order(let row) = event { row.id == order && row.status == .filled } else { false }
        }
        guard case .order(let row) = event, let price = row.averagePrice else { throw Unexpected(event) }
        #expect(row.filled == 1 && row.tag == OrderTag("k"))
        return price
    }

    private func checkChildren(_ bench: Bench, entry: OrderID, fill: Price) async throws {
        for (tag, type, ticks) in [("k-SL", OrderType.stop, -40), ("k-TP", .limit, 80)]
            as [(String, OrderType, Int64)]
        {
            let event = try await bench.events.first { event in
                if case .order(let row) = event {
                    row.tag == OrderTag(tag) && row.status == .open
                } else {
                    false
                }
            }
            guard case .order(let row) = event else { throw Unexpected(event) }
            let price = Price(nanos: fill.nanos + ticks * 250_000_000)
            #expect(row.parent == entry && row.type == type && row.side == .sell)
            #expect((type == .stop ? row.stopPrice : row.limitPrice) == price)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `orders are cancelled, read by id, and positions closed`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        try await bench.startReady()
        guard case .accepted(let entry?) = try await bench.place(bench.buy("k")) else {
            throw Unexpected("not accepted")
        }
        try await bench.events.first { event in
            if case .order(let row) = event {
                row.tag == OrderTag("k-TP") && row.status == .open
            } else {
                false
            }
        }
        let children = try #require(try await bench.snapshot().orders)
        for child in children {
            let answer = await bench.perform(.cancel(account: Bench.first, order: child.id))
            #expect(answer.result == .ended(.accepted(order: nil)))
        }
        let contract = try bench.mnq().id
        let close = await bench.perform(.close(account: Bench.first, contract: contract))
        #expect(close.result == .ended(.accepted(order: nil)))
        try await bench.events.first { isPosition($0, of: 0) }

        let again = await bench.perform(.close(account: Bench.first, contract: contract))
        guard case .ended(.rejected(let rejection)) = again.result else { throw Unexpected(again) }
        #expect(rejection.isNotFound && rejection.name == "PositionNotFound")
        let unknown = await bench.perform(.cancel(account: Bench.first, order: OrderID(1)))
        guard case .ended(.rejected(let missing)) = unknown.result else { throw Unexpected(unknown) }
        #expect(missing.isNotFound && missing.name == "OrderNotFound")

        let read = await bench.perform(.readOrder(account: Bench.first, order: entry))
        guard case .lookedUp(.found(let order)) = read.result else { throw Unexpected(read) }
        #expect(order.status == .filled && order.tag == OrderTag("k"))
        let none = await bench.perform(.readOrder(account: Bench.first, order: OrderID(1)))
        #expect(none.result == .lookedUp(.absent))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a ping is answered`() async throws {
        let bench = try Bench()
        defer { bench.stop() }
        let fault = await withCheckedContinuation { done in bench.client.ping { done.resume(returning: $0) } }
        #expect(fault == nil)
    }
}
