import Testing
import Trading

struct PriceTests {
    @Test(arguments: [
        ("21450.25", "21450.25"), ("28446.375", "28446.375"), ("-37.63", "-37.63"), ("6064.250", "6064.25"),
        ("0.0068415", "0.0068415"), ("109.484375", "109.484375"), ("1e2", "100"),
    ])
    func `keeps every digit of a price`(text: String, written: String) {
        #expect(Price(text)?.description == written)
    }

    @Test func `an average off the grid is rounded to nine decimals only where that is asked`() {
        #expect(Price("28446.3333333333") == nil)
        #expect(Price(rounding: "28446.3333333333")?.nanos == 28_446_333_333_333)
        #expect(Price(rounding: "28446.3333333335")?.nanos == 28_446_333_333_334)
        #expect(Price(rounding: "NaN") == nil)
    }

    @Test func `prices order by value`() throws {
        #expect(try #require(Price("-1")) < #require(Price("0.5")))
        #expect(try #require(Price("2.50")) == #require(Price("2.5")))
    }
}
