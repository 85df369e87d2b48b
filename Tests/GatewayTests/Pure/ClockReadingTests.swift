import Testing
import Trading

@testable import Gateway

struct ClockReadingTests {
    private static let base = Timestamp("2026-11-21T14:30:00Z")!

    private func moment(_ wall: Int64, _ steady: Int64) -> Moment {
        Moment(
            wall: Self.base.advanced(by: .milliseconds(wall)), steady: Timestamp(microseconds: steady * 1_000)
        )
    }

    @Test(arguments: [
        ("Sat, 21 Nov 2026 14:30:00 GMT", "2026-11-21T14:30:00Z"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
    ])
    func `reads the date of RFC 9110`(text: String, time: String) {
        #expect(HTTPDate.read(text) == Timestamp(time))
    }

    @Test(arguments: [
        "", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 6 Nov 1994 08:49:37 GMT",
    ])
    func `reads no other date`(text: String) {
        #expect(HTTPDate.read(text) == nil)
        #expect(ClockReading.ahead(date: text, from: moment(0, 0), to: moment(0, 0)) == nil)
    }

    @Test(
        arguments: [
            // The middle of the request beside the middle of the second.
            (0, 0, 0, 0, -500), (400, 600, 0, 200, 0), (0, 1_000, 0, 1_000, 0), (0, 1_001, 0, 1_001, nil),
            (60_000, 60_000, 0, 0, 59_500), (-60_000, -60_000, 0, 0, -60_500),
            // Stepped while it was under way: by 250 ms it may drift.
            (0, 350, 0, 100, -325), (0, 351, 0, 100, nil), (0, -3_000, 0, 100, nil),
        ] as [(Int64, Int64, Int64, Int64, Int64?)])
    func `tells by how much our clock is ahead`(
        from: Int64, to: Int64, steadyFrom: Int64, steadyTo: Int64, ahead: Int64?
    ) {
        let told = ClockReading.ahead(
            date: "Sat, 21 Nov 2026 14:30:00 GMT", from: moment(from, steadyFrom), to: moment(to, steadyTo))
        #expect(told == ahead.map { Span.milliseconds($0) })
    }

    @Test func `an answer without a date tells nothing`() {
        #expect(ClockReading.ahead(date: nil, from: moment(0, 0), to: moment(0, 0)) == nil)
    }

    @Test func `three at once, then one in ten seconds while all is calm`() {
        var pace = ClockPace()
        func take(_ ahead: Int64, at second: Int64) -> Bool {
            pace.take(.seconds(ahead), at: Timestamp(microseconds: second * 1_000_000))
        }
        #expect([take(0, at: 1), take(1, at: 1), take(0, at: 2)] == [true, true, true])
        #expect(
            [take(0, at: 3), take(0, at: 11), take(0, at: 12), take(0, at: 13)] == [
                false, false, true, false,
            ])
        // One that differs is told at once, and so are those after it until three are calm again.
        #expect(
            [take(60, at: 14), take(0, at: 14), take(0, at: 15), take(0, at: 15)] == [true, true, true, true])
        #expect(take(0, at: 16) == false)
    }
}
