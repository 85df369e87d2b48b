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

    @Test(arguments: ["close", "flatten"])
    func `an exit is never too old`(action: String) throws {
        let now = try #require(Timestamp("2026-10-05T14:30:00Z"))
        try Freshness.check(alert(action, time: "2026-10-01T00:00:00Z"), at: now, maxAge: .seconds(30))
    }
}
