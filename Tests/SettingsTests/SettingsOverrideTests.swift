import Journey
import OwnThreads
import Settings
import Testing
import Trading

/// What a rule says of charts, labels and its orders, and the rules that no alert can reach.
@Suite(.ownThreads)
struct SettingsOverrideTests {
    /// The least settings with other rules, and the dialect of the source `demo`.
    private func settings(_ rules: [String], dialect: String = "auto", top: String = "") -> String {
        let rest = SampleSettings.least.firstRange(of: "  - ")
        let head = SampleSettings.least[..<(rest?.lowerBound ?? SampleSettings.least.endIndex)]
        return top
            + head.replacing(
                "demo: { secret: env:ALERT_SECRET }",
                with: "demo: { secret: env:ALERT_SECRET, dialect: \(dialect) }")
            + rules.map { "  - \($0)\n" }.joined()
    }

    private func rule(_ name: String, when condition: String = "{ source: demo }", _ more: String = "")
        -> String
    {
        "{ name: \(name), when: \(condition), \(more)to: [{ account: one }] }"
    }

    // MARK: Values

    @Test(arguments: [("5", "5"), ("5m", "5"), ("1h", "60"), ("1D", "1D"), ("30S", "30S"), ("1M", "1M")])
    func `reads an interval in any spelling`(text: String, told: String) throws {
        let rules = try SampleSettings.parse(
            settings([rule("a", when: "{ interval: \(text), tags: [x, y] }")])
        ).rules
        #expect(rules.map(\.condition) == [.init(interval: ChartInterval(told), tags: ["x", "y"])])
    }

    @Test(arguments: [
        (
            "interval: ▸5x",
            "interval is \"5x\", no interval of a chart; write minutes (5, 60, 1h), or 30S, 1D, 1W, 1M; m is minutes and M months"
        ),
        ("tags: ▸[]", "tags has 0 labels; name 1 to 16, or remove it"),
        ("tags: ▸a", "tags is no list; write [a, b], or a line with a dash for each"),
        ("tags: [a, ▸a]", "tags[1] is \"a\", for the second time; name a label once"),
        ("tags: [▸\" a\"]", "tags[0] is no label; write 1 to 64 bytes without a space at either end"),
    ])
    func `refuses an interval or labels that are none`(part: String, fault: String) {
        let (found, expected) = SampleSettings.marked(
            settings([rule("a", when: "{ \(part) }")]), faults: ["rules[0].when." + fault])
        #expect(found == expected)
    }

    @Test(
        arguments: [
            ("", nil), ("order: market, ", EntryOrder(.market)), ("order: limit, ", EntryOrder(.limit)),
            ("order: limit, offset_ticks: -4, ", EntryOrder(.limit, offset: Ticks(-4))),
            ("order: stop, offset_ticks: 10000, ", EntryOrder(.stop, offset: Ticks(10_000))),
        ] as [(String, EntryOrder?)])
    func `reads how entries are sent`(more: String, order: EntryOrder?) throws {
        #expect(try SampleSettings.parse(settings([rule("a", more)])).rules.map(\.entryOrder) == [order])
    }

    @Test(arguments: [
        (
            "offset_ticks: ▸1, ",
            "offset_ticks is there without order: limit or order: stop; add order: limit or order: stop, or remove it"
        ),
        (
            "order: market, offset_ticks: ▸1, ",
            "offset_ticks is there without order: limit or order: stop; add order: limit or order: stop, or remove it"
        ),
        (
            "order: limit, offset_ticks: ▸10001, ",
            "offset_ticks is 10001, out of range; write -10000 to 10000"
        ),
        (
            "order: limit, offset_ticks: ▸-10001, ",
            "offset_ticks is -10001, out of range; write -10000 to 10000"
        ),
    ])
    func `refuses an order that is none`(more: String, fault: String) {
        let (found, expected) = SampleSettings.marked(
            settings([rule("a", more)]), faults: ["rules[0]." + fault])
        #expect(found == expected)
    }

