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

    @Test func `an alert that moved another order's stop tells how that ended`() throws {
        let scratch = try Scratch()
        let path = scratch.file("ledger.db")
        let ledger = try LedgerFile(path: path)
        let start = Timestamp(microseconds: 1_791_210_600_000_000)
        let alerts = try [1, 2].map { (number: UInt8) in
            let name = try #require(Fingerprint(Array(repeating: number, count: 32)))
            return AlertRow(
                fingerprint: name, key: name, keyUntil: start, source: "orb", dialect: "native",
                strategy: nil, ticker: "MES1!", action: number == 1 ? "buy" : "breakeven",
                canonical: Array("{}".utf8), receivedAt: start)
        }
        let leg = OrderRow(
            tag: OrderTag("ab-1-SL"), alert: alerts[0].fingerprint, account: AccountName("one"),
            contract: ContractID("MES"), orderClass: .protect, side: .sell, size: 1, type: .stop,
            stage: .place, state: .working, parent: OrderTag("ab-1"), leg: 0, createdAt: start)
        let attempt = AttemptRow(
            tag: leg.tag, number: 1, kind: .modify, at: start, ending: "rejected", code: 2,
            message: "stop_price 7013: Invalid stop price", alert: alerts[1].fingerprint)
        try ledger.append(alerts.map(LedgerRow.alert) + [.order(leg), .attempt(attempt)], at: start)
        ledger.close()
        let reader = try LedgerReader(path: path)
        func story(_ alert: AlertRow) throws -> String {
            let stories = try reader.stories(ofAlert: alert.fingerprint.description)
            return StoryText.lines(try #require(stories.first)).joined(separator: "\n")
        }
        let told = try story(alerts[1])
        #expect(told.contains("no_orders; a change asked of 1 other order\n"), "\(told)")
        #expect(told.contains("change of ab-1-SL: modify 1 at \(start): rejected, code 2"))
        #expect(told.contains("Invalid stop price"))
        #expect(told.contains("order ab-1-SL: protect sell 1 stop MES on one, working"))
        #expect(try !story(alerts[0]).contains("other order"))
    }

    @Test(arguments: OrderState.allCases)
    func `every state is said in words`(state: OrderState) throws {
        #expect(try lines(state, .entry).count > 4)
    }
}
