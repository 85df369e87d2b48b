import JSON
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct UsersFileTests {
    static func read(_ text: String) throws -> PaperVenueOptions {
        var options = PaperVenueOptions.still
        let document = try VenueFile.document(Array(text.utf8), named: "users.json")
        try UsersFile.read(document, named: "users.json", into: &options)
        return options
    }

    static let switches: [(String, String)] = [
        ("wraps_events", "false"), ("completes_with_null", "false"), ("shuffles_events", "true"),
        ("sends_full_quotes", "true"), ("names_scheme", "false"),
        ("evicts_earlier", "true"), ("token_life_seconds", "60"), ("calls_per_minute_max", "200"),
        ("ping_seconds", "5"), ("spread_ticks", "2"), ("slippage_ticks_max", "1"), ("session_hours", "true"),
        ("limit_fill", #""trade_through""#), ("stop_trigger", #""quote""#), ("children_on_flat", #""sweep""#),
        ("child_cancelled", #""cancels_both""#), ("partial_exit", #""cancels_group""#),
        ("children_on_partial_fill", #""growing""#), ("closed_market", #""order_rejected""#),
        ("finished_order", #""not_found""#), ("rate_window", #""fixed""#), ("logout", #""every_token""#),
        ("sends_retry_after", "true"), ("filters_by_contract", "true"), ("flattens_at_day_end", "false"),
        ("level_size_max", "3"), ("search_lag_milliseconds", "250"),
    ]

    @Test func `reads users, accounts and all they can say`() async throws {
        let options = try Self.read(
            """
            {"users":[
              {"name":"ann","key":"a","accounts":[{"id":1}]},
              {"name":"bob","key":"b","accounts":[
                {"id":2,"name":"EXPRESS-2","balance":1234.5,"bracket_mode":"auto_oco","can_trade":false,
                 "is_visible":false,"simulated":false,"follower":true,"live":true,"position_max":5}]}]}
            """)
        #expect(options.users.map(\.name) == ["ann", "bob"])
        let first = try #require(options.users.first?.accounts.first)
        #expect(first.name == "PRAC-V2-1")
        #expect(first.balance.description == "50000")
        #expect(first.bracketMode == .positionBrackets)
        #expect(first.canTrade && first.isVisible && first.isSimulated && !first.isFollower && !first.isLive)
        #expect(first.positionMax == nil)
        let second = try #require(options.users.last?.accounts.first)
        #expect(second.name == "EXPRESS-2")
        #expect(second.balance.description == "1234.5")
        #expect(second.bracketMode == .autoOCO)
        #expect(!second.canTrade && !second.isVisible && !second.isSimulated)
        #expect(second.isFollower && second.isLive)
        #expect(second.positionMax == 5)
        let trader = try await Trader(options, user: "bob", key: "b")
        defer { trader.stop() }
        let answer = try await trader.call("/api/Account/search", #"{"onlyActiveAccounts":false}"#)
        #expect(answer["accounts"]?.elements.first?["simulated"]?.bool == false)
        #expect(answer["accounts"]?.count == 1)
    }

    @Test func `reads every switch`() throws {
        let text = Self.switches.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
        let options = try Self.read(#"{"users":[{"name":"a","key":"b"}],"switches":{\#(text)}}"#)
        var wanted = VenueSurfaceSwitches()
        wanted.wrapsEvents = false
        wanted.completesWithNull = false
        wanted.shufflesEvents = true
        wanted.sendsFullQuotes = true
        wanted.namesScheme = false
        wanted.evictsEarlier = true
        #expect(options.surface == wanted)
        var behaviour = VenueSwitches()
        behaviour.limitFill = .tradeThrough
        behaviour.stopTrigger = .quote
        behaviour.childrenOnFlat = .sweep
        behaviour.childCancelled = .cancelsBoth
        behaviour.partialExit = .cancelsGroup
        behaviour.childrenOnPartialFill = .growing
        behaviour.closedMarket = .orderRejected
        behaviour.finishedOrder = .notFound
        behaviour.rateWindow = .fixed
        behaviour.logout = .everyToken
        behaviour.sendsRetryAfter = true
        behaviour.filtersByContract = true
        behaviour.flattensAtDayEnd = false
        behaviour.levelSizeMax = 3
        behaviour.searchLagMilliseconds = 250
        #expect(options.switches == behaviour)
        #expect(options.tokenLifeSeconds == 60)
        #expect(options.callsPerMinuteMax == 200)
        #expect(options.pingSeconds == 5)
        #expect(options.spreadTicks == 2)
        #expect(options.slippageTicksMax == 1)
        #expect(options.enforcesSession)
    }

    @Test(arguments: [
        ("{}", "users: nobody could log in"), (#"{"users":[]}"#, "users: nobody could log in"),
        (#"{"users":{}}"#, "users: no array"),
        (#"{"users":[{"name":"a"}]}"#, "users[0].key: missing"),
        (#"{"users":[{"name":"a","key":""}]}"#, "users[0].key: missing"),
        (#"{"users":[{"name":"a","key":"b","kez":1}]}"#, "line 1, column 39: users[0].kez: unknown key"),
        (
            #"{"users":[{"name":"a","key":"b"},{"name":"A","key":"b"}]}"#,
            "users[1].name: taken by another user"
        ),
        (
            #"{"users":[{"name":"a","key":"b","accounts":[{"id":1},{"id":1}]}]}"#,
            "users[0].accounts[1].id: taken by another account"
        ),
        (#"{"users":[{"name":"a","key":"b","accounts":[{}]}]}"#, "users[0].accounts[0].id: missing"),
        (
            #"{"users":[{"name":"a","key":"b","accounts":[{"id":2147483648}]}]}"#,
            "users[0].accounts[0].id: no whole number from 1 to 2147483647"
        ),
        (
            #"{"users":[{"name":"a","key":"b","accounts":[{"id":1,"balance":"x"}]}]}"#,
            "users[0].accounts[0].balance: no amount"
        ),
        (
            #"{"users":[{"name":"a","key":"b","accounts":[{"id":1,"bracket_mode":"auto"}]}]}"#,
            "users[0].accounts[0].bracket_mode: `auto` is none of its values; use one of auto_oco"
        ),
        (
            #"{"users":[{"name":"a","key":"b"}],"swiches":{}}"#,
            "swiches: unknown key; use one of switches, users"
        ),
        (#"{"users":[{"name":"a","key":"b"}],"switches":{"x":1}}"#, "switches.x: unknown key"),
        (
            #"{"users":[{"name":"a","key":"b"}],"switches":{"wraps_events":1}}"#,
            "switches.wraps_events: neither true nor false"
        ),
    ])
    func `names what is wrong and where`(text: String, what: String) {
        let error = #expect(throws: VenueFileError.self) { try Self.read(text) }
        #expect(error?.description.contains(what) == true, "\(error?.description ?? "")")
    }

    @Test func `never says a key`() {
        let error = #expect(throws: VenueFileError.self) {
            try Self.read(#"{"users":[{"name":"a","key":["s3cret"],"apiKey":"s3cret"}]}"#)
        }
        #expect(error?.description.contains("s3cret") == false)
    }
}
