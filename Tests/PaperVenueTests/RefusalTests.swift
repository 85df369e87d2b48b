import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct RefusalTests {
    @Test(arguments: [
        (
            Side.buy, Int64?(40), Int64?.none,
            "Invalid stop loss ticks (40). Ticks should be less than zero when longing."
        ),
        (
            .sell, -40, nil,
            "Invalid stop loss ticks (-40). Ticks should be greater than zero when going short."
        ),
        (.buy, nil, -80, "Invalid take profit ticks (-80). Ticks should be greater than zero when longing."),
        (
            .sell, nil, 426,
            "Invalid take profit ticks (426). Ticks should be less than zero when going short."
        ),
        (.buy, 0, nil, "Invalid stop loss ticks (0). Ticks should be less than zero when longing."),
        (.buy, -1, nil, "Invalid stop loss ticks (-1). Price should be at least 4 ticks away."),
        (.buy, -3, nil, "Invalid stop loss ticks (-3). Price should be at least 4 ticks away."),
        (.sell, nil, -3, "Invalid take profit ticks (-3). Price should be at least 4 ticks away."),
    ])
    func `refuses bracket ticks of the wrong sign or too near, in the venue's words`(
        side: Side, stop: Int64?, target: Int64?, message: String
    ) {
        var bench = Bench()
        let answer = bench.place(Bench.request(side: side, stopTicks: stop, targetTicks: target))
        #expect(answer.code == 2)
        #expect(answer.message == message)
        #expect(bench.order(answer.order)?.status == .rejected)
    }

    @Test(arguments: [(Side.buy, Int64(-4), Int64(4)), (.sell, 4, -4)])
    func `takes brackets exactly four ticks away`(side: Side, stop: Int64, target: Int64) {
        var bench = Bench()
        #expect(bench.place(Bench.request(side: side, stopTicks: stop, targetTicks: target)).code == 0)
    }

    @Test func `refuses brackets in position mode and takes the order without them`() {
        var bench = Bench(accounts: [VenueAccount(id: Bench.account, bracketMode: .positionBrackets)])
        let answer = bench.place(Bench.request(tag: "k", stopTicks: -40))
        #expect(
            answer.message
                == "Brackets cannot be used with Position Brackets. You must enable Auto OCO Brackets.")
        #expect(bench.order(answer.order)?.status == .rejected)
        #expect(bench.place(Bench.request(tag: "m")).code == 0)
    }

    @Test(arguments: [
        (Bench.request(.limit), 2, "Invalid price"),
        (Bench.request(.limit, limit: "24999.3"), 2, "Invalid price"),
        (Bench.request(.stop), 2, "Invalid stop price"),
        (Bench.request(.stop, stop: "25010.3"), 2, "Invalid price"),
        (Bench.request(.stop, side: .buy, stop: "25000.25"), 2, "Invalid stop price"),
        (Bench.request(.stop, side: .sell, stop: "25000.25"), 2, "Invalid stop price"),
        (Bench.request(.stopLimit), 2, "invalid order type specified"),
        (Bench.request(size: 0), 2, "invalid order size specified"),
        (Bench.request(.trailingStop), 2, "Trail Distance not set."),
        (
            Bench.request(.trailingStop, trail: "25000.3"), 2,
            "Invalid trail price. Price is not aligned to tick size."
        ),
        (Bench.request(.trailingStop, side: .sell, trail: "5"), 2, "Trail Distance exceeds maximum (1000)"),
    ])
    func `refuses prices and sizes in the venue's words`(
        request: VenuePlaceRequest, code: Int, message: String
    ) {
        var bench = Bench()
        let answer = bench.place(request)
        #expect(answer == VenuePlaceAnswer(order: answer.order, code: code, message: message))
        #expect(bench.order(answer.order)?.status == .rejected)
    }

    @Test(arguments: [
        Bench.request(.stop, side: .buy, stop: "25000.5"), Bench.request(.stop, side: .sell, stop: "25000"),
        Bench.request(.trailingStop, side: .sell, trail: "24750.25"), Bench.request(.joinBid),
    ])
    func `takes what stands just inside the edge`(request: VenuePlaceRequest) {
        var bench = Bench()
        #expect(bench.place(request).code == 0)
    }

    @Test(arguments: [
        (AccountID(9), Bench.mnq, 1), (Bench.account, ContractID("CON.F.US.NOPE.Z26"), 8),
        (Bench.account, ContractID("MNQ"), 8), (Bench.account, ContractID("CON.F.US.MNQ.H27"), 9),
        (Bench.account, ContractID("CON.F.US.MNQ.U26"), 9),
    ])
    func `refuses unknown accounts and contracts without a row`(
        account: AccountID, contract: ContractID, code: Int
    ) {
        var bench = Bench()
        var request = Bench.request(contract: contract)
        request.account = account
        #expect(bench.place(request) == VenuePlaceAnswer(order: nil, code: code))
        #expect(bench.core.book.orders.isEmpty)
    }

    @Test func `refuses where the account may not trade, holds too much, or follows`() {
        var bench = Bench(accounts: [VenueAccount(id: Bench.account, positionMax: 3)])
        #expect(bench.place(Bench.request(size: 4)).message == "maximum position exceeded")
        #expect(bench.place(Bench.request(size: 3)).code == 0)
        bench.pass(.seconds(1))
        #expect(bench.place(Bench.request(size: 1)).code == 2)
        #expect(bench.place(Bench.request(side: .sell, size: 6)).code == 0)
        bench.core.change(Bench.account, at: bench.now) { $0.canTrade = false }
        #expect(bench.place(Bench.request(side: .sell, size: 1)).code == 4)

        var poor = Bench(accounts: [VenueAccount(id: Bench.account, balance: .zero)])
        #expect(poor.place(Bench.request()).code == 3)

        var follower = Bench(accounts: [VenueAccount(id: Bench.account, isFollower: true)])
        #expect(follower.place(Bench.request()) == VenuePlaceAnswer(order: nil, code: 10))
    }

    @Test func `tells the hub of a refusal, without a reason`() {
        var bench = Bench()
        bench.place(Bench.request(size: 0, tag: "k"))
        #expect(bench.pass(.seconds(1)).map { $0.line(since: Bench.start) } == ["+2300 order k 5"])
    }
}
