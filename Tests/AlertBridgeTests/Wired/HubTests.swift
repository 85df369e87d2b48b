import JSON
import Journey
import Ledger
import OwnThreads
import PaperVenue
import Testing
import Trading

/// Events that are missing, double or out of order.
@Suite(.ownThreads)
struct HubTests {
    /// Rests below the market until the test moves the price there.
    private static let resting = #","type":"limit","limit_price":6790"#

    private func rest(_ room: Room, _ id: String = "resting") async throws -> Web.Answer {
        let entry = await room.enter(id, size: 2, more: Self.resting)
        try #require(try await room.reaches(.working, entry))
        return entry
    }

    @Test func `learns of a fill that a cut hub never told`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let entry = try await rest(room)
        room.venue.inject(.hubCut(losing: 50))
        try room.setPrice("6790")
        #expect(try await eventually { try room.held() == 2 })
        try #require(try await room.reaches(.filled, entry))
        let tag = try #require(entry.tags.first)
        #expect(try await eventually { try fills(of: tag, room).count == 1 })
        #expect(try await room.isReconciled(entry))
        let found = try room.reader().discrepancies()
        #expect(found.contains { $0.kind == "missed_event" && $0.subject == tag && $0.theirs == "filled" })
        #expect(found.contains { $0.kind == "position" && $0.ours == "0" && $0.theirs == "2" })
        #expect(try await room.agrees())
        // Its bracket stands at the venue and in the ledger.
        let legs = try await eventually {
            try room.orders().filter { $0.parent?.text == tag && $0.state == .working }.count == 2
        }
        #expect(legs)
        #expect(await eventually { await room.readiness().status == 200 })
        #expect(await room.enter("next").allVerdicts(are: "approved"))
        #expect(try room.verifies())
    }

    @Test func `learns of a fill whose own event never came`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let entry = try await rest(room)
        room.venue.inject(.missEvent(.filledOrder))
        try room.setPrice("6790")
        try #require(try await room.reaches(.filled, entry))
        let tag = try #require(entry.tags.first)
        let found = try room.reader().discrepancies()
        #expect(found.contains { $0.kind == "missed_event" && $0.subject == tag })
        #expect(try await room.agrees())
        #expect(try fills(of: tag, room).count == 1)
    }

    @Test func `learns of a trade and a position that were never told`() async throws {
        let room = try await Room()
        defer { room.stop() }
        room.venue.inject(.missEvent(.trade))
        room.venue.inject(.missEvent(.position))
        let entry = await room.enter("untold", size: 2)
        try #require(try await room.reaches(.filled, entry))
        #expect(try await room.agrees())
        let tag = try #require(entry.tags.first)
        #expect(try fills(of: tag, room).map(\.trade.size) == [2])
    }

    @Test func `takes nothing twice from repeated and reversed events`() async throws {
        let room = try await Room()
        defer { room.stop() }
        room.venue.inject(.repeatEvent(.any), count: 200)
        room.venue.inject(.reverseEvents, count: 50)
        let entry = await room.enter("doubled", ticker: "NQ1!", size: 2)
        try #require(try await room.reaches(.filled, entry))
        #expect(try await room.agrees())
        #expect(try room.held(Room.first, "MNQ") == 2)
        #expect(try room.held(Room.second, "MNQ") == 4)
        let exit = await room.exit("out", "flatten", ticker: "NQ1!")
        try #require(try await room.reaches(.filled, exit))
        #expect(room.isFlat(Room.first) && room.isFlat(Room.second))
        #expect(try await room.agrees())
        for (name, id) in [("paper-1", Room.first), ("paper-2", Room.second)] {
            let days = try room.reader().days(LedgerFilter(account: AccountName(name)))
            #expect(days.map(\.trades).reduce(0, +) == Int64(room.venue.trades(of: id).count))
        }
        #expect(try room.orders().allSatisfy { $0.state.isTerminal })
        #expect(try room.verifies())
    }

    /// The close's own order fills first and is pending afterwards, as far as the hub tells.
    @Test func `ends a flatten whose events come in reverse`() async throws {
        let room = try await Room(venue: { $0.latencies.fill = .zero })
        defer { room.stop() }
        _ = try await room.hold(2)
        room.venue.inject(.reverseEvents, count: 50)
        let exit = await room.exit("out", "flatten")
        try #require(try await room.reaches(.filled, exit))
        #expect(room.isFlat())
        #expect(try await room.agrees())
        #expect(await room.enter("next").allVerdicts(are: "approved"))
    }

    @Test func `fills in two parts are two fills of one order`() async throws {
        let room = try await Room()
        defer { room.stop() }
        let entry = try await rest(room)
        room.venue.inject(.partialFill)
        try room.setPrice("6790")
        try #require(try await room.reaches(.filled, entry))
        let tag = try #require(entry.tags.first)
        #expect(try await eventually { try fills(of: tag, room).map(\.trade.size) == [1, 1] })
        let row = try #require(try room.orders(of: entry).first)
        #expect(row.filled == 2)
        #expect(try await room.agrees())
    }

    @Test func `passes over what it does not know`() async throws {
        let room = try await Room()
        defer { room.stop() }
        room.venue.inject(.strangeEvents)
        let entry = await room.enter("strange")
        try #require(try await room.reaches(.filled, entry))
        #expect(try await room.agrees())
    }

    /// What happens at the venue while it is away is read afterwards, and only then are entries open.
    @Test(arguments: [VenueFault.hubClose(allowReconnect: true), .hubCut(losing: 1)])
    func `comes back from a hub that ends`(fault: VenueFault) async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(1)
        room.venue.inject(fault)
        // An order from elsewhere, of which the hub may tell or not. With a stop: without one, entries would wait.
        room.venue.placeManually(
            VenuePlaceRequest(
                account: Room.first, contract: try room.contract(), type: OrderType.market.rawValue, side: 0,
                size: 2, stopLoss: VenueBracketLeg(ticks: -80, type: OrderType.stop.rawValue)))
        #expect(try await eventually { try room.held() == 3 })
        #expect(try await room.agrees())
        #expect(await eventually { await room.readiness().status == 200 })
        #expect(await room.enter("next").allVerdicts(are: "approved"))
        #expect(try await room.agrees())
    }

    @Test func `waits before it takes the session back from another one`() async throws {
        let room = try await Room()
        defer { room.stop() }
        room.venue.inject(.hubLogout)
        #expect(await eventually { await room.readiness().status == 503 })
        let entry = await room.enter("evicted")
        #expect(await eventually { await room.readiness().status == 200 })
        // Judged by when things happened: a slow machine may ask after the wait is over.
        let notes = room.allNotes
        let cut = try #require(notes.first { $0.text.contains("GatewayLogout") })
        let back = try #require(notes.first { $0.at > cut.at && $0.text.contains("is ready;") })
        #expect(back.at.since(cut.at) >= .seconds(5))
        let verdict = try #require(entry.verdicts.first)
        let judged = try #require(notes.first { $0.stage == .risk && $0.tag?.text == verdict["tag"]?.string })
        if judged.at < back.at {
            #expect(verdict["code"]?.string == "STREAM_RECONCILING")
            #expect(verdict["reason"]?.string?.contains("GatewayLogout") == true, "\(entry.text)")
        }
        #expect(await room.enter("back").allVerdicts(are: "approved"))
    }

    @Test func `keeps profit and fees as the venue's trades state them`() async throws {
        let room = try await Room()
        defer { room.stop() }
        _ = try await room.hold(3)
        try room.setPrice("6810.25")
        let exit = await room.enter("take-one", "sell", more: #","position":2"#)
        try #require(try await room.reaches(.filled, exit))
        try room.setPrice("6795.25")
        let close = await room.exit("out", "close")
        try #require(try await room.reaches(.filled, close))
        #expect(try await room.agrees())
        let fills = try room.reader().fills()
        for trade in room.venue.trades(of: Room.first) {
            let ours = try #require(fills.first { $0.trade.id == trade.id })
            #expect(ours.trade.profit == trade.profitAndLoss)
            #expect(ours.trade.fees == trade.fees)
            #expect(ours.trade.price == trade.price)
            #expect(ours.trade.side == trade.side)
            #expect(ours.trade.at == trade.created)
            #expect(ours.tag != nil)
        }
        // 10 points of one micro, then 5 points back on two: 50 - 50 USD.
        let day = try #require(try room.reader().days(LedgerFilter(account: AccountName("paper-1"))).first)
        #expect(day.profit == .zero)
        #expect(day.trades == 3)
        let balance = try #require(room.venue.account(Room.first)?.balance)
        let costs = try #require(day.fees.checked(adding: day.commissions))
        #expect(Money(tenThousandths: 500_000_000).checked(subtracting: costs) == balance)
    }

    private func fills(of tag: String, _ room: Room) throws -> [FillRow] {
        try room.reader().fills().filter { $0.tag?.text == tag }
    }
}
