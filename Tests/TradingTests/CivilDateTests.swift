import Testing
import Trading

struct CivilDateTests {
    @Test(arguments: [
        (1970, 1, 1, 0, 4), (1969, 12, 31, -1, 3), (2000, 2, 29, 11_016, 2), (2026, 10, 5, 20_731, 1),
        (2026, 3, 8, 20_520, 0), (2024, 12, 31, 20_088, 2), (1, 1, 1, -719_162, 1),
        (9999, 12, 31, 2_932_896, 5),
    ])
    func `a date is a count of days, and falls on a weekday`(
        year: Int64, month: Int64, day: Int64, count: Int64, weekday: Int64
    ) throws {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        #expect(date.daysSince1970 == count)
        #expect(date.parts == (year, month, day))
        #expect(date.weekday == weekday)
    }

    @Test(arguments: [
        (2026, 2, 29), (2100, 2, 29), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 1, 32),
        (0, 1, 1), (10_000, 1, 1),
    ])
    func `there is no such day`(year: Int64, month: Int64, day: Int64) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test func `every day of four centuries comes back from its parts`() {
        var wrong = 0
        for count in Int64(-80_000)..<70_000 {
            let date = CivilDate(daysSince1970: count)
            let (year, month, day) = date.parts
            if CivilDate(year: year, month: month, day: day) != date { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    @Test func `writes ISO dates`() {
        #expect(CivilDate(year: 2026, month: 3, day: 8)?.description == "2026-03-08")
        #expect(CivilDate(year: 33, month: 11, day: 30)?.description == "0033-11-30")
    }
}
