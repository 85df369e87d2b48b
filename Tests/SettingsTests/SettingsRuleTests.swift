import Journey
import OwnThreads
import Settings
import Testing
import Trading

/// Rules: what they may say, and that none of them is dead.
@Suite(.ownThreads)
struct SettingsRuleTests {
    /// The least settings with one rule or more in place of its own, from line 11.
    private func settings(_ rules: [String]) -> String {
        let rest = SampleSettings.least.firstRange(of: "  - ")
        let head = SampleSettings.least[..<(rest?.lowerBound ?? SampleSettings.least.endIndex)]
        return head + rules.map { "  - \($0)\n" }.joined()
    }

    private func rule(_ name: String, when condition: String) -> String {
        "{ name: \(name), when: \(condition), to: [{ account: one }] }"
    }

    private func target(_ keys: String) -> String {
        settings(["{ name: a, when: {}, to: [{ account: one, \(keys) }] }"])
    }

    @Test(arguments: [
        ("{}", "{ source: demo }"), ("{}", "{}"), ("{ source: demo }", "{ source: demo, strategy: s }"),
        ("{ ticker: NQ1! }", "{ ticker: NQ }"), ("{ ticker: NQ1! }", "{ ticker: CME_MINI:NQZ2026 }"),
        ("{ ticker: NQZ6 }", "{ ticker: NQZ6, action: buy }"),
        ("{ ticker: NQZ6 }", "{ ticker: NQZ2026 }"), ("{ ticker: NQZ2026 }", "{ ticker: NQZ6 }"),
        ("{ action: buy }", "{ action: buy }"),
    ])
    func `refuses a rule whose every alert an earlier one takes`(earlier: String, later: String) {
        let (found, expected) = SampleSettings.marked(
            settings([rule("wide", when: earlier), rule("▸narrow", when: later)]),
            faults: [
                "rule \"narrow\" can never match: \"wide\" before it takes every alert that it would; "
                    + "move it above wide, or narrow the when of wide"
            ])
        #expect(found == expected)
    }

    @Test(arguments: [
        ("{ side: buy }", "{ side: sell }"), ("{ hours: \"08:30-15:00\" }", "{ hours: \"15:00-08:30\" }"),
        ("{ side: buy }", "{}"), ("{ hours: \"08:30-15:00\" }", "{ hours: \"08:30-15:01\" }"),
    ])
    func `takes a rule beside one of another side or other hours`(earlier: String, later: String) {
        let text = settings([rule("a", when: earlier), rule("b", when: later)])
        #expect(SampleSettings.faults(text).isEmpty)
    }

    @Test(arguments: [
        ("{}", "{ side: buy }"), ("{ hours: \"08:30-15:00\" }", "{ hours: \"09:00-15:00\" }"),
        ("{ hours: \"17:00-15:00\" }", "{ hours: \"23:00-01:00\" }"),
    ])
    func `refuses a rule of a side or hours that an earlier one takes`(earlier: String, later: String) {
        let text = settings([rule("wide", when: earlier), rule("narrow", when: later)])
        #expect(SampleSettings.faults(text).count == 1)
    }

    @Test(arguments: [
        ("{}", "{ source: demo }", true), ("{ side: buy }", "{ side: sell }", false),
        ("{ hours: \"08:30-15:00\" }", "{ hours: \"15:00-08:30\" }", false),
        ("{ hours: \"08:30-15:01\" }", "{ hours: \"15:00-08:30\" }", true),
        ("{ strategy: s }", "{ strategy: t }", false), ("{ ticker: NQ1! }", "{ ticker: NQZ6 }", true),
        ("{ ticker: NQZ6 }", "{ ticker: NQZ2026 }", true), ("{ ticker: NQZ7 }", "{ ticker: NQZ2026 }", false),
    ])
    func `refuses two rules that would trade one account twice where all take an alert`(
        earlier: String, later: String, collide: Bool
    ) {
        let text = "match: all\n" + settings([rule("one", when: earlier), rule("two", when: later)])
        let faults = SampleSettings.faults(text)
        #expect(faults.count == (collide ? 1 : 0))
        #expect(faults.allSatisfy { $0.contains("can take the same alert, and both trade one") })
    }

