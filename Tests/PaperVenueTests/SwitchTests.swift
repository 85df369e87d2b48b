import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// Both sides of what the specification's table 14.1 leaves open.
@Suite(.ownThreads)
struct SwitchTests {
    static let bracket = Bench.request(tag: "k", stopTicks: -40, targetTicks: 80)

    @Test(arguments: [
        (VenueSwitches.LimitFill.touch, "24990.25", true), (.tradeThrough, "24990.25", false),
        (.tradeThrough, "24990", true),
    ])
    func `14.1 a resting limit fills on a touch, or only when traded through`(
        limitFill: VenueSwitches.LimitFill, market: String, fills: Bool
    ) {
        var bench = Bench { $0.limitFill = limitFill }
        let id = bench.place(Bench.request(.limit, limit: "24990.25")).order
        bench.pass(.seconds(1))
        bench.move(to: market)
        #expect((bench.order(id)?.status == .filled) == fills)
    }

    @Test(arguments: [(VenueSwitches.StopTrigger.last, false), (.quote, true)])
    func `14.1 a stop is triggered by the last trade, or by the quote it would meet`(
        trigger: VenueSwitches.StopTrigger, fills: Bool
    ) {
        var bench = Bench(spread: 4) { $0.stopTrigger = trigger }
        let id = bench.place(Bench.request(.stop, stop: "25010.25")).order
        bench.pass(.seconds(1))
        bench.move(to: "25009.25")
        #expect((bench.order(id)?.status == .filled) == fills)
    }

    @Test(arguments: [(VenueSwitches.ChildrenOnFlat.stay, false), (.sweep, true)])
    func `7.7 children stay when a close makes the position flat, or are swept`(
        onFlat: VenueSwitches.ChildrenOnFlat, areSwept: Bool
    ) throws {
        var bench = Bench { $0.childrenOnFlat = onFlat }
        bench.place(Self.bracket)
        bench.pass(.seconds(1))
        try bench.close()
        bench.pass(.seconds(1))
        #expect(bench.core.openOrders(of: Bench.account).isEmpty == areSwept)
        #expect(bench.tagged("k-SL").first?.status == (areSwept ? .cancelled : .open))
    }

    @Test func `7.7 a sweep spares the children of the order that turned the position`() {
        var bench = Bench { $0.childrenOnFlat = .sweep }
        bench.place(Self.bracket)
        bench.pass(.seconds(1))
        bench.place(Bench.request(side: .sell, size: 4, tag: "m", stopTicks: 40, targetTicks: -80))
        bench.pass(.seconds(1))
        #expect(bench.core.openOrders(of: Bench.account).map(\.tag) == ["m-SL", "m-TP"])
    }

    @Test(arguments: [(VenueSwitches.ChildCancelled.siblingStays, false), (.cancelsBoth, true)])
    func `14.1 the sibling of a cancelled child stays, or goes too`(
        rule: VenueSwitches.ChildCancelled, goes: Bool
    ) throws {
        var bench = Bench { $0.childCancelled = rule }
        bench.place(Self.bracket)
        bench.pass(.seconds(1))
        let stop = try #require(bench.tagged("k-SL").first?.id)
        try bench.core.cancel(stop, of: Bench.account, at: bench.now)
        bench.pass(.seconds(1))
        #expect((bench.tagged("k-TP").first?.status == .cancelled) == goes)
    }

    @Test(arguments: [(VenueSwitches.PartialExit.unchanged, false), (.cancelsGroup, true)])
    func `7.7 an exit in part leaves children as they are, or cancels them`(
        rule: VenueSwitches.PartialExit, areCancelled: Bool
    ) throws {
        var bench = Bench { $0.partialExit = rule }
        bench.place(Self.bracket)
        bench.pass(.seconds(1))
        try bench.close(size: 1)
        bench.pass(.seconds(1))
        #expect(bench.core.openOrders(of: Bench.account).isEmpty == areCancelled)
        #expect(bench.tagged("k-SL").first?.size == 2)
    }

    @Test(arguments: [
        (VenueSwitches.ChildrenOnPartialFill.whenDone, VenueOrderStatus.suspended, Int64(2)),
        (.growing, .open, 1),
    ])
    func `7.6 children of an entry filled in part wait for the whole, or grow with it`(
        rule: VenueSwitches.ChildrenOnPartialFill, status: VenueOrderStatus, size: Int64
    ) {
        var bench = Bench {
            $0.childrenOnPartialFill = rule
            $0.levelSizeMax = 1
        }
        bench.place(
            Bench.request(.limit, tag: "k", limit: "24990.25", stopTicks: -40, targetTicks: 80))
        bench.pass(.milliseconds(10))
        bench.move(to: "24990.25")
        bench.pass(.milliseconds(40))
        #expect(bench.tagged("k").first?.fillVolume == 1)
        #expect(bench.tagged("k-SL").first?.status == status)
        #expect(bench.tagged("k-SL").first?.size == size)
        bench.pass(.seconds(1))
        #expect(bench.tagged("k").first?.status == .filled)
        #expect(bench.tagged("k-SL").first?.status == .open)
        #expect(bench.tagged("k-SL").first?.size == 2)
        #expect(bench.tagged("k-SL").first?.stopPrice == Price("24980.25"))
    }

