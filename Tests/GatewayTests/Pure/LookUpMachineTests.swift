import Journey
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct LookUpMachineTests {
    static let tagged = Samples.orders([Samples.order(id: 7, status: 2, tag: Samples.tag.text)])
    static let empty = Samples.orders([], total: 0)
    static let others = Samples.orders([Samples.order(id: 8, tag: "k"), Samples.order(id: 9)], total: 2)
    static let down = Samples.reply(502, "<html>")
    static let missing = Samples.reply(404, "")

    /// Feeds the replies in turn, the last one again and again; gives the endpoints asked and the result.
    private func run(_ replies: [Reply]) -> (asked: [String], result: LookUp?) {
        var machine = LookUpMachine(
            tags: [Samples.tag], account: Samples.accountID, name: Samples.account, since: Samples.start)
        var asked: [String] = []
        var step = machine.start()
        for index in 0..<20 {
            guard case .ask(let endpoint, _) = step else { break }
            asked.append(endpoint.name)
            step = machine.take(replies[min(index, replies.count - 1)])
        }
        guard case .done(let results) = step else { return (asked, nil) }
        return (asked, results[Samples.tag])
    }

    @Test(
        arguments: [
            ([tagged], 1), ([others, tagged], 2), ([others, empty, tagged], 3),
            ([empty, others, empty, tagged], 4),
            ([down, down, tagged], 3), ([missing, tagged], 2), ([missing, down, tagged], 3),
        ] as [([Reply], Int)])
    func `the first read that shows the tag ends it, whatever failed before`(replies: [Reply], asked: Int)
        throws
    {
        let (endpoints, result) = run(replies)
        guard case .found(let order)? = result else { throw Unexpected(result as Any) }
        #expect(order.id == OrderID(7) && order.status == .filled && order.account == Samples.account)
        #expect(endpoints.count == asked)
    }

    @Test func `absence needs every read`() {
        let (endpoints, result) = run([Self.others])
        #expect(endpoints == ["Order/v2/query", "Order/v2/query", "Order/search", "Order/searchOpen"])
        #expect(result == .absent)
    }

    @Test func `a firm without the query is asked the other two`() {
        let (endpoints, result) = run([Self.missing, Self.empty, Self.empty])
        #expect(endpoints == ["Order/v2/query", "Order/search", "Order/searchOpen"])
        #expect(result == .absent)
    }

    @Test(
        arguments: [
            [down, empty], [empty, down, empty], [empty, empty, down, empty], [empty, empty, empty, down],
            [missing, missing, empty], [missing, empty, missing],
            [empty, Samples.success(#""orders":null"#), empty], [empty, Samples.success(), empty],
            [empty, empty, Samples.failure(1), empty], [Samples.reply(.notSent("down"))],
            [empty, empty, Samples.success(#""orders":[{"customTag":"?"}]"#), empty],
            [Samples.orders([Samples.order(tag: "k")], total: 5), Samples.orders([], total: 3), empty],
        ] as [[Reply]])
    func `one read that fails makes the silence prove nothing`(replies: [Reply]) throws {
        guard case .unreadable(let reason)? = run(replies).result else { throw Unexpected(run(replies)) }
        #expect(!reason.isEmpty)
    }

    @Test func `pages are read on until the total is reached`() {
        let page = Samples.orders((0..<100).map { Samples.order(id: 100 + $0) }, total: 150)
        let rest = Samples.orders((0..<50).map { Samples.order(id: 200 + $0) }, total: 150)
        let (endpoints, result) = run([Self.empty, page, rest, Self.empty])
        #expect(
            endpoints == [
                "Order/v2/query", "Order/v2/query", "Order/v2/query", "Order/search", "Order/searchOpen",
            ])
        #expect(result == .absent)
    }

    @Test func `without a total, pages are read on until one is empty`() {
        let page = Samples.orders([Samples.order(id: 1)])
        let nothing = Samples.orders([])
        let (endpoints, result) = run([nothing, page, page, nothing, nothing])
        #expect(endpoints.count(where: { $0 == "Order/v2/query" }) == 4)
        #expect(result == .absent)
    }

    @Test func `several tags share the reads, each with a result of its own`() {
        let there = OrderTag("there")
        let gone = OrderTag("gone")
        var machine = LookUpMachine(
            tags: [Samples.tag, there, gone], account: Samples.accountID, name: Samples.account,
            since: Samples.start)
        var step = machine.start()
        let both = Samples.orders([Samples.order(id: 8, tag: "there")], total: 1)
        let replies = [Self.tagged, both, Self.empty]
        for index in 0..<20 {
            guard case .ask = step else { break }
            step = machine.take(replies[min(index, replies.count - 1)])
        }
        guard case .done(let results) = step else { return #expect(Bool(false), "not over") }
        let ids = results.compactMapValues { if case .found(let order) = $0 { order.id } else { nil } }
        #expect(ids == [Samples.tag: OrderID(7), there: OrderID(8)])
        #expect(results[gone] == .absent)
    }

    @Test func `the dated reads begin a minute early`() {
        var machine = LookUpMachine(
            tags: [Samples.tag], account: Samples.accountID, name: Samples.account, since: Samples.start)
        _ = machine.start()
        guard case .ask(_, let body) = machine.take(Self.empty) else { return #expect(Bool(false)) }
        let early = Samples.start.advanced(by: .seconds(-60))
        #expect(String(decoding: body, as: UTF8.self).contains(#""createdAfter":"\#(early)""#))
    }
}
