import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct TagTests {
    @Test func `refuses a tag a second time, for ever`() {
        var bench = Bench()
        #expect(bench.place(Bench.request(tag: "k")).code == 0)
        bench.pass(.seconds(86_400))
        let second = bench.place(Bench.request(tag: "k"))
        #expect(second.code == 2)
        #expect(second.message == "Custom tag already in use")
        #expect(bench.tagged("k").count == 1)
        #expect(bench.order(second.order)?.status == .rejected)
    }

    @Test func `counts the tag of a refused order as used`() {
        var bench = Bench()
        #expect(bench.place(Bench.request(size: 0, tag: "k")).code == 2)
        #expect(bench.place(Bench.request(tag: "k")).message == "Custom tag already in use")
    }

    @Test(arguments: ["k-SL", "k-TP"])
    func `counts the children's tags as used`(tag: String) {
        var bench = Bench()
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        #expect(bench.place(Bench.request(tag: tag)).message == "Custom tag already in use")
    }

    @Test func `refuses an entry whose child would take a used tag`() {
        var bench = Bench()
        bench.place(Bench.request(tag: "k-SL"))
        #expect(bench.place(Bench.request(tag: "k", stopTicks: -40)).message == "Custom tag already in use")
    }

    @Test func `lets two accounts use the same tag, and any order go without one`() {
        var bench = Bench(accounts: [VenueAccount(id: Bench.account), VenueAccount(id: AccountID(1_002))])
        #expect(bench.place(Bench.request(tag: "k")).code == 0)
        var other = Bench.request(tag: "k")
        other.account = AccountID(1_002)
        #expect(bench.place(other).code == 0)
        #expect(bench.place(Bench.request()).code == 0)
        #expect(bench.place(Bench.request(stopTicks: -40)).code == 0)
        #expect(bench.core.allOrders(of: Bench.account).last?.tag == nil)
    }
}
