import Journey
import Testing
import Trading

struct RouterTests {
    let account = AccountName("combine-1")
    let front = DeskFixture.mnq
    let held = Position(
        contract: ContractID("CON.F.US.MNQ.U26"), signedSize: 2, averagePrice: Price(nanos: 1_000_000_000))

    func target(root: String? = nil, bracket: Bracket? = nil) -> Rule.Target {
        Rule.Target(account: account, root: root, size: .asAlerted, bracket: bracket)
    }

    func intents(_ members: String, _ target: Rule.Target, position: Position? = nil) throws -> [OrderIntent]
    {
        let alert = try Reading.alert(#"{"ticker":"MNQ1!",\#(members)}"#)
        return Router.intents(
            alert,
            Router.Route(rule: Rule(name: "r", when: .init(), to: [target]), target: target),
            accountID: AccountID(1001), fingerprint: Digest.of([1]), contract: front, position: position)
    }

    /// The names of the rules that take an alert, each with its accounts.
    func routed(
        _ rules: [Rule], _ takers: Router.Takers = .first, _ members: String, at second: Int64 = 0
    ) throws -> [String] {
        let alert = try Reading.alert(#"{"ticker":"MNQ1!",\#(members)}"#)
        return try Router(rules: rules, takers: takers).routes(for: alert, at: second).map {
            "\($0.rule.name) \($0.target.account)"
        }
    }

    func rule(_ name: String, _ condition: Rule.Condition, _ accounts: String...) -> Rule {
        Rule(
            name: name, when: condition,
            to: accounts.map { Rule.Target(account: AccountName($0), size: .asAlerted) })
    }

    @Test(arguments: Router.Takers.allCases)
    func `what is for every product reaches each account of its source once`(takers: Router.Takers) throws {
        let alert = try Reading.alert("key=k;command=FLATTENEVERYTHING;")
        let rules = [
            rule("nasdaq", .init(source: "orb", ticker: ChartSymbol("NQ1!"), strategy: "orb"), "a", "b"),
            rule("other", .init(source: "vwap"), "x"), rule("buys", .init(action: .buy), "b", "c", "c"),
        ]
        let routes = try Router(rules: rules, takers: takers).routes(for: alert, at: 0)
        #expect(routes.map(\.target.account.text) == ["a", "b", "c"])
        let refusal = #expect(throws: Refusal.self) {
            try Router(rules: [rules[1]], takers: takers).routes(for: alert, at: 0)
        }
        #expect(refusal?.code == .ruleMissing)
    }

    @Test(arguments: [("NYSE:CL", nil), ("CL", "NASDAQ"), ("OANDA:CL1!", nil)] as [(String, String?)])
    func `an entry from another exchange's chart needs a rule that says what to trade`(
        ticker: String, exchange: String?
    ) throws {
        func routes(_ action: String, root: String?) throws -> Int {
            let member = exchange.map { #","exchange":"\#($0)""# } ?? ""
            let text = #"{"ticker":"\#(ticker)","action":"\#(action)","size":1,"alertbridge":1\#(member)}"#
            let rule = Rule(name: "r", when: .init(), to: [target(root: root)])
            return try Router(rules: [rule]).routes(for: try Reading.alert(text), at: 0).count
        }
        let refusal = #expect(throws: Refusal.self) { try routes("buy", root: nil) }
        #expect(refusal?.code == .symbolUnresolved)
        #expect(refusal?.remedy.contains("contract: MNQ") == true)
        #expect(try routes("buy", root: "MCL") == 1)
        #expect(try routes("close", root: nil) == 1)
        #expect(try routes("flatten", root: nil) == 1)
    }

    @Test(arguments: ["flatten", "cancel_all"])
    func `what takes everything is routed whatever its symbol is`(action: String) throws {
        let rules = [
            rule("nasdaq", .init(source: "orb", ticker: ChartSymbol("NQ1!")), "a", "b"),
            rule("oil", .init(ticker: ChartSymbol("CL1!")), "b", "c"),
            rule("other", .init(strategy: "vwap"), "x"), rule("strange", .init(source: "vwap"), "y"),
        ]
        func accounts(_ ticker: String) throws -> [String] {
            let alert = try Reading.alert(#"{"action":"\#(action)","secret":"k"\#(ticker)}"#)
            return try Router(rules: rules).routes(for: alert, at: 0).map(\.target.account.text)
        }
        #expect(try accounts(#","ticker":"NQ1!""#) == ["a", "b"], "the rule's own accounts")
        #expect(try accounts(#","ticker":"NQ2!""#) == ["a", "b"])
        // No rule has it: each that matches but for its ticker.
        #expect(try accounts(#","ticker":"US100""#) == ["a", "b", "c"])
        for none in ["", #","ticker":"BTCUSDT""#, #","ticker":"""#, #","ticker":[1]"#] {
            #expect(try accounts(none) == ["a", "b", "c", "x"], "every rule that the source reaches")
        }
        let close = try Reading.alert(#"{"action":"close","ticker":"US100"}"#)
        #expect(throws: Refusal.self) { try Router(rules: rules).routes(for: close, at: 0) }
    }

    let buy = #""action":"buy","size":1"#

    @Test func `every rule that matches takes the alert where all do`() throws {
        let rules = [rule("a", .init(), "x", "y"), rule("b", .init(action: .buy), "z")]
        #expect(try routed(rules, .first, buy) == ["a x", "a y"])
        #expect(try routed(rules, .all, buy) == ["a x", "a y", "b z"])
    }

    @Test func `an exit reaches the rules of both sides, and each account once`() throws {
        let rules = [
            rule("longs", .init(side: .buy), "x", "y"), rule("shorts", .init(side: .sell), "x", "z"),
        ]
        #expect(try routed(rules, .all, buy) == ["longs x", "longs y"])
        #expect(try routed(rules, .all, #""action":"sell","size":1"#) == ["shorts x", "shorts z"])
        for exit in [#""action":"close""#, #""action":"flatten""#, #""action":"reverse""#] {
            #expect(try routed(rules, .all, exit) == ["longs x", "longs y", "shorts z"])
        }
        #expect(try routed(rules, .first, #""action":"close""#) == ["longs x", "longs y", "shorts z"])
        #expect(try routed(rules, .first, #""action":"reverse""#) == ["longs x", "longs y"])
    }

    @Test func `where the first rule takes an alert, an exit goes wherever an entry may have gone`() throws {
        let day = try #require(DayHours(from: 8 * 3_600, until: 15 * 3_600))
        let rules = [
            rule("day", .init(hours: day), "x"), rule("longs", .init(side: .buy), "y", "x"),
            rule("rest", .init(), "z"), rule("never", .init(), "w"),
        ]
        let (noon, night) = (12 * 3_600, 20 * 3_600) as (Int64, Int64)
        for exit in [#""action":"close""#, #""action":"flatten""#, #""action":"breakeven""#] {
            #expect(try routed(rules, .first, exit, at: noon) == ["day x", "longs y", "rest z"])
            #expect(try routed(rules, .first, exit, at: night) == ["day x", "longs y", "rest z"])
        }
        #expect(try routed(rules, .first, buy, at: noon) == ["day x"])
        #expect(try routed(rules, .first, buy, at: night) == ["longs y", "longs x"])
    }

    @Test func `hours hold for entries and never for an exit`() throws {
        let hours = try #require(DayHours(from: 8 * 3_600 + 1_800, until: 15 * 3_600))
        let rules = [rule("rth", .init(hours: hours), "x")]
        for (second, holds) in [(30_599, false), (30_600, true), (53_999, true), (54_000, false)]
            as [(Int64, Bool)]
        {
            #expect((try? routed(rules, .first, buy, at: second)) == (holds ? ["rth x"] : nil))
            #expect(try routed(rules, .first, #""action":"close""#, at: second) == ["rth x"])
        }
    }

    @Test(
        arguments: [
            (61_200, 34_200, 61_200, true), (61_200, 34_200, 0, true), (61_200, 34_200, 34_199, true),
            (61_200, 34_200, 34_200, false), (61_200, 34_200, 61_199, false), (100, 200, 99, false),
            (100, 200, 199, true), (100, 200, 200, false),
        ] as [(Int64, Int64, Int64, Bool)])
    func `hours may run over midnight`(from: Int64, until: Int64, second: Int64, holds: Bool) throws {
        #expect(try #require(DayHours(from: from, until: until)).holds(second) == holds)
    }

    @Test func `hours of no length, or beyond the day, are none`() {
        #expect(DayHours(from: 5, until: 5) == nil)
        #expect(DayHours(from: -1, until: 5) == nil)
        #expect(DayHours(from: 5, until: 86_400) == nil)
    }

    @Test(
        arguments: [
            (nil, nil, nil, nil, true), ("orb", "NQ1!", "s", .buy, true), ("other", nil, nil, nil, false),
            (nil, "MNQ1!", nil, nil, false), (nil, "NQ", nil, nil, true), (nil, nil, "t", nil, false),
            (nil, nil, nil, .sell, false), (nil, "NQZ2026", nil, nil, false),
            (nil, "CME_MINI:NQ1!", nil, nil, true),
        ] as [(String?, String?, String?, Alert.Action?, Bool)])
    func `a rule takes what matches every part of its condition`(
        source: String?, ticker: String?, strategy: String?, action: Alert.Action?, matches: Bool
    ) throws {
        let alert = try Reading.alert(Reading.message(#""strategy":"s""#))
        let condition = Rule.Condition(
            source: source, ticker: ticker.flatMap(ChartSymbol.init), strategy: strategy, action: action)
        #expect(condition.matches(alert, at: 0) == matches)
        let router = Router(rules: [Rule(name: "r", when: condition, to: [target()])])
        if matches {
            #expect(try router.routes(for: alert, at: 0).map(\.rule.name) == ["r"])
        } else {
            let refusal = #expect(throws: Refusal.self) { try router.routes(for: alert, at: 0) }
            #expect(refusal?.code == .ruleMissing)
            #expect(refusal?.code.status == 422)
        }
    }

    @Test func `a rule for one month takes that month alone`() throws {
        let condition = Rule.Condition(ticker: ChartSymbol("NQZ2026"))
        func alert(_ ticker: String) throws -> Alert {
            try Reading.alert(Reading.message().replacing("NQ1!", with: ticker))
        }
        #expect(try condition.matches(alert("NQZ2026"), at: 0))
        #expect(try !condition.matches(alert("NQH2027"), at: 0))
        // One month, however its year is written.
        #expect(try condition.matches(alert("NQZ6"), at: 0) && condition.matches(alert("NQZ26"), at: 0))
        #expect(try !condition.matches(alert("NQZ7"), at: 0) && !condition.matches(alert("NQZ2036"), at: 0))
        let short = Rule.Condition(ticker: ChartSymbol("NQZ6"))
        #expect(try short.matches(alert("NQZ2026"), at: 0) && !short.matches(alert("MNQZ2026"), at: 0))
        #expect(try !condition.matches(alert("NQ1!"), at: 0))
    }

    @Test func `the first rule that matches takes the alert`() throws {
        let rules = ["a", "b"].map { Rule(name: $0, when: .init(), to: [target()]) }
        let alert = try Reading.alert(Reading.message())
        #expect(try Router(rules: rules).routes(for: alert, at: 0).map(\.rule.name) == ["a"])
        #expect(throws: Refusal.self) { try Router(rules: []).routes(for: alert, at: 0) }
    }

    @Test func `an entry goes to the front month with the alert's bracket, else the rule's`() throws {
        let ruled = Bracket(stop: Ticks(80), target: Ticks(160))
        let entry = try #require(
            intents(
                #""action":"buy","size":1,"type":"limit","limit_price":21000"#, target(bracket: ruled),
                position: held
            )
            .first)
        #expect((entry.orderClass, entry.side, entry.type) == (.entry, .buy, .limit))
        #expect((entry.contract, entry.limitPrice, entry.bracket) == (front.id, Price("21000"), ruled))
        #expect(entry.tag == OrderTag(alert: Digest.of([1]), account: AccountID(1001), leg: 0))
        let own = try intents(#""action":"buy","size":1,"stop_ticks":40"#, target(bracket: ruled))
        #expect(own.first?.bracket == Bracket(stop: Ticks(40), target: Ticks(160)))
    }

    @Test func `exits go to the month that is held, at the market and without a bracket`() throws {
        let ruled = Bracket(stop: Ticks(80), target: nil)
        let reduce = try intents(
            #""action":"sell","size":1,"position":1,"prev_position":2,"limit_price":21000"#,
            target(bracket: ruled),
            position: held)
        #expect(reduce.map(\.orderClass) == [.reduce])
        #expect(reduce.map(\.side) == [.sell])
        #expect(reduce.map(\.contract) == [held.contract])
        #expect(reduce.map(\.bracket) == [nil])
        #expect(reduce.map(\.limitPrice) == [nil])
        let close = try intents(#""action":"close""#, target(), position: held)
        #expect(close.map(\.orderClass) == [.flatten])
        #expect(close.map(\.contract) == [held.contract])
        #expect(try intents(#""action":"close""#, target()).map(\.contract) == [front.id])
    }

    @Test func `a reversal is a flatten, and an entry that waits for it`() throws {
        let legs = try intents(
            #""action":"sell","size":4,"position":-2,"prev_position":2"#, target(), position: held)
        #expect(legs.map(\.orderClass) == [.flatten, .entry])
        #expect(legs.map(\.leg) == [0, 1])
        #expect(legs.map(\.side) == [nil, .sell])
        #expect(legs.map(\.after) == [nil, legs[0].tag])
        #expect(legs.map(\.contract) == [held.contract, front.id])
        #expect(legs[0].tag != legs[1].tag)
        let bare = try intents(#""action":"reverse""#, target(), position: held)
        #expect(bare.map(\.side) == [nil, .sell])
        #expect(try intents(#""action":"reverse""#, target()).map(\.side) == [nil, nil])
    }

    @Test func `a book finds the active month of a root`() throws {
        let book = ContractBook([DeskFixture.mnq, DeskFixture.mnqOld, DeskFixture.nq])
        #expect(book.active(root: "MNQ", expiry: nil)?.id == DeskFixture.mnq.id)
        #expect(book.active(root: "mnq", expiry: nil)?.id == DeskFixture.mnq.id)
        #expect(book.active(root: "MNQ", expiry: ChartSymbol("MNQZ6")?.expiry)?.id == DeskFixture.mnq.id)
        #expect(book.active(root: "MNQ", expiry: ChartSymbol("MNQU6")?.expiry) == nil)
        #expect(book.active(root: "ES", expiry: nil) == nil)
        #expect(book[DeskFixture.mnqOld.id]?.isActive == false)
        #expect(!book.isEmpty && ContractBook([]).isEmpty && ContractBook().isEmpty)
    }
}