    @Test func `a group stands for its accounts`() throws {
        let text = "groups: { both: [one] }\n" + settings(["{ name: a, when: {}, to: [{ group: both }] }"])
        let rules = try SampleSettings.parse(text).rules
        #expect(rules.first?.targets.map(\.account) == [AccountName("one")])
    }

    @Test(arguments: [
        (
            "groups: { g: ▸[] }", "{ account: one }",
            "groups.g is empty; name at least one account, or remove it"
        ),
        (
            "groups: { g: [▸nobody] }", "{ account: one }",
            "groups.g[0] is \"nobody\", which is not among the accounts; "
        ),
        (
            "groups: { g: [one, ▸one] }", "{ account: one }",
            "groups.g[1] is \"one\", for the second time in this group; name an account once"
        ),
        (
            "groups: { g: [one] }", "{ group: ▸h }",
            "rules[0].to[0].group is \"h\", which is not among the groups; "
        ),
        (
            "groups: { g: [one] }", "{ account: one, group: ▸g }",
            "rules[0].to[0] has both account and group; keep one of the two"
        ),
        (
            "groups: { g: [one] }", "{ account: one }, { group: ▸g }",
            "rules[0].to[1].group holds \"one\", for the second time in this rule; "
        ),
    ])
    func `refuses a group that is none`(groups: String, targets: String, fault: String) throws {
        let text = groups + "\n" + settings(["{ name: a, when: {}, to: [\(targets)] }"])
        let (found, expected) = SampleSettings.marked(text, faults: [fault])
        #expect(found.count == 1)
        #expect(try #require(found.first).hasPrefix(try #require(expected.first)))
    }

    @Test(arguments: [
        ("", false), ("resend_entries: never, ", false), ("resend_entries: while_fresh, ", true),
    ])
    func `sends lost entries again only where it says so`(key: String, isResending: Bool) throws {
        let text = settings(["{ name: a, \(key)when: {}, to: [{ account: one }] }"])
        #expect(try SampleSettings.parse(text).rules.map(\.resendsEntries) == [isResending])
    }

