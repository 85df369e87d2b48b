import Journey
import OwnThreads
import Settings
import Testing
import Trading

/// Single values: what is read, and both sides of each edge.
@Suite(.ownThreads)
struct SettingsValueTests {
    /// The least settings with a line in front.
    private func top(_ line: String) -> String { line + "\n" + SampleSettings.least }

    private func source(_ keys: String) -> String {
        SampleSettings.least.replacing("demo: { secret", with: "demo: { \(keys), secret")
    }

    private func account(_ keys: String) -> String {
        SampleSettings.least.replacing("id: 1001", with: "id: 1001, \(keys)")
    }

    private func check(_ text: String, _ fault: String) {
        let (found, expected) = SampleSettings.marked(text, faults: [fault])
        #expect(found == expected)
    }

    @Test(arguments: [
        ("1s", 1_000), ("1000ms", 1_000), ("30s", 30_000), ("5m", 300_000), ("24h", 86_400_000),
        ("1440m", 86_400_000), ("\"30s\"", 30_000),
    ])
    func `reads a duration`(text: String, milliseconds: Int64) throws {
        let configuration = try SampleSettings.parse(source("max_age: \(text)"))
        #expect(configuration.sources.first?.maxAge == .milliseconds(milliseconds))
        #expect(configuration.sources.last?.maxAge == .seconds(30))
    }

    static let noDuration = "is no duration; write digits and ms, s, m or h, such as 30s"

    @Test(arguments: [
        ("999ms", "is 999ms, out of range; write 1s to 24h"), ("0s", "is 0s, out of range; write 1s to 24h"),
        ("86401s", "is 86401s, out of range; write 1s to 24h"),
        ("9223372036854775807h", "is 9223372036854775807h, out of range; write 1s to 24h"),
        ("9223372036854775808s", "is 9223372036854775808s, out of range; write 1s to 24h"),
        ("30", noDuration), ("30 s", noDuration), ("s", noDuration), ("-30s", noDuration),
        ("1.5m", noDuration), ("30S", noDuration), ("1d", noDuration), ("1m30s", noDuration),
    ])
    func `refuses what is no duration of 1 s to 24 h`(text: String, fault: String) {
        check(source("max_age: ▸\(text)"), "sources.demo.max_age \(fault)")
    }

