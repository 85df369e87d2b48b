import Testing
import Trading

struct TimestampTests {
    /// 2026-10-05T14:30:00Z.
    let moment: Int64 = 1_791_210_600_000_000

    @Test(arguments: [
        ("", 0), (".1", 100_000), (".15", 150_000), (".156", 156_000), (".1567", 156_700),
        (".15673", 156_730), (".156730", 156_730), (".1567309", 156_730), (".15673099", 156_730),
        (".156730999", 156_730), (".000000001", 0), (".999999999", 999_999),
    ])
    func `reads none to nine decimals and cuts past the sixth`(fraction: String, micros: Int64) {
        #expect(Timestamp("2026-10-05T14:30:00\(fraction)Z")?.microseconds == moment + micros)
    }

    @Test(arguments: [
        ("2026-10-05T14:30:00Z", 0), ("2026-10-05T14:30:00+00:00", 0), ("2026-10-05T14:30:00-00:00", 0),
        ("2026-10-05T09:30:00-05:00", 0), ("2026-10-05T20:00:00+05:30", 0), ("2026-10-06T00:30:00+10:00", 0),
        ("2026-10-05T14:29:59.5-00:00", -500_000), ("2026-10-04T14:31:00-23:59", 0),
    ])
    func `reads every offset as one moment`(text: String, micros: Int64) {
        #expect(Timestamp(text)?.microseconds == moment + micros)
    }

    @Test(arguments: [
        "", "2026-10-05", "2026-10-05T14:30:00", "2026-10-05 14:30:00Z", "2026-10-05t14:30:00Z",
        "2026-10-05T14:30:00z", "2026-10-05T14:30Z", "2026-10-05T14:30:00.Z",
        "2026-10-05T14:30:00.1234567890Z",
        "2026-10-05T14:30:00,5Z", "2026-10-05T14:30:60Z", "2026-10-05T14:60:00Z", "2026-10-05T24:00:00Z",
        "2026-13-05T14:30:00Z", "2026-00-05T14:30:00Z", "2026-10-32T14:30:00Z", "2026-10-00T14:30:00Z",
        "2026-02-29T00:00:00Z", "2026-10-05T14:30:00+0500", "2026-10-05T14:30:00+24:00",
        "2026-10-05T14:30:00+05:60", "2026-10-05T14:30:00Z ", " 2026-10-05T14:30:00Z",
        "1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "26-10-05T14:30:00Z", "+2026-10-05T14:30:00Z",
        "1791210600",
    ])
    func `reads nothing else`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2199-12-31T23:59:59.999999Z", 7_258_118_399_999_999),
        ("2028-02-29T12:00:00Z", 1_835_438_400_000_000),
    ])
    func `reads from the first year to the last, leap days included`(text: String, micros: Int64) {
        #expect(Timestamp(text)?.microseconds == micros)
    }

    @Test(arguments: [
        "1970-01-01T00:00:00.000000Z", "2026-10-05T14:30:00.156730Z", "2026-03-08T07:59:59.999999Z",
        "2028-02-29T23:59:59.000001Z", "2199-12-31T23:59:59.999999Z",
    ])
    func `writes what it read`(text: String) {
        #expect(Timestamp(text)?.description == text)
    }

    @Test func `writes moments before 1970 too`() {
        #expect(Timestamp(microseconds: -1).description == "1969-12-31T23:59:59.999999Z")
    }

    @Test func `spans add and subtract`() {
        let start = Timestamp(microseconds: moment)
        let later = start.advanced(by: .seconds(30)).advanced(by: .milliseconds(-250))
        #expect(later.since(start) == .milliseconds(29_750))
        #expect(start.since(later) < .zero)
        #expect(start < later)
        #expect(Span.milliseconds(250).description == "0.25 s")
        #expect(Span.seconds(-30).description == "-30 s")
    }
}