    @Test func `refuses another word for sending again`() {
        #expect(throws: SettingsFaults.self) {
            try SampleSettings.parse(
                settings(["{ name: a, resend_entries: always, when: {}, to: [{ account: one }] }"]))
        }
    }

    @Test func `calls no rule shadowed by one that cannot be read`() {
        let (found, expected) = SampleSettings.marked(
            settings([rule("a", when: "{ ▸tikcer: NQ1! }"), rule("b", when: "{ source: demo }")]),
            faults: ["\"tikcer\" is no key of rules[0].when; write ticker"])
        #expect(found == expected)
    }

    @Test(arguments: [
        ("{ source: demo }", "{}"), ("{ source: demo }", "{ source: other }"),
        ("{ strategy: s }", "{ source: demo }"), ("{ ticker: NQZ6 }", "{ ticker: NQ1! }"),
        ("{ ticker: NQZ6 }", "{ ticker: NQH7 }"), ("{ ticker: NQ1! }", "{ ticker: MNQ1! }"),
        ("{ action: buy }", "{ action: sell }"), ("{ source: demo, action: buy }", "{ source: demo }"),
    ])
    func `takes a rule that an earlier one leaves something`(earlier: String, later: String) {
        let text = settings([rule("a", when: earlier), rule("b", when: later)])
        #expect(SampleSettings.faults(text).isEmpty)
    }

    @Test(arguments: Alert.Action.allCases)
    func `matches by any action`(action: Alert.Action) throws {
        let rules = try SampleSettings.parse(settings([rule("a", when: "{ action: \(action.rawValue) }")]))
            .rules
        #expect(rules.map(\.condition) == [Rule.Condition(action: action)])
    }

    @Test(arguments: [
        ("{ action: ▸by }", "rules[0].when.action is \"by\", an unknown word; write buy"),
        (
            "{ action: ▸hold }",
            "rules[0].when.action is \"hold\", an unknown word; use one of buy, sell, close, flatten, reverse, cancel, breakeven, cancel_all, move_stop, target_position"
        ),
        (
            "{ ticker: ▸NQ2! }",
            "rules[0].when.ticker is \"NQ2!\", which is no futures symbol; "
                + "use a continuous symbol (NQ1!), a dated one (MNQZ2026) or a root (MNQ)"
        ),
        ("{ strategy: ▸\"\" }", "rules[0].when.strategy has no value; write one, or remove the key"),
    ])
    func `refuses a condition that says nothing clear`(condition: String, fault: String) {
        let (found, expected) = SampleSettings.marked(
            settings([rule("a", when: condition)]), faults: [fault])
        #expect(found == expected)
    }

    @Test(arguments: [
        ("contract: MNQ", "MNQ"), ("contract: mnq", "MNQ"), ("contract: MNQ1!", "MNQ"),
        ("contract: CME_MINI:MNQ1!", "MNQ"), ("contract: M6E", "M6E"),
    ])
    func `trades the root that it names`(keys: String, root: String) throws {
        #expect(try SampleSettings.parse(target(keys)).rules.first?.targets.first?.root == root)
    }

    @Test(arguments: [
        (
            "contract: ▸MNQZ6",
            "is \"MNQZ6\", which names a month; write MNQ; roll tells which month of it is traded"
        ),
        (
            "contract: ▸MNQ2!",
            "is \"MNQ2!\", which is no futures root; "
                + "write a root such as MNQ, or a continuous symbol such as MNQ1!"
        ),
    ])
    func `refuses a contract that is no root`(keys: String, fault: String) {
        let (found, expected) = SampleSettings.marked(
            target(keys), faults: ["rules[0].to[0].contract \(fault)"])
        #expect(found == expected)
    }

    @Test(arguments: [
        ("{ fixed: 1 }", Size(1).map { SizeRule(.fixed($0)) }),
        ("{ fixed: 2147483647 }", Size(2_147_483_647).map { SizeRule(.fixed($0)) }),
        ("{ multiply: 0.000001 }", SizeRule(.multiply(millionths: 1))),
        ("{ multiply: 0.5, max: 3 }", SizeRule(.multiply(millionths: 500_000), max: Size(3))),
        ("{ multiply: 1000 }", SizeRule(.multiply(millionths: 1_000_000_000))),
        ("{ multiply: 1000.000000 }", SizeRule(.multiply(millionths: 1_000_000_000))),
        (
            "{ multiply: 0.5, round: up, min: 1 }",
            SizeRule(.multiply(millionths: 500_000), rounding: .up, min: Size(1))
        ),
        ("{ convert: true }", SizeRule(.multiply(millionths: 1_000_000), converts: true)),
        (
            "{ convert: true, max: 4 }",
            SizeRule(.multiply(millionths: 1_000_000), max: Size(4), converts: true)
        ),
        ("{ multiply: 1, convert: true }", SizeRule(.multiply(millionths: 1_000_000), converts: true)),
        ("{ position: 2, round: nearest }", SizeRule(.position(millionths: 2_000_000), rounding: .nearest)),
        (
            "{ balance_per_contract: 25000, max: 2 }",
            SizeRule(.balance(perContract: Money(tenThousandths: 250_000_000)), max: Size(2))
        ),
        (
            "{ risk: 150.50, max: 2, exit_percent: 33.33 }",
            SizeRule(.risk(Money(tenThousandths: 1_505_000)), max: Size(2), exitShare: 3_333)
        ),
        ("{ exit_percent: 50 }", SizeRule(.multiply(millionths: 1_000_000), exitShare: 5_000)),
    ])
    func `sizes as it is told`(size: String, rule: SizeRule?) throws {
        let rules = try SampleSettings.parse(target("size: \(size)")).rules
        #expect(rules.first?.targets.first?.size == rule)
    }

    static let factors = "write a decimal from 0.000001 to 1000 with at most six places"

    @Test(arguments: [
        ("{ fixed: ▸0 }", "rules[0].to[0].size.fixed is 0, out of range; write 1 to 2147483647"),
        (
            "{ fixed: ▸2147483648 }",
            "rules[0].to[0].size.fixed is 2147483648, out of range; write 1 to 2147483647"
        ),
        ("{ fixed: ▸\"2\" }", "rules[0].to[0].size.fixed is in quotes; remove the quotes"),
        (
            "{ fixed: ▸1.5 }",
            "rules[0].to[0].size.fixed is no whole number; write digits alone, 1 to 2147483647"
        ),
        ("{ multiply: ▸0 }", "rules[0].to[0].size.multiply is 0, out of range; \(factors)"),
        ("{ multiply: ▸0.0000001 }", "rules[0].to[0].size.multiply is no such decimal; \(factors)"),
        (
            "{ multiply: ▸1000.000001 }",
            "rules[0].to[0].size.multiply is 1000.000001, out of range; \(factors)"
        ),
        ("{ multiply: ▸-1 }", "rules[0].to[0].size.multiply is no such decimal; \(factors)"),
        ("{ multiply: ▸1e1 }", "rules[0].to[0].size.multiply is no such decimal; \(factors)"),
        ("{ multiply: ▸'2' }", "rules[0].to[0].size.multiply is in quotes; remove the quotes"),
        (
            "{ multiply: 1, max: ▸0 }",
            "rules[0].to[0].size.max is 0, out of range; write 1 to 2147483647"
        ),
        (
            "{ fixed: ▸1, multiply: 2 }",
            "rules[0].to[0].size has both fixed and multiply; keep one of the two"
        ),
        (
            "{ fixed: 1, max: ▸2 }",
            "rules[0].to[0].size has both fixed and max; remove max: a fixed size has no cap"
        ),
        (
            "{ risk: 100, min: ▸2 }",
            "rules[0].to[0].size has both risk and min; "
                + "remove min: the trade could then lose more than risk says"
        ),
        (
            "{ balance_per_contract: 100, convert: ▸true }",
            "rules[0].to[0].size has both balance_per_contract and convert; "
                + "remove convert: it changes nothing about balance_per_contract"
        ),
        (
            "{ multiply: 1, min: ▸3, max: 2 }",
            "rules[0].to[0].size.min is 3, above max 2; lower min, or raise max"
        ),
        (
            "{ multiply: 1, round: ▸off }",
            "rules[0].to[0].size.round is \"off\", an unknown word; use one of down, nearest, up"
        ),
        (
            "{ position: ▸1, risk: 5 }",
            "rules[0].to[0].size has both position and risk; keep one of the two"
        ),
        (
            "{ exit_percent: ▸100.01 }",
            "rules[0].to[0].size.exit_percent is 100.01, out of range; "
                + "write a decimal from 0.01 to 100 with at most 2 places"
        ),
        (
            "{ risk: ▸off }",
            "rules[0].to[0].size.risk is no such decimal; "
                + "write a decimal from 0.01 to 1000000000 with at most 2 places"
        ),
        ("▸2", "rules[0].to[0].size is no mapping; write keys and values under it, each as key: value"),
    ])
    func `refuses a size that says nothing clear`(size: String, fault: String) {
        let (found, expected) = SampleSettings.marked(target("size: \(size)"), faults: [fault])
        #expect(found == expected)
    }

    @Test(arguments: [
        ("{ stop_ticks: 1 }", Bracket(stop: Ticks(1), target: nil)),
        ("{ target_ticks: 1 }", Bracket(stop: nil, target: Ticks(1))),
        ("{ stop_ticks: 80, target_ticks: 160 }", Bracket(stop: Ticks(80), target: Ticks(160))),
        ("{ stop_ticks: 80, trailing: false }", Bracket(stop: Ticks(80), target: nil)),
        ("{ stop_ticks: 80, trailing: true }", Bracket(stop: Ticks(80), target: nil, stopTrails: true)),
    ])
    func `brackets as it is told`(bracket: String, expected: Bracket?) throws {
        let rules = try SampleSettings.parse(target("bracket: \(bracket)")).rules
        #expect(rules.first?.targets.first?.bracket == expected)
    }

    @Test func `refuses a trailing stop without its distance`() {
        let (found, expected) = SampleSettings.marked(
            target("bracket: { target_ticks: 8, trailing: ▸true }"),
            faults: [
                "rules[0].to[0].bracket.trailing is true without stop_ticks; "
                    + "add stop_ticks: how far behind the stop trails"
            ])
        #expect(found == expected)
    }

    @Test func `refuses a bracket of no distance`() {
        let (found, expected) = SampleSettings.marked(
            target("bracket: { stop_ticks: ▸0, target_ticks: ▸-1 }"),
            faults: [
                "rules[0].to[0].bracket.stop_ticks is 0, out of range; write 1 to 2147483647",
                "rules[0].to[0].bracket.target_ticks is -1, out of range; write 1 to 2147483647",
            ])
        #expect(found == expected)
    }
}
