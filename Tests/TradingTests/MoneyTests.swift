import Testing
import Trading

struct MoneyTests {
    @Test(arguments: [
        ("15.625", 156_250), ("7.8125", 78_125), ("0.37", 3_700), ("-1.4", -14_000), ("50000", 500_000_000),
        ("0.00004", 0), ("0.00005", 1), ("-0.00005", -1), ("12.345678", 123_457),
    ])
    func `counts ten-thousandths of a dollar`(text: String, units: Int64) {
        #expect(Money(text)?.tenThousandths == units)
    }

    @Test(arguments: [
        (156_250, "15.625"), (-14_000, "-1.4"), (0, "0"), (1, "0.0001"), (500_000_000, "50000"),
    ])
    func `writes plain dollars`(units: Int64, text: String) {
        #expect(Money(tenThousandths: units).description == text)
    }

    @Test func `sums and products that leave the range are nothing`() {
        let most = Money(tenThousandths: .max)
        let one = Money(tenThousandths: 1)
        #expect(most.checked(adding: .zero) == most)
        #expect(most.checked(adding: one) == nil)
        #expect(Money(tenThousandths: .min).checked(subtracting: one) == nil)
        #expect(Money(tenThousandths: 5).checked(subtracting: Money(tenThousandths: 7)) == Money("-0.0002"))
        #expect(most.checked(times: 1) == most)
        #expect(most.checked(times: 2) == nil)
        #expect(Money(tenThousandths: 156_250).checked(times: -3) == Money("-46.875"))
    }
}