    @Test func `7.6 children of an entry cancelled half-way come at the size that was filled`() throws {
        var bench = Bench { $0.levelSizeMax = 1 }
        let entry = try #require(
            bench.place(
                Bench.request(.limit, tag: "k", limit: "24990.25", stopTicks: -40, targetTicks: 80)
            ).order)
        bench.pass(.milliseconds(10))
        bench.move(to: "24990.25")
        try bench.core.cancel(entry, of: Bench.account, at: bench.now)
        bench.pass(.seconds(1))
        #expect(bench.tagged("k").first?.status == .cancelled)
        #expect(bench.core.openOrders(of: Bench.account).map(\.size) == [1, 1])
    }

    @Test(arguments: [(VenueSwitches.ClosedMarket.outsideTradingHours, 5), (.orderRejected, 2)])
    func `13 a closed market has code 5, or 2 with the same words`(
        closed: VenueSwitches.ClosedMarket, code: Int
    ) throws {
        let hours = SessionHours(chicago: ZoneRules(before: -5 * 3_600, changes: []))
        var bench = Bench(session: hours, at: try #require(Timestamp("2026-10-10T12:00:00Z"))) {
            $0.closedMarket = closed
        }
        let answer = bench.place(Bench.request(tag: "k"))
        #expect(answer.code == code)
        #expect(answer.message == "Outside of trading hours.")
        #expect(bench.order(answer.order)?.status == .rejected)
    }

    @Test(arguments: [(VenueSwitches.FinishedOrder.rejected, 3), (.notFound, 2)])
    func `5.8 cancel and modify of a finished order meet 3, or 2`(
        finished: VenueSwitches.FinishedOrder, code: Int
    ) throws {
        var bench = Bench { $0.finishedOrder = finished }
        let id = try #require(bench.place(Bench.request()).order)
        bench.pass(.seconds(1))
        #expect(throws: Refusal(code: code)) { try bench.core.cancel(id, of: Bench.account, at: bench.now) }
        #expect(throws: Refusal(code: code)) {
            try bench.core.modify(
                id, of: Bench.account, size: 1, limit: nil, stop: nil, trail: nil, at: bench.now)
        }
    }

    @Test func `5.9 a search that lags shows an order only after its time`() {
        var bench = Bench { $0.searchLagMilliseconds = 500 }
        bench.place(Bench.request(.limit, limit: "24990.25"))
        bench.pass(.milliseconds(499))
        #expect(bench.core.orders(of: Bench.account, from: Bench.start, to: nil).isEmpty)
        #expect(bench.core.openOrders(of: Bench.account).count == 1)
        bench.pass(.milliseconds(1))
        #expect(bench.core.orders(of: Bench.account, from: Bench.start, to: nil).count == 1)
    }

    @Test(arguments: [(false, 2), (true, 1)])
    func `5.12 the contract filter of the paged query does nothing, or works`(filters: Bool, count: Int64)
        async throws
    {
        var options = PaperVenueOptions.still
        options.switches.filtersByContract = filters
        let trader = try await Trader(options)
        defer { trader.stop() }
        for root in ["MNQ", "MES"] {
            let contract = try #require(trader.venue.activeContract(root: root)?.id)
            trader.venue.placeManually(Bench.request(.limit, limit: "6000", contract: contract))
        }
        let body =
            #"{"filter":{"accountId":1001,"statuses":[1],"contractId":"\#(trader.mnq.text)"},"includeTotalCount":true}"#
        #expect(try await trader.call("/api/Order/v2/query", body)["totalCount"]?.int64 == count)
    }

    @Test func `14.1 every switch stands where the table has it`() {
        let switches = VenueSwitches()
        #expect(switches.limitFill == .touch)
        #expect(switches.stopTrigger == .last)
        #expect(switches.childrenOnFlat == .stay)
        #expect(switches.childCancelled == .siblingStays)
        #expect(switches.partialExit == .unchanged)
        #expect(switches.childrenOnPartialFill == .whenDone)
        #expect(switches.closedMarket == .outsideTradingHours)
        #expect(switches.rateWindow == .sliding)
        #expect(!switches.sendsRetryAfter)
        #expect(!switches.filtersByContract)
        #expect(switches.searchLagMilliseconds == 0)
    }
}
