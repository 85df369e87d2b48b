import Journey
import Settings
import Testing

/// Rules that trade whatever a chart shows, where something has to be known of the product before.
struct SettingsUnnamedTests {
    private static let hub = "market_hub: ws://127.0.0.1:8090/hubs/market, username"

    private func notices(
        _ account: String, _ target: String = "account: one", when: String = "source: demo", top: String = "",
        hub: Bool = true
    ) throws -> [String] {
        var text = SampleSettings.least.replacing("id: 1001", with: "id: 1001, \(account)")
            .replacing("{ source: demo }", with: "{ \(when) }").replacing(
                "account: one }", with: "\(target) }")
        if hub { text = text.replacing("username", with: Self.hub) }
        return try SampleSettings.parse(top + text).notices.map(\.what).filter { $0.contains("no product") }
    }

    @Test(arguments: [
        (
            "risk: { price_limit: deny }", "keeps away from price limits by live quotes",
            " where its alert tells no price"
        ),
        (
            "risk: { require_reference: true }", "compares the prices of limits and stops with live quotes",
            " where it is one of these and its alert tells no price"
        ),
        (
            "profile: bulenox-50k-option-1, flatten_at: \"15:00\", drawdown: { floor: 48000, as_of: 2026-11-20 }",
            "has a floor that takes live quotes", ""
        ),
    ])
    func `what takes quotes is told beside a rule that names no product`(
        account: String, why: String, unless: String
    ) throws {
        let expected =
            "rule \"first\" names no product for one, which \(why): the first entry in each product asks for them, "
            + "and is denied" + unless
        #expect(try notices(account) == [expected])
        #expect(try notices(account, "account: one, contract: MNQ").isEmpty)
        #expect(try notices(account, when: "source: demo, ticker: NQ1!").isEmpty)
        #expect(try notices(account, hub: false).isEmpty)
    }

    @Test func `what takes quotes is told beside a copy that names no product`() throws {
        func copied(_ copy: String, _ follower: String = "account: two") throws -> [String] {
            let text = SampleSettings.least.replacing(
                "id: 1002", with: "id: 1002, risk: { price_limit: deny }"
            ).replacing("username", with: Self.hub).replacing(
                "{ account: two }", with: "{ account: two, contract: ES }")
            let copies = "copies: [{ name: mine, leader: one, \(copy)to: [{ \(follower) }] }]\n"
            return try SampleSettings.parse(copies + text).notices.map(\.what).filter {
                $0.contains("names no product")
            }
        }
        let told = try copied("")
        #expect(
            told.count == 1
                && told[0].hasPrefix("copy \"mine\" names no product for two, which keeps away from"))
        #expect(try copied("contract: MNQ, ").isEmpty)
        #expect(try copied("contract: MNQ, ", "account: two, contract: MES").isEmpty)
    }

    @Test(arguments: [
        ("risk: { max_notional: 500000 }", 1), ("risk: { max_notional: 500000, order_types: [limit] }", 0),
        ("risk: { require_reference: true, order_types: [market] }", 0),
        (
            "risk: { require_reference: true, order_types: [limit], collar_percent: off, collar_ticks: off, far_ticks: off }",
            0
        ),
        ("risk: { require_reference: true, order_types: [limit], far_ticks: 400 }", 1),
    ])
    func `quotes are told of where an order that may be sent needs them`(account: String, count: Int) throws {
        #expect(try notices(account).count == count)
    }

    @Test func `a rule that only closes needs no quotes`() throws {
        #expect(try notices("risk: { price_limit: deny }", when: "source: demo, action: close").isEmpty)
    }

    @Test func `nothing is told of an account that does without`() throws {
        #expect(try notices("state: active").isEmpty)
    }

    @Test(arguments: [
        ("account: one", "roll: volume\n", ["first", "second"]),
        ("account: one, roll: volume", "", ["first"]),
        ("account: one, contract: MNQ", "roll: { method: venue, roots: { CL: volume } }\n", []),
    ])
    func `what goes by volume is told beside a rule that names no product`(
        target: String, top: String, rules: [String]
    ) throws {
        let told = try notices("state: active", target, top: top, hub: false)
        #expect(told.count == rules.count)
        for (rule, notice) in zip(rules, told) {
            #expect(notice.hasPrefix("rule \"\(rule)\" names no product") && notice.contains("by volume"))
        }
    }

    @Test func `volumes are read of what rules name, and of what is named for those that name nothing`()
        throws
    {
        func roots(_ text: String) throws -> Set<String> {
            try SampleSettings.parse("roll: { method: venue, roots: { CL: volume, MNQ: volume } }\n" + text)
                .volumeRoots
        }
        #expect(try roots(SampleSettings.least) == ["CL", "MNQ"])
        let named = SampleSettings.least.replacing("account: one }", with: "account: one, contract: MNQ }")
            .replacing("account: two }", with: "account: two, contract: ES }")
        #expect(try roots(named) == ["MNQ"])
    }
}
