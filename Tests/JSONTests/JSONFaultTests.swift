import JSON
import Testing

struct JSONFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let column: Int
        let key: String?
        let what: String
        var testDescription: String { text }

        init(_ text: String, _ line: Int, _ column: Int, _ key: String?, _ what: String) {
            self.text = text
            self.line = line
            self.column = column
            self.key = key
            self.what = what
        }
    }

    @Test(arguments: [
        Case("{\n\"a\": 1,\n}", 2, 7, nil, "trailing comma before `}`"),
        Case("{\r\n\"a\": 1\r\n\"b\": 2}", 3, 1, nil, "no comma before `\"`"),
        Case("[1,\r2,\r03]", 3, 1, "[2]", "a number with a leading zero"),
        Case("[1,\r\n\r\n 03]", 3, 2, "[1]", "a number with a leading zero"),
        Case("{\"é😀\": nope}", 1, 8, "é😀", "text needs double quotes"),
        Case("{\"sl\": NaN}", 1, 8, "sl", "`NaN` is no JSON value"),
        Case("{\"a\": undefined}", 1, 7, "a", "`undefined` is no JSON value"),
        Case("{\"legs\":[{\"p\":1},{\"p\":.5}]}", 1, 23, "legs[1].p", "a number starts with a digit or `-`"),
        Case("{\"a\":{\"b\":[1,2]},\"c\" 3}", 1, 22, "c", "no `:` after the name"),
        Case("{\"a\":{\"b\":[1 2]}}", 1, 14, "a.b", "no comma before `2`"),
        Case("{\"a\":{\"b\":1,}}", 1, 12, "a", "trailing comma before `}`"),
        Case("{\"a\":1,\n \"a\":2}", 2, 2, "a", "this name stands in its object twice"),
        Case("{\"o\":{\"a\":1,\"a\":2}}", 1, 13, "o.a", "this name stands in its object twice"),
        Case("[1] x", 1, 5, nil, "text after the value"),
        Case("{\"a\":\"x\ny\"}", 1, 8, "a", "a line break inside a string; write it `\\n`"),
        Case("{\"a\":\"x\ty\"}", 1, 8, "a", "a raw control character inside a string"),
        Case("{\"a\":\"x", 1, 6, "a", "a string without its closing quote"),
        Case("{\"a\": {{plot_0}}}", 1, 7, "a", "a placeholder `{{…}}` that nobody filled in"),
        Case("{'a': 1}", 1, 2, nil, "a single quote where a name in double quotes is due"),
        Case("{\u{201C}a\u{201D}: 1}", 1, 2, nil, "a curly quote where a name in double quotes is due"),
        Case("[1 // one\n]", 1, 4, nil, "`/` (JSON has no comments) where `,` or `]` is due"),
        Case("[1\u{A0}]", 1, 3, nil, "U+00A0 where `,` or `]` is due"),
        Case("\u{FEFF} x", 1, 2, nil, "text needs double quotes"),
        Case("{\"a\":\"\\q\"}", 1, 7, "a", "no such escape; a backslash itself is written `\\\\`"),
        Case("[{", 1, 3, "[0]", "the text ends before `}`"),
        Case("", 1, 1, nil, "nothing to read"),
    ])
    func `points at the spot, the member and the reason`(item: Case) {
        let found = fault(in: item.text)
        #expect(found?.line == item.line)
        #expect(found?.column == item.column)
        #expect(found?.key == item.key)
        #expect(found?.what == item.what)
    }

    @Test func `reads as one sentence`() {
        #expect(fault(in: "[1,]")?.description == "line 1, column 3: trailing comma before `]`")
        #expect(
            fault(in: "{\"a\":[1,x]}")?.description
                == "line 1, column 9: text needs double quotes (at a[1])")
    }

    @Test(arguments: [
        "{\"secret\":\"hunter2hunter2\u{1}\"}", "{\"secret\":hunter2}", "{\"secret\":\"hunter2}",
        "{\"secret\":\"hunter2\" 1}", "{\"secret\":\"hunter2\",}", "{\"secret\":\"hunter2\"} x", "hunter2",
        "{\"secret\":\"\\hunter2\"}", "['hunter2']", "{hunter2}", "{\"secret\":[\"hunter2\"",
    ])
    func `no value shows in a fault`(text: String) throws {
        let found = try #require(fault(in: text))
        #expect(!"\(found)".contains("hunter2"))
        #expect(!String(reflecting: found).contains("hunter2"))
    }

    @Test func `a long or unprintable name is shortened and cleaned`() throws {
        let long = String(repeating: "n", count: 41)
        #expect(fault(in: "{\"\(long.dropLast())\":x}")?.key == String(long.dropLast()))
        #expect(fault(in: "{\"\(long)\":x}")?.key == String(long.dropLast()) + "…")
        let hostile = "{\"a\\n\\u001b[31m\\u202eb\":x}"
        #expect(fault(in: hostile)?.key == "a\u{FFFD}\u{FFFD}[31m\u{FFFD}b")
    }
}
