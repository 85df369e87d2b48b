import Journey
import Testing

struct ChartSymbolTests {
    @Test(arguments: [
        ("NQ1!", "NQ"), ("ES1!", "ES"), ("MGC1!", "MGC"), ("6E1!", "6E"), ("M2K1!", "M2K"),
        ("CME_MINI:NQ1!", "NQ"),
        ("CME_MINI_DL:NQ1!", "NQ"), ("MNQ", "MNQ"), ("mnq", "MNQ"), ("M6E", "M6E"), ("cbot:zn1!", "ZN"),
        ("10Y", "10Y"),
    ])
    func `means the front month of a root`(text: String, root: String) throws {
        let symbol = try #require(ChartSymbol(text))
        #expect(symbol.root == root)
        #expect(symbol.expiry == nil)
        #expect(symbol.description == text)
    }

    @Test(arguments: [
        ("MNQZ2025", "MNQ", "Z", "2025"), ("GCJ2026", "GC", "J", "2026"), ("MNQZ25", "MNQ", "Z", "25"),
        ("MNQZ5", "MNQ", "Z", "5"), ("ESU6", "ES", "U", "6"), ("6EZ6", "6E", "Z", "6"),
        ("M2KH2027", "M2K", "H", "2027"),
        ("CME_MINI:NQZ2025", "NQ", "Z", "2025"), ("esu6", "ES", "U", "6"), ("M6EF26", "M6E", "F", "26"),
    ])
    func `means one month`(text: String, root: String, month: Character, year: String) throws {
        let symbol = try #require(ChartSymbol(text))
        #expect(symbol.root == root)
        #expect(symbol.expiry?.month == month)
        #expect(symbol.expiry?.year == year)
    }

    @Test(arguments: [
        "", " ", "!", "1!", "NQ2!", "NQ!", "CME:", ":NQ1!", "A:B:NQ1!", "ES 09-25", "ES SEP25",
        "CON.F.US.MNQ.Z25",
        "NQ1! ", "NQ-1", "TOOLONG", "12345", "MNQZ025", "ESZ20255", "É1!", "BTCUSDT.P",
    ])
    func `takes no other spelling`(text: String) {
        #expect(ChartSymbol(text) == nil)
    }

    @Test(arguments: [
        ("MNQZ2026", "MNQZ6", true), ("MNQZ26", "MNQZ6", true), ("MNQZ6", "MNQZ6", true),
        ("MNQU6", "MNQZ6", false),
        ("MNQZ5", "MNQZ6", false), ("MNQZ6", "Z", false), ("MNQZ6", "", false),
    ])
    func `a month is found by its letter and the year's last digit`(
        text: String, name: String, matches: Bool
    ) throws {
        #expect(try #require(ChartSymbol(text)?.expiry).matches(contractName: name) == matches)
    }

    @Test(arguments: ["ES 09-25", "NQ2!", "{NQ1!}", "CON.F.US.MNQ.Z25"])
    func `an alert on another symbol is refused with its place`(ticker: String) throws {
        let refusal = try Reading.refusal(of: #"{"action":"buy","size":1,"ticker":"\#(ticker)"}"#)
        #expect(refusal.code == .symbolUnresolved)
        #expect(refusal.key == "ticker")
        #expect((refusal.line, refusal.column) == (1, 35))
        #expect(refusal.reason.contains(ticker))
    }
}