    @Test func `a rule's bracket is for the accounts that have none`() throws {
        let rules = try SampleSettings.parse(
            settings([
                "{ name: a, when: {}, bracket: { stop_ticks: 40 }, to: [{ account: one }, "
                    + "{ account: two, bracket: { stop_ticks: 80, target_ticks: 90 } }] }"
            ])
        ).rules
        #expect(
            rules.first?.targets.map(\.bracket) == [
                Bracket(stop: Ticks(40), target: nil), Bracket(stop: Ticks(80), target: Ticks(90)),
            ])
    }

    @Test(arguments: [
        ("", Rule.Reversal.twoStep), ("reversal: two_step, ", .twoStep), ("reversal: deny, ", .deny),
        ("reversal: single_order, ", .singleOrder),
    ])
    func `reads what becomes of a reversal`(more: String, reversal: Rule.Reversal) throws {
        #expect(try SampleSettings.parse(settings([rule("a", more)])).rules.map(\.reversal) == [reversal])
    }

    @Test(
        arguments: [
            ("", true, "entries need a stop on one"),
            ("bracket: { stop_ticks: 40 }, ", false, "has a bracket for one"), ("", false, nil),
        ] as [(String, Bool, String?)])
    func `says where one order for both halves of a reversal can never be sent`(
        more: String, requiresStop: Bool, told: String?
    ) throws {
        let text = settings([rule("a", "reversal: single_order, \(more)")])
        let account = "one: { gateway: paper"
        #expect(text.contains(account))
        let risk = "one: { risk: { require_stop: \(requiresStop) }, gateway: paper"
        let notices = try SampleSettings.parse(text.replacing(account, with: risk)).notices
            .map(\.description).filter { $0.contains("reverses by single_order") }
        #expect(notices.count == (told == nil ? 0 : 1))
        if let told { #expect(notices.first?.contains(told) == true) }
    }

    @Test func `the venue's clock is watched unless the settings say off, which is a notice`() throws {
        let rules = [rule("a", when: "{}")]
        #expect(try SampleSettings.parse(settings(rules)).guards.watchesVenueClock)
        #expect(
            try SampleSettings.parse(settings(rules, top: "breakers: { venue_clock: on }\n")).guards
                .watchesVenueClock)
        let off = try SampleSettings.parse(settings(rules, top: "breakers: { venue_clock: off }\n"))
        #expect(!off.guards.watchesVenueClock && off.guards.watchesClock)
        #expect(off.notices.contains { $0.description.contains("breakers.venue_clock is off") })
        #expect(SampleSettings.faults(settings(rules, top: "breakers: { venue_clock: 5s }\n")).count == 1)
    }

    // MARK: Dead rules

    @Test(
        arguments: [
            ("native", "strategy: s", nil), ("3commas", "▸strategy: s", "strategy"),
            ("native", "interval: 5", nil),
            ("pickmytrade", "interval: ▸5", "interval"), ("topstepbot", "interval: 5", nil),
            ("topstepbot", "tags: ▸[a]", "tags"), ("traderspost", "tags: [a]", nil),
            ("crosstrade", "tags: ▸[a]", "tags"), ("crosstrade", "action: flatten", nil),
            ("traderspost", "action: ▸flatten", "flatten"), ("openalgo", "action: ▸close", "close"),
            ("openalgo", "action: buy", nil), ("auto", "interval: 5", nil), ("auto", "tags: [a]", nil),
            ("[native, 3commas]", "interval: 5", nil),
        ] as [(String, String, String?)])
    func `refuses a rule that no dialect of its source can reach`(
        dialect: String, part: String, missing: String?
    ) throws {
        // The strategy's value is marked like the others.
        let part = part.replacing("▸strategy: s", with: "strategy: ▸s")
        let text = settings([rule("a", when: "{ source: demo, \(part) }")], dialect: dialect)
        let (found, expected) = SampleSettings.marked(
            text,
            faults: missing.map {
                [
                    "rule \"a\" can never match: source demo speaks \(dialect), which tells no \($0); remove it "
                        + "from the rule's when, or have the alerts sent in the native dialect"
                ]
            } ?? [])
        #expect(found == expected)
    }

    @Test func `refuses what no dialect tells together`() {
        let text = settings(
            [rule("a", when: "{ source: demo, interval: 5, tags: [x] }")],
            dialect: "[topstepbot, traderspost]")
        #expect(SampleSettings.faults(text).isEmpty)
        let split = settings(
            [rule("a", when: "{ source: demo, action: flatten, interval: 5 }")],
            dialect: "[topstepbot, algoway]")
        let faults = SampleSettings.faults(split)
        #expect(faults.count == 1)
        #expect(
            faults.allSatisfy {
                $0.contains("speaks algoway, topstepbot, of which none tells all that its when asks for")
            })
    }

    @Test(
        arguments: [
            // Both sides take every entry, and all that leads to no side.
            (["{ side: buy }", "{ side: sell }"], "{}", true),
            (["{ side: buy }"], "{}", false),
            (["{ side: buy }", "{ side: sell }"], "{ ticker: NQ1! }", true),
            (["{ action: buy }", "{ action: sell }", "{ action: close }"], "{}", false),
            (
                [
                    "{ action: buy }", "{ action: sell }", "{ action: close }", "{ action: flatten }",
                    "{ action: reverse }", "{ action: cancel }", "{ action: cancel_all }",
                    "{ action: breakeven }", "{ action: move_stop }", "{ action: target_position }",
                ],
                "{}", true
            ),
            (["{ hours: \"08:30-15:00\" }", "{ hours: \"15:00-08:30\" }"], "{}", true),
            (["{ hours: \"08:30-15:00\" }", "{ hours: \"15:01-08:30\" }"], "{}", false),
            // An exit goes on behind a rule of some hours.
            (["{ hours: \"08:30-15:00\" }"], "{ action: close }", false),
            (["{ hours: \"08:30-15:00\" }", "{ strategy: s }"], "{ action: close, strategy: s }", true),
            (["{ source: demo }", "{ source: other }"], "{}", true),
            (["{ source: demo }", "{ source: other }"], "{ strategy: s }", true),
            (["{ source: demo }"], "{}", false),
            (["{ interval: 5 }", "{ interval: 60 }"], "{}", false),
            (["{ interval: 5 }"], "{ interval: 5m, tags: [a] }", true),
            (["{ tags: [a] }"], "{ tags: [a, b] }", true), (["{ tags: [a, b] }"], "{ tags: [a] }", false),
            (["{ tags: [a] }"], "{ tags: [b] }", false), (["{ interval: 5 }"], "{ interval: 1h }", false),
        ] as [([String], String, Bool)])
    func `refuses a rule whose alerts the ones before it take together`(
        earlier: [String], later: String, isDead: Bool
    ) {
        let rules = earlier.enumerated().map { rule("r\($0)", when: $1) } + [rule("last", when: later)]
        let faults = SampleSettings.faults(settings(rules))
        #expect(faults.count == (isDead ? 1 : 0), "\(faults)")
        #expect(faults.allSatisfy { $0.contains("rule \"last\" can never match: ") })
    }

    @Test(arguments: [
        ("{ interval: 5 }", "{ interval: 1h }", false), ("{ interval: 60 }", "{ interval: 1h }", true),
        ("{ interval: 60 }", "{}", true), ("{ tags: [a] }", "{ tags: [b] }", true),
    ])
    func `refuses two that may trade one account twice where all take an alert`(
        earlier: String, later: String, collide: Bool
    ) {
        let text = settings([rule("one", when: earlier), rule("two", when: later)], top: "match: all\n")
        #expect(SampleSettings.faults(text).count == (collide ? 1 : 0))
    }

    // MARK: Notices

    @Test(
        arguments: [
            ("{ ticker: NQ1! }", "", nil), ("{ ticker: MNQZ2026 }", "", nil),
            ("{ ticker: QN1! }", "", "rule \"a\" waits for QN, which no known product is called"),
            ("{}", "order: stop, ", "rules[0].order is stop with an offset of 0 ticks"),
            ("{}", "order: stop, offset_ticks: 0, ", "rules[0].order is stop with an offset of 0 ticks"),
            ("{}", "order: stop, offset_ticks: 1, ", nil), ("{}", "order: market, ", nil),
        ] as [(String, String, String?)])
    func `tells of a rule that may be a slip`(condition: String, more: String, notice: String?) throws {
        let notices = try SampleSettings.parse(settings([rule("a", when: condition, more)])).notices
            .map(\.description)
        let words = ["waits for", "is stop with"]
        let found = notices.filter { text in words.contains { text.contains($0) } }
        #expect(found.count == (notice == nil ? 0 : 1))
        #expect(found.allSatisfy { $0.contains(notice ?? "") })
    }

    @Test func `tells of orders that an account's types deny`() throws {
        let text = settings([rule("a", when: "{}", "order: limit, ")])
            .replacing("id: 1001 }", with: "id: 1001, risk: { order_types: [market, stop] } }")
        let notices = try SampleSettings.parse(text).notices.map(\.description)
        #expect(
            notices.contains {
                $0.contains("rule \"a\" sends limit orders, which the order_types of one deny")
            })
    }
}
