import Journey
import Testing
import Trading

struct FreshnessTests {
    func alert(_ action: String, time: String?) throws -> Alert {
        let time = time.map { #","time":"\#($0)""# } ?? ""
        return try Reading.alert(
            #"{"action":"\#(action)","ticker":"NQ1!","size":1,"prev_position":1\#(time)}"#)
    }

    @Test(
        arguments: [
            ("2026-10-05T14:30:00Z", nil), ("2026-10-05T14:29:30Z", nil),
            ("2026-10-05T14:29:29.999999Z", .signalTooOld),
            ("2026-10-05T14:30:02Z", nil), ("2026-10-05T14:30:02.000001Z", .signalFromFuture),
            ("2026-10-05T09:30:00Z", .signalTooOld), (nil, nil),
        ] as [(String?, Refusal.Code?)])
    func `an entry is taken from 2 s ahead to its source's limit of age`(time: String?, code: Refusal.Code?)
        throws
    {
        let now = try #require(Timestamp("2026-10-05T14:30:00Z"))
        for action in ["buy", "reverse"] {
            let alert = try alert(action, time: time)
            if let code {
                let refusal = #expect(throws: Refusal.self) {
                    try Freshness.check(alert, at: now, maxAge: .seconds(30))
                }
                #expect(refusal?.code == code)
                #expect(refusal?.key == "time")
                #expect(refusal?.code.status == 422)
            } else {
                try Freshness.check(alert, at: now, maxAge: .seconds(30))
            }
        }
    }

    @Test(
        arguments: [
            // A bar of five minutes that opened at 14:25 is over at 14:30.
            ("2026-10-05T14:25:00Z", "5", "2026-10-05T14:30:30Z", nil),
            ("2026-10-05T14:25:00Z", "5", "2026-10-05T14:30:30.000001Z", .signalTooOld),
            ("2026-10-05T14:25:00Z", "5", "2026-10-05T14:25:10Z", nil),
            ("2026-10-05T14:25:00Z", "30S", "2026-10-05T14:26:00Z", nil),
            ("2026-10-05T14:25:00Z", "30S", "2026-10-05T14:26:01Z", .signalTooOld),
            ("2026-10-05T14:00:00Z", "60", "2026-10-05T15:00:30Z", nil),
            ("2026-10-05T14:25:00Z", "5", "2026-10-05T14:24:58Z", nil),
            ("2026-10-05T14:25:00Z", "5", "2026-10-05T14:24:57.999999Z", .signalFromFuture),
        ] as [(String, String, String, Refusal.Code?)])
    func `a bar's signal ages from its end`(opened: String, interval: String, at: String, code: Refusal.Code?)
        throws
    {
        let alert = try Reading.alert(
            Reading.message(#""bar_time":"\#(opened)","interval":"\#(interval)""#))
        let now = try #require(Timestamp(at))
        guard let code else { return try Freshness.check(alert, at: now, maxAge: .seconds(30)) }
        let refusal = #expect(throws: Refusal.self) {
            try Freshness.check(alert, at: now, maxAge: .seconds(30))
        }
        #expect(refusal?.code == code)
        #expect(refusal?.key == "bar_time")
    }

    @Test(
        arguments: [
            ("2026-10-05T14:30:00Z", "2026-10-05T14:25:00Z", nil),
            ("2026-10-05T14:29:00Z", "2026-10-05T14:25:00Z", "time"),
            ("2026-10-05T14:30:00Z", "2026-10-05T14:20:00Z", "bar_time"),
        ] as [(String, String, String?)])
    func `of two times both have to hold`(time: String, opened: String, key: String?) throws {
        let alert = try Reading.alert(
            Reading.message(#""time":"\#(time)","bar_time":"\#(opened)","interval":"5""#))
        let now = try #require(Timestamp("2026-10-05T14:30:10Z"))
        guard let key else {
            #expect(alert.firedAt == Timestamp("2026-10-05T14:30:00Z"))
            return try Freshness.check(alert, at: now, maxAge: .seconds(30))
        }
        let refusal = #expect(throws: Refusal.self) {
            try Freshness.check(alert, at: now, maxAge: .seconds(30))
        }
        #expect(refusal?.key == key)
    }

    @Test func `a signal ages from the earlier of its times`() throws {
        let alert = try Reading.alert(
            Reading.message(
                #""time":"2026-10-05T14:30:05Z","bar_time":"2026-10-05T14:25:00Z","interval":"5""#))
        #expect(alert.firedAt == Timestamp("2026-10-05T14:30:00Z"))
        #expect(try Reading.alert(Reading.message()).firedAt == nil)
    }

    @Test(
        arguments: [
            (#""time":"2026-10-05T14:25:00Z","interval":"5""#, "when a bar may have opened", "\"bar_time\""),
            (#""time":"2026-10-05T14:25:00Z""#, "when a bar may have opened", "{{timenow}}"),
            (#""time":"2026-10-05T14:26:00Z","interval":"5""#, "the alert fired", "max_age"),
            (#""time":"2026-10-05T14:25:01Z""#, "the alert fired", "max_age"),
        ])
    func `one that tells its bar's opening as its time is told so`(
        members: String, reason: String, remedy: String
    ) throws {
        let alert = try Reading.alert(Reading.message(members))
        let now = try #require(Timestamp("2026-10-05T14:30:01Z"))
        let refusal = #expect(throws: Refusal.self) {
            try Freshness.check(alert, at: now, maxAge: .seconds(30))
        }
        #expect(refusal?.code == .signalTooOld)
        #expect(refusal?.reason.contains(reason) == true)
        #expect(refusal?.remedy.contains(remedy) == true)
    }

    @Test(
        arguments: [
            (20, 30, "its own max_lag allows 20", "\"max_lag\" in the message"),
            (60, 30, "its source allows 30", "the source's max_age"),
            (20, 21, "its own max_lag allows 20", "\"max_lag\" in the message"),
        ])
    func `tells whose limit was exceeded, and the dialect's own key`(
        own: Int64, source: Int64, reason: String, remedy: String
    ) throws {
        let alert = try Reading.alert(
            #"{"secret":"s","bot_uuid":"u","tv_exchange":"CME","tv_instrument":"NQ1!","action":"buy","#
                + #""timestamp":"2026-10-05T14:29:13Z","max_lag":\#(own),"#
                + #""strategy_info":{"market_position":"long","prev_market_position":"flat"}}"#)
        let now = try #require(Timestamp("2026-10-05T14:30:14Z"))
        let refusal = #expect(throws: Refusal.self) {
            try Freshness.check(alert, at: now, maxAge: .seconds(source))
        }
        #expect(refusal?.reason.contains(reason) == true)
        #expect(refusal?.remedy.contains(remedy) == true)
        #expect(refusal?.remedy.contains("\"timestamp\"") == true)
        #expect(refusal?.key == "timestamp")
    }

    @Test(arguments: ["close", "flatten"])
    func `an exit is never too old`(action: String) throws {
        let now = try #require(Timestamp("2026-10-05T14:30:00Z"))
        try Freshness.check(alert(action, time: "2026-10-01T00:00:00Z"), at: now, maxAge: .seconds(30))
    }
}
