import JSON
import Ledger
import Testing

@testable import AlertBridge

struct CSVTests {
    private func line(_ value: String) -> String? {
        CSV.line(JSONWriter.write { $0.object { $0.member("a", value) } }, ["a"])
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\nb", "\"a\nb\""),
        ("a\r\nb", "\"a\r\nb\""), ("", ""),
    ])
    func `a cell is quoted where it must be`(text: String, cell: String) {
        #expect(line(text) == cell)
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+cmd|x", "'+cmd|x"), ("-2+3", "'-2+3"), ("@sum", "'@sum"), ("\t=1", "'\t=1"),
        ("=a,b", "\"'=a,b\""), ("-3", "-3"), ("+4.5", "+4.5"), ("-", "'-"), ("-1.", "'-1."), ("1-2", "1-2"),
    ])
    func `text that a spreadsheet would run is kept from it, and numbers stay`(text: String, cell: String) {
        #expect(line(text) == cell)
    }

    @Test func `columns are the table's, whatever a row lacks`() {
        let record = Array(#"{"b":-1.5,"times":{"sent_at":"x"},"c":null,"d":true}"#.utf8)
        #expect(
            CSV.line(record, ["a", "b", "times.sent_at", "times.filled_at", "c", "d"]) == ",-1.5,x,,,true")
    }
}
