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

    @Test(arguments: ["MEſ1!", "MEſ", "ſI1!", "CON.F.US.MEſ.Z25", "MEſ 09-25", "E\u{301}S1!", "ＥＳ1!"])
    func `takes no letters that only fold into a root's`(text: String) {
        #expect(ChartSymbol(text) == nil)
    }

    @Test func `every product is no symbol that can be written`() {
        #expect(ChartSymbol(ChartSymbol.every.description) == nil)
        #expect(ChartSymbol.every.isEvery)
    }

    @Test(arguments: [
        ("MNQZ2025", "MNQ", "Z", "2025"), ("GCJ2026", "GC", "J", "2026"), ("MNQZ25", "MNQ", "Z", "25"),
        ("MNQZ5", "MNQ", "Z", "5"), ("ESU6", "ES", "U", "6"), ("6EZ6", "6E", "Z", "6"),
        ("M2KH2027", "M2K", "H", "2027"),
        ("CME_MINI:NQZ2025", "NQ", "Z", "2025"), ("esu6", "ES", "U", "6"), ("M6EF26", "M6E", "F", "26"),
        ("ES 09-25", "ES", "U", "25"), ("ES SEP25", "ES", "U", "25"), ("mes jan26", "MES", "F", "26"),
        ("MNQ 12-26", "MNQ", "Z", "26"), ("CON.F.US.MNQ.Z25", "MNQ", "Z", "25"),
        ("CON.F.US.ENQ.M25", "NQ", "M", "25"), ("CON.F.US.EP.M25", "ES", "M", "25"),
        ("con.f.us.cle.q26", "CL", "Q", "26"),
    ])
    func `means one month`(text: String, root: String, month: Character, year: String) throws {
        let symbol = try #require(ChartSymbol(text))
        #expect(symbol.root == root)
        #expect(symbol.expiry?.month == month)
        #expect(symbol.expiry?.year == year)
    }

    @Test(arguments: [
        "", " ", "!", "1!", "NQ2!", "NQ!", "CME:", ":NQ1!", "A:B:NQ1!", "ES 13-25", "ES 00-25", "ES 9-25",
        "ES SEP2025", "ES SET25", "ES  09-25", "ES 0925", "CON.F.US.MNQ", "CON.F.US.MNQ.Z2",
        "CON.F.EU.MNQ.Z25",
        "CON.F.US.MNQ.Z2025", "CON.F.US..Z25", "CME:CON.F.US.MNQ.Z25", "CON.O.US.MNQ.Z25",
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

    @Test(arguments: [
        ("MNQ2!", "MNQ"), ("CME_MINI:NQ3!", "NQ"), ("6E2!", "6E"), ("E72!", "E7"), ("SR31!", "SR3"),
        ("CL10!", "CL"), ("CL11!", "CL"), ("cl12!", "CL"), ("NQ1!", "NQ"),
    ])
    func `a later month names its product to an exit and a cancel, and to nothing else`(
        text: String, root: String
    ) throws {
        let exit = try Reading.alert(#"{"action":"close","ticker":"\#(text)"}"#)
        #expect(exit.intent == .close)
        #expect((exit.symbol.root, exit.symbol.expiry) == (root, nil))
        let part = try Reading.alert(#"{"action":"close","size":"50%","ticker":"\#(text)","stop_ticks":"x"}"#)
        #expect((part.symbol.root, part.exitShare) == (root, 5_000))
        let cancel = try Reading.alert(#"{"action":"cancel","ticker":"\#(text)"}"#)
        #expect((cancel.symbol.root, cancel.intent) == (root, .cancel))
        guard ChartSymbol(text) == nil else { return }
        for entry in [#""action":"buy","size":1"#, #""action":"reverse""#] {
            let refusal = try Reading.refusal(of: #"{\#(entry),"ticker":"\#(text)"}"#)
            #expect(refusal.code == .symbolUnresolved)
            #expect(refusal.remedy.contains("\(root)1!"))
        }
    }

    @Test(arguments: ["BTCUSDT", "NQ0!", "2!", "NQ!"])
    func `an exit of nothing that trades here is refused`(text: String) throws {
        let refusal = try Reading.refusal(of: #"{"action":"close","ticker":"\#(text)"}"#)
        #expect(refusal.code == .symbolUnresolved)
    }

    @Test(arguments: ["ES 13-25", "NQ2!", "{NQ1!}", "CON.F.US.MNQ.Z2"])
    func `an alert on another symbol is refused with its place`(ticker: String) throws {
        let refusal = try Reading.refusal(of: #"{"action":"buy","size":1,"ticker":"\#(ticker)"}"#)
        #expect(refusal.code == .symbolUnresolved)
        #expect(refusal.key == "ticker")
        #expect((refusal.line, refusal.column) == (1, 35))
        #expect(refusal.reason.contains(ticker))
    }

    @Test(arguments: [
        ("CME_MINI_DL:NQ1!", true), ("CBOT_MINI_DLY:YM1!", true), ("cme_dl:es1!", true),
        ("CME_MINI:NQ1!", false),
        ("NQ1!", false), ("DL:NQ1!", false),
    ])
    func `an exchange tells of delayed data`(text: String, isDelayed: Bool) throws {
        #expect(try #require(ChartSymbol(text)).isFeedDelayed == isDelayed)
    }
}
