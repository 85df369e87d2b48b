import Journey
import Testing

struct ChartIntervalTests {
    @Test(arguments: [
        ("5", "5"), ("5m", "5"), ("5min", "5"), ("300s", "5"), ("300S", "5"), ("60", "60"), ("1h", "60"),
        ("1H", "60"), ("4h", "240"), ("240", "240"), ("30S", "30S"), ("30s", "30S"), ("90s", "90S"),
        ("D", "1D"), ("1D", "1D"), ("1d", "1D"), ("W", "1W"), ("1w", "1W"), ("M", "1M"), ("3M", "3M"),
        ("3m", "3"), ("S", "1S"), ("100T", "100T"), ("10R", "10R"), ("1440", "1440"), ("99999", "99999"),
    ])
    func `is one however it is written`(text: String, told: String) {
        #expect(ChartInterval(text)?.description == told)
        #expect(ChartInterval(told) == ChartInterval(text))
    }

    @Test(arguments: [
        "", "m", "h", "0", "05", "-5", "5x", "1.5", "5 m", "x5", "100000", "2000h", "1Y", "5MM",
        "{{interval}}",
    ])
    func `is none`(text: String) {
        #expect(ChartInterval(text) == nil)
    }

    @Test func `tells minutes from months, and a day of minutes from a day`() {
        #expect(ChartInterval("5m") != ChartInterval("5M"))
        #expect(ChartInterval("1440") != ChartInterval("1D"))
    }
}
