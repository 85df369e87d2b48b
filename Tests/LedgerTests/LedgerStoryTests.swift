import Journey
import Ledger
import OwnThreads
import Testing
import Trading

@Suite(.ownThreads)
struct LedgerStoryTests {
    private let folder = TemporaryFolder()
    private let alert = Sample.alert(1)

    private func reader() throws -> LedgerReader {
        let ledger = try LedgerFile(path: folder.ledger)
        var child = Sample.order("ab-1-SL", alert: alert.fingerprint, leg: 1)
        child.parent = OrderTag("ab-1")
        let entry = Sample.order("ab-1", alert: alert.fingerprint)
        var working = entry
        working.state = .working
        try ledger.append(
            [
                .alert(alert), .delivery(Sample.delivery(1, alert: alert.fingerprint, at: 0)), .order(entry),
                .audit(Sample.verdict("ab-1")), .audit(Sample.verdict("ab-2")),
            ], at: Sample.start)
        try ledger.append(
            [
                .delivery(Sample.delivery(2, alert: alert.fingerprint, outcome: .duplicate)),
                .attempt(Sample.attempt("ab-1", 1)), .order(working), .order(child),
                .fill(Sample.fill(5, tag: "ab-1")), .discrepancy(Sample.discrepancy(1, about: "ab-1")),
                .alert(Sample.alert(2)), .order(Sample.order("ab-2", alert: Sample.fingerprint(2))),
            ], at: Sample.time(1))
        return try LedgerReader(path: folder.ledger)
    }

    @Test func `an order's story has everything about it and nothing else`() throws {
        let found = try reader().story(ofOrder: OrderTag("ab-1"))
        let story = try #require(found)
        #expect(story.order.state == .working)
        #expect(story.alert?.row == alert)
        #expect(story.alert?.deliveries == 2)
        #expect(story.parent == nil)
        #expect(story.children.map(\.tag.text) == ["ab-1-SL"])
        #expect(story.attempts == [Sample.attempt("ab-1", 1)])
        #expect(story.fills == [Sample.fill(5, tag: "ab-1")])
        #expect(story.discrepancies == [Sample.discrepancy(1, about: "ab-1")])
        #expect(story.audit.map(\.row.kind) == ["order", "risk.verdict", "order"])
        #expect(story.audit.allSatisfy { $0.row.subject == "ab-1" })
    }

    @Test
    func `an order of another hand has a story without an alert, and what the venue's number was told of`()
        throws
    {
        let ledger = try LedgerFile(path: folder.ledger)
        var order = Sample.order("hand-1-77")
        order.venueOrder = OrderID(77)
        var stranger = Sample.discrepancy(2, about: "77")
        stranger.account = AccountName("combine-2")
        try ledger.append(
            [
                .order(order), .discrepancy(Sample.discrepancy(1, about: "77")), .discrepancy(stranger),
                .discrepancy(Sample.discrepancy(3, about: "hand-1-77")),
            ], at: Sample.start)
        let found = try LedgerReader(path: folder.ledger).story(ofOrder: OrderTag("hand-1-77"))
        let story = try #require(found)
        #expect(story.alert == nil)
        #expect(story.discrepancies.map(\.id) == [1, 3])
    }

    @Test func `a child's story names its parent`() throws {
        let found = try reader().story(ofOrder: OrderTag("ab-1-SL"))
        #expect(found?.parent?.tag.text == "ab-1")
        #expect(found?.children.isEmpty == true)
    }

    @Test func `an unknown order has no story`() throws {
        #expect(try reader().story(ofOrder: OrderTag("ab-9")) == nil)
    }

    @Test func `an alert's story has its deliveries, orders and versions`() throws {
        let stories = try reader().stories(ofAlert: alert.fingerprint.description)
        let story = try #require(stories.first)
        #expect(stories.count == 1)
        #expect(story.alert.status == .open)
        #expect(story.deliveries.map(\.outcome) == [.accepted, .duplicate])
        #expect(story.orders.map(\.order.tag.text) == ["ab-1", "ab-1-SL"])
        #expect(story.orders.first?.attempts.count == 1)
        #expect(story.audit.map(\.row.kind) == ["alert"])
    }

    /// The fingerprints begin 01 02 03 … and 02 03 04 …
    @Test(arguments: [
        ("01", [UInt8(1)]), ("010", [1]), ("0102", [1]), ("02", [2]), ("0", [1, 2]), ("", [1, 2]),
        ("1", []), ("03", []), ("0g", []), (String(repeating: "0", count: 65), []),
    ])
    func `alerts are found by the first digits of their fingerprints`(
        prefix: String, numbers: [UInt8]
    ) throws {
        let stories = try reader().stories(ofAlert: prefix)
        #expect(stories.map(\.alert.row.fingerprint) == numbers.map { Sample.fingerprint($0) })
        #expect(try reader().stories(ofAlert: prefix, limit: 1).count == min(1, numbers.count))
        #expect(try reader().alertCount(prefix) == Int64(numbers.count))
    }

    @Test func `a link that leads in circles ends the walk`() throws {
        let reader = try reader()
        try folder.tamper("UPDATE audit SET earlier = seq WHERE kind = 'order' AND subject = 'ab-1'")
        #expect(try reader.story(ofOrder: OrderTag("ab-1"))?.audit.count == 2)
    }
}
