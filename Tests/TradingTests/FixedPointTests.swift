import Testing
import Trading

struct FixedPointTests {
    @Test(arguments: [
        ("0", 0), ("-0", 0), ("1", 1_000_000_000), ("21450.25", 21_450_250_000_000),
        ("-37.63", -37_630_000_000), ("0.000000001", 1), ("0.0000005", 500), ("0.00390625", 3_906_250),
        ("1e3", 1_000_000_000_000), ("12.5E-1", 1_250_000_000), ("25e+2", 2_500_000_000_000),
        ("0.0000000010", 1), ("1.000000000000000000", 1_000_000_000), ("5e-9", 5),
        ("9223372036.854775807", Int64.max), ("-9223372036.854775807", -Int64.max),
    ])
    func `reads a number text exactly`(text: String, nanos: Int64) {
        #expect(FixedPoint.parse(text, digits: 9) == nanos)
    }

    @Test(arguments: [
        "", "-", "+1", ".5", "5.", "1.2.3", "1e", "1e+", "1e100", "0x10", "NaN", "Infinity", " 1", "1 ",
        "1,250", "--1", "1-", "e5", "١",
    ])
    func `reads nothing from what is no number`(text: String) {
        #expect(FixedPoint.parse(text, digits: 9) == nil)
    }

    @Test(arguments: ["0.0000000001", "21450.2500000001", "1e-10", "-0.0000000005"])
    func `refuses digits that are finer than the unit`(text: String) {
        #expect(FixedPoint.parse(text, digits: 9) == nil)
    }

    @Test(arguments: [
        ("15.62504", 156_250), ("15.62505", 156_251), ("-15.62505", -156_251), ("-15.62504", -156_250),
        ("0.00004", 0), ("0.00005", 1), ("5e-5", 1), ("4e-5", 0), ("9e-6", 0), ("-0.00005", -1),
        ("0.99995", 10_000),
    ])
    func `rounds half away from zero where it is asked to`(text: String, units: Int64) {
        #expect(FixedPoint.parse(text, digits: 4, excess: .round) == units)
    }

    @Test(arguments: [
        "9223372036.854775808", "-9223372036.854775808", "9223372037", "1e10", "1e99",
        "99999999999999999999999999999999999999999999",
    ])
    func `gives nothing for what leaves the range`(text: String) {
        #expect(FixedPoint.parse(text, digits: 9) == nil)
        #expect(Price(text) == nil)
    }

    @Test func `rounding up past the end of the range gives nothing`() {
        #expect(FixedPoint.parse("922337203685477.58074", digits: 4, excess: .round) == Int64.max)
        #expect(FixedPoint.parse("922337203685477.58075", digits: 4, excess: .round) == nil)
    }

    @Test func `takes sixty digits and no more`() {
        let zeros = String(repeating: "0", count: 59)
        #expect(FixedPoint.parse(zeros + "7", digits: 0) == 7)
        #expect(FixedPoint.parse(zeros + "07", digits: 0) == nil)
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000000001"), (-1, "-0.000000001"), (250_000_000, "0.25"), (1_000_000_000, "1"),
        (21_450_250_000_000, "21450.25"), (-37_630_000_000, "-37.63"), (500, "0.0000005"),
        (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
    ])
    func `writes the shortest plain text`(nanos: Int64, text: String) {
        #expect(FixedPoint.text(nanos, digits: 9) == text)
    }

    @Test(arguments: [0, 1, -1, 5, 10, 99_999, 156_250, -3_906_250, Int64.max, -Int64.max])
    func `reads back what it wrote`(units: Int64) {
        for digits in [0, 4, 6, 9] {
            #expect(FixedPoint.parse(FixedPoint.text(units, digits: digits), digits: digits) == units)
        }
    }

    @Test func `checked arithmetic ends in nothing at both ends`() {
        #expect(Int64.max.checked(adding: 0) == Int64.max)
        #expect(Int64.max.checked(adding: 1) == nil)
        #expect(Int64.min.checked(subtracting: 0) == Int64.min)
        #expect(Int64.min.checked(subtracting: 1) == nil)
        #expect((Int64.max / 2).checked(times: 2) == Int64.max - 1)
        #expect((Int64.max / 2 + 1).checked(times: 2) == nil)
    }
}