    @Test func `reads the kill switch, and says that it is on`() throws {
        #expect(try !SampleSettings.parse(top("kill_switch: false")).isKilled)
        let killed = try SampleSettings.parse(top("kill_switch: true"))
        #expect(killed.isKilled)
        #expect(
            killed.notices.map(\.description) == [
                "test.yaml:1:14: kill_switch is on: nothing that adds exposure leaves; "
                    + "write false to let entries leave"
            ])
    }

    @Test(arguments: ["yes", "on", "True", "1", "no", "off", "FALSE", "\"yes\""])
    func `takes none of YAML's other words for true and false`(word: String) {
        check(
            top("kill_switch: ▸\(word)"), "kill_switch is neither true nor false; write true or false")
    }

    @Test(arguments: ["\"true\"", "'false'"])
    func `takes no boolean in quotes`(word: String) {
        check(top("kill_switch: ▸\(word)"), "kill_switch is in quotes; remove the quotes")
    }

    @Test(arguments: [("1", 1), ("2147483647", 2_147_483_647)])
    func `reads an account's number`(text: String, number: Int64) throws {
        let text = SampleSettings.least.replacing("id: 1001", with: "id: \(text)")
        #expect(try SampleSettings.parse(text).accounts.first?.id == AccountID(number))
    }

    static let range = "write 1 to 2147483647"
    static let digits = "write digits alone, 1 to 2147483647"

    @Test(arguments: [
        ("0", "is 0, out of range; \(range)"), ("-1", "is -1, out of range; \(range)"),
        ("2147483648", "is 2147483648, out of range; \(range)"),
        ("99999999999999999999", "is 99999999999999999999, out of range; \(range)"),
        ("\"1001\"", "is in quotes; remove the quotes"), ("01001", "has a leading zero; \(digits)"),
        ("0x10", "is no whole number; \(digits)"), ("1_001", "is no whole number; \(digits)"),
        ("+1", "is no whole number; \(digits)"), ("1e3", "is no whole number; \(digits)"),
        ("1001.0", "is no whole number; \(digits)"),
        ("[1]", "is no single value; write one value instead of a list or a mapping"),
    ])
    func `refuses what is no account's number`(text: String, fault: String) {
        check(
            SampleSettings.least.replacing("id: 1001", with: "id: ▸\(text)"), "accounts.one.id \(fault)")
    }

    @Test(arguments: TradingState.allCases)
    func `reads an account's state`(state: TradingState) throws {
        #expect(try SampleSettings.parse(account("state: \(state)")).accounts.first?.state == state)
    }

    @Test(arguments: Dialect.allCases)
    func `reads a source's dialect`(dialect: Dialect) throws {
        let text = source("dialect: \(dialect.rawValue)")
        #expect(try SampleSettings.parse(text).sources.first?.dialect == .only([dialect]))
    }

    @Test func `reads a source of two dialects, and of whatever can be told`() throws {
        let two = try SampleSettings.parse(source("dialect: [traderspost, native]")).sources.first
        #expect(two?.dialect == .only([.tradersPost, .native]))
        #expect(try SampleSettings.parse(source("dialect: auto")).sources.first?.dialect == .auto)
    }

    @Test(arguments: ["[native]", "[native, native]", "[native, traderspost, native]", "[]"])
    func `refuses a list that is none of two dialects`(list: String) {
        check(
            source("dialect: ▸\(list)"),
            "sources.demo.dialect is no list of two dialects; write one dialect, two as [a, b], or auto")
    }

    @Test(arguments: Source.DelayedFeed.allCases)
    func `reads what is done about delayed data`(choice: Source.DelayedFeed) throws {
        #expect(try SampleSettings.parse(SampleSettings.least).sources.first?.delayedFeed == .refuse)
        let text = source("delayed_feed: \(choice.rawValue)")
        #expect(try SampleSettings.parse(text).sources.first?.delayedFeed == choice)
    }

    @Test(arguments: [("", true), ("resize_protection: true", true), ("resize_protection: false", false)])
    func `reads whether legs are resized`(key: String, resizes: Bool) throws {
        let text = key.isEmpty ? SampleSettings.least : account(key)
        #expect(try SampleSettings.parse(text).accounts.first?.resizesProtection == resizes)
    }

    @Test(arguments: BracketMode.allCases) func `an account says its bracket mode`(mode: BracketMode) throws {
        let text = account("bracket_mode: \(mode.rawValue)")
        #expect(try SampleSettings.parse(text).accounts.first?.bracketMode == mode)
        #expect(try SampleSettings.parse(account("state: active")).accounts.first?.bracketMode == nil)
    }

    @Test(arguments: Unprotected.allCases)
    func `reads what is done about a position without a stop`(choice: Unprotected) throws {
        #expect(try SampleSettings.parse(SampleSettings.least).accounts.first?.unprotected == .protect)
        let text = account("unprotected: \(choice)")
        #expect(try SampleSettings.parse(text).accounts.first?.unprotected == choice)
    }

    @Test func `reads when an account is closed each day`() throws {
        #expect(try SampleSettings.parse(SampleSettings.least).accounts.first?.cutOff == nil)
        let short = try SampleSettings.parse(account("flatten_at: \"15:07:30\"")).accounts.first?.cutOff
        #expect(short == CutOff(flattenAt: 54_450, mustBeFlat: 54_510, entryMargin: .seconds(600)))
        let whole = account("flatten_at: \"11:55\", must_be_flat: \"11:57:30\", entry_cutoff: 30m")
        #expect(
            try SampleSettings.parse(whole).accounts.first?.cutOff
                == CutOff(flattenAt: 42_900, mustBeFlat: 43_050, entryMargin: .seconds(1_800)))
        let last = account("flatten_at: \"16:58:59\"")
        #expect(try SampleSettings.parse(last).accounts.first?.cutOff?.mustBeFlat == 61_199)
    }

    @Test(arguments: [
        ("flatten_at: ▸\"15:7\"", "flatten_at is \"15:7\", no time of day; write \"15:07:30\", in quotes"),
        ("flatten_at: ▸\"15:60\"", "flatten_at is \"15:60\", no time of day; write \"15:07:30\", in quotes"),
        ("flatten_at: ▸\"24:00\"", "flatten_at is \"24:00\", no time of day; write \"15:07:30\", in quotes"),
        ("flatten_at: ▸1510", "flatten_at is \"1510\", no time of day; write \"15:07:30\", in quotes"),
        (
            "flatten_at: ▸\"17:00\"",
            "flatten_at is 17:00 or later, when the next trading day runs; write an earlier time"
        ),
        (
            "flatten_at: ▸\"16:59\"",
            "flatten_at leaves no minute before the day ends at 17:00; write an earlier time, such as \"15:07:30\""
        ),
        (
            "flatten_at: \"15:07\", must_be_flat: ▸\"15:07:00\"",
            "must_be_flat is not after flatten_at; write a later time, such as one minute after it"
        ),
        (
            "must_be_flat: ▸\"15:08\"",
            "must_be_flat is there without flatten_at; add flatten_at: \"15:07:30\", or remove must_be_flat"
        ),
        (
            "entry_cutoff: ▸5m",
            "entry_cutoff is there without flatten_at; add flatten_at: \"15:07:30\", or remove entry_cutoff"
        ),
    ])
    func `refuses times that no trading day has`(members: String, fault: String) {
        check(account(members), "accounts.one.\(fault)")
    }

    @Test func `refuses words that it does not know`() {
        check(
            account("state: ▸halt"),
            "accounts.one.state is \"halt\", an unknown word; use one of active, reducing, halted")
        check(account("state: ▸Active"), "accounts.one.state is \"Active\", an unknown word; write active")
        check(
            source("dialect: ▸json"),
            "sources.demo.dialect is \"json\", an unknown word; use one of "
                + (["auto"] + Dialect.allCases.map(\.rawValue)).joined(separator: ", "))
    }

    @Test(arguments: [
        ("{}", RiskLimits()), ("{ max_size: 2 }", RiskLimits(sizeMax: 2, positionMax: 2)),
        ("{ max_position: 3 }", RiskLimits(sizeMax: 1, positionMax: 3)),
        ("{ max_size: 2, max_position: 2 }", RiskLimits(sizeMax: 2, positionMax: 2)),
        ("{ require_stop: false }", RiskLimits(requiresStop: false)),
        ("{ order_types: [stop, limit] }", RiskLimits(orderTypes: [.limit, .stop])),
        ("{ parallel: true }", RiskLimits(allowsParallel: true)), ("{ parallel: false }", RiskLimits()),
        ("{ off_tick: round }", RiskLimits(offTick: .round)), ("{ off_tick: reject }", RiskLimits()),
        (
            "{ order_types: [trailing_stop, join_bid, join_ask] }",
            RiskLimits(orderTypes: [.trailingStop, .joinBid, .joinAsk])
        ),
    ])
    func `reads an account's limits`(risk: String, limits: RiskLimits) throws {
        #expect(try SampleSettings.parse(account("risk: \(risk)")).accounts.first?.limits == limits)
    }

    @Test(arguments: [
        (
            "{ max_size: ▸3, max_position: 2 }",
            "max_size is 3, above max_position 2; lower max_size, or raise max_position"
        ),
        ("{ max_size: ▸0 }", "max_size is 0, out of range; \(range)"),
        ("{ max_position: ▸0 }", "max_position is 0, out of range; \(range)"),
        ("{ require_stop: ▸no }", "require_stop is neither true nor false; write true or false"),
        (
            "{ order_types: ▸[] }",
            "order_types is empty; name some of market, limit, stop, trailing_stop, join_bid, join_ask, or remove the key"
        ),
        ("{ parallel: ▸yes }", "parallel is neither true nor false; write true or false"),
        ("{ off_tick: ▸up }", "off_tick is \"up\", an unknown word; use one of reject, round"),
        ("{ order_types: ▸stop }", "order_types is no list; write [a, b], or a line with a dash for each"),
        (
            "{ order_types: [market, ▸stop_limit] }",
            "order_types[1] is \"stop_limit\", an unknown word; use one of market, limit, stop, trailing_stop, join_bid, join_ask"
        ),
    ])
    func `refuses limits that make no sense`(risk: String, fault: String) {
        check(account("risk: \(risk)"), "accounts.one.risk.\(fault)")
    }

    @Test func `takes a path for the ledger as it is`() throws {
        #expect(try SampleSettings.parse(top("ledger: /srv/a b.db")).ledger == "/srv/a b.db")
        check(
            top("ledger: ▸\"a\\nb\""),
            "ledger holds a control character or a line break; write it in one line")
        check(top("ledger: ▸''"), "ledger has no value; write one, or remove the key")
    }
}
