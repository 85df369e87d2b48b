import Testing
import Trading

struct ZoneRulesLocalTests {
    @Test(arguments: [
        // An ordinary time, in winter and in summer.
        ("2026-01-15", 15 * 3_600 + 600, "2026-01-15T21:10:00Z", "2026-01-15T21:10:00Z"),
        ("2026-07-15", 15 * 3_600 + 600, "2026-07-15T20:10:00Z", "2026-07-15T20:10:00Z"),
        // The evening before, also across the change of the clocks.
        ("2026-03-09", -7 * 3_600, "2026-03-08T22:00:00Z", "2026-03-08T22:00:00Z"),
        ("2026-11-02", -7 * 3_600, "2026-11-01T23:00:00Z", "2026-11-01T23:00:00Z"),
        // 02:00 to 03:00 is skipped: the clocks go on at 08:00 UTC.
        ("2026-03-08", 7_199, "2026-03-08T07:59:59Z", "2026-03-08T07:59:59Z"),
        ("2026-03-08", 7_200, "2026-03-08T08:00:00Z", "2026-03-08T08:00:00Z"),
        ("2026-03-08", 9_000, "2026-03-08T08:00:00Z", "2026-03-08T08:00:00Z"),
        ("2026-03-08", 10_799, "2026-03-08T08:00:00Z", "2026-03-08T08:00:00Z"),
        ("2026-03-08", 10_800, "2026-03-08T08:00:00Z", "2026-03-08T08:00:00Z"),
        // 01:00 to 02:00 comes twice.
        ("2026-11-01", 3_599, "2026-11-01T05:59:59Z", "2026-11-01T05:59:59Z"),
        ("2026-11-01", 3_600, "2026-11-01T06:00:00Z", "2026-11-01T07:00:00Z"),
        ("2026-11-01", 7_199, "2026-11-01T06:59:59Z", "2026-11-01T07:59:59Z"),
        ("2026-11-01", 7_200, "2026-11-01T08:00:00Z", "2026-11-01T08:00:00Z"),
    ])
    func `finds the moments that a clock shows`(
        date: String, second: Int, first: String, last: String
    ) throws {
        let chicago = try ChicagoFile.rules()
        let date = try #require(CivilDate(date))
        #expect(chicago.first(of: date, second: Int64(second)) == Timestamp(first))
        #expect(chicago.last(of: date, second: Int64(second)) == Timestamp(last))
    }

    @Test(arguments: ["", "2026-1-05", "2026-13-01", "2026-02-29", "26-01-01", "2026-01-01 ", "2026-01-01-1"])
    func `reads no date from what is none`(text: String) { #expect(CivilDate(text) == nil) }

    @Test func `reads a date`() { #expect(CivilDate("2028-02-29")?.description == "2028-02-29") }
}
