import Journey
import Ledger
import Testing
import Trading

@testable import AlertBridge

struct StoryTextTests {
    private func lines(_ state: OrderState, _ orderClass: OrderClass, code: String? = nil) throws -> [String]
    {
        let scratch = try Scratch()
        let path = scratch.file("ledger.db")
        let ledger = try LedgerFile(path: path)
        let start = Timestamp(microseconds: 1_791_210_600_000_000)
        var order = OrderRow(
            tag: OrderTag("ab-1"), alert: nil, account: AccountName("one"), contract: ContractID("MNQ"),
            orderClass: orderClass, side: .buy, size: 2, type: .market, stage: .place, state: state,
            code: code,
            leg: 0, createdAt: start)
        order.times.decidedAt = start
        order.times.durableAt = start.advanced(by: Span(microseconds: 1_500))
        let attempts = (1...2).map {
            AttemptRow(
                tag: order.tag, number: $0, kind: .lookUp, at: start, ending: "absent",
                latency: .milliseconds(40))
        }
        try ledger.append([.order(order)] + attempts.map(LedgerRow.attempt), at: start)
        ledger.close()
        let story = try LedgerReader(path: path).story(ofOrder: order.tag)
        return StoryText(try #require(story)).lines
    }

    @Test(
        arguments: [
            (OrderClass.entry, nil, "sent again only where its rule says"),
            (.reduce, nil, "sent again under the same tag"),
            (.reduce, "RESTORED_COPY", "it is not sent again, since this ledger is a copy"),
        ] as [(OrderClass, String?, String)])
    func `a lost order is called unresolved, and what comes next is said`(
        orderClass: OrderClass, code: String?, next: String
    ) throws {
        let text = try lines(.lost, orderClass, code: code).joined(separator: "\n")
        #expect(text.contains("UNRESOLVED: "))
        #expect(text.contains("2 look-ups answered in full and did not find it"))
        #expect(text.contains(next))
    }

    @Test func `each stage comes with the milliseconds since the one before`() throws {
        let text = try lines(.working, .entry)
        #expect(text.contains("  2026-10-05T14:30:00.001500Z  on disk  +1.5 ms"))
        #expect(text.contains { $0.contains("look-up 1") && $0.hasSuffix("not found after 40 ms") })
    }

    @Test(arguments: OrderState.allCases)
    func `every state is said in words`(state: OrderState) throws {
        #expect(try lines(state, .entry).count > 4)
    }
}
