import Testing

@testable import AlertBridge

struct PlainTextTests {
    @Test(arguments: [
        ("long 2 \u{2013} caf\u{e9}", "long 2 \u{2013} caf\u{e9}"),
        ("a\u{1b}[31mred\u{0}", #"a\u001B[31mred\u0000"#),
        ("one\r\ntwo\u{7f}\u{9b}", #"one\u000D\u000Atwo\u007F\u009B"#),
        ("\u{202e}abc\u{2069}", #"\u202Eabc\u2069"#),
    ])
    func `what a terminal would obey is written out`(text: String, shown: String) {
        #expect(text.withoutControls == shown)
    }

    @Test func `a table writes it out in its cells, and keeps its columns`() {
        let rows = [#"{"who":"a\u001b[2J","what":"buy"}"#, #"{"who":"b","what":"sell"}"#]
        let lines = TextTable(columns: ["who", "what"], records: rows.map { Array($0.utf8) }).lines
        #expect(lines == ["who         what", #"a\u001B[2J  buy"#, "b           sell"])
    }
}
