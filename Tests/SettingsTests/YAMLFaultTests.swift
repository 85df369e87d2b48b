import OwnThreads
import Testing
import YAML

@Suite(.ownThreads)
struct YAMLFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let kind: YAMLFault.Kind
        let line: Int
        let column: Int
        let key: String?
        var testDescription: String { text }

        init(_ text: String, _ kind: YAMLFault.Kind, _ line: Int, _ column: Int, _ key: String? = nil) {
            self.text = text
            self.kind = kind
            self.line = line
            self.column = column
            self.key = key
        }
    }

    private func fault(in bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) -> YAMLFault? {
        do {
            _ = try YAMLDocument.parse(bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    private func fault(in text: String, limits: YAMLLimits = YAMLLimits()) -> YAMLFault? {
        fault(in: Array(text.utf8), limits: limits)
    }

    @Test(arguments: [
        Case("", .empty, 1, 1), Case("# only a note\n", .empty, 2, 1), Case("---\n", .empty, 2, 1),
        Case("a: &x 1", .anchor, 1, 4, "a"), Case("a: &x [1]", .anchor, 1, 4, "a"),
        Case("a: &x {b: 1}", .anchor, 1, 4, "a"), Case("&x a: 1", .anchor, 1, 1),
        Case("a: 1\nb:\n  c: [0, *x]", .alias, 3, 10, "b.c[1]"), Case("*x : 1", .alias, 1, 1),
        Case("a: !!str 1", .tag, 1, 4, "a"), Case("a: ! 1", .tag, 1, 4, "a"),
        Case("a: !x [1]", .tag, 1, 4, "a"),
        Case("a: !x {b: 1}", .tag, 1, 4, "a"), Case("a: !<tag:yaml.org,2002:str> 1", .tag, 1, 4, "a"),
        Case("%YAML 1.1\n---\na: 1", .directive, 1, 1),
        Case("%TAG ! tag:x,2000:\n---\na: 1", .directive, 1, 1),
        Case("a: 1\n---\nb: 2", .secondDocument, 2, 1), Case("a: 1\n...\n---\nb: 2", .secondDocument, 3, 1),
        Case("a: 1\nb: 2\na: 3", .duplicateKey, 3, 1, "a"), Case("a: 1\n'a': 3", .duplicateKey, 2, 1, "a"),
        Case("r:\n  - {x: 1}\n  - {x: 1, \"\\x78\": 2}", .duplicateKey, 3, 12, "r[1].x"),
        Case("r: {s: {t: 1, t: 2}}", .duplicateKey, 1, 15, "r.s.t"),
        Case("? [a]\n: 1", .badKey, 1, 3), Case("{a: 1}: 2", .badKey, 1, 1), Case("? \n: 1", .badKey, 1, 2),
        Case(": 1", .syntax, 1, 1),
        Case("'': 1", .badKey, 1, 1), Case("a:\n\tb: 1", .syntax, 2, 1, "a"),
        Case("a: [1, 2", .syntax, 1, 9, "a"), Case("a: {b: 1", .syntax, 1, 9, "a"),
        Case("a: 'open", .syntax, 1, 9, "a"), Case("a: 1\n b: 2", .syntax, 2, 3),
        Case("a: b: c", .syntax, 1, 5), Case("a: @x", .syntax, 1, 4, "a"),
        Case("a: \"\\q\"", .syntax, 1, 5, "a"),
        Case("a: ]", .syntax, 1, 4, "a"), Case("a: 1\nb", .syntax, 2, 2), Case("a: 1\nb\n", .syntax, 3, 1),
        Case("a: 1\r\rb: @", .syntax, 3, 4, "b"), Case("a: 1\r\nb: @\r\n", .syntax, 2, 4, "b"),
        Case("# \u{85}# \u{2028}a: @", .syntax, 3, 4, "a"), Case("\u{FEFF}a: @", .syntax, 1, 4, "a"),
        Case("é: x\u{7}y", .unreadable, 1, 5), Case("a: 1\nb: \u{0}", .unreadable, 2, 4),
    ])
    func `is refused with its reason, place and key`(item: Case) {
        let found = fault(in: item.text)
        #expect(found?.kind == item.kind)
        #expect(found?.line == item.line)
        #expect(found?.column == item.column)
        #expect(found?.key == item.key)
    }

    @Test func `reads as one sentence`() {
        #expect(
            fault(in: "r: {s: {t: 1, t: 2}}")?.description
                == "line 1, column 15: this key stands in its mapping twice (at r.s.t)")
        #expect(fault(in: "a:\n\tb: 1")?.what == "a tab; YAML indents with spaces")
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF5, 0x80, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func `bytes that are no UTF-8 are refused`(bytes: [UInt8]) {
        let found = fault(in: Array("a: 1\nb: ".utf8) + bytes)
        #expect(found?.kind == .unreadable)
        #expect(found?.line == 2)
        #expect(found?.column == 4)
    }

    @Test(arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]] as [[UInt8]])
    func `UTF-16 is refused`(bytes: [UInt8]) {
        #expect(fault(in: bytes)?.kind == .unreadable)
    }

    @Test func `one more than each limit is refused`() {
        #expect(fault(in: "a: 12", limits: YAMLLimits(bytesMax: 4))?.kind == .tooLarge)
        let deep = fault(in: "a: [[[]]]", limits: YAMLLimits(depthMax: 3))
        #expect(deep?.kind == .tooDeep)
        #expect(deep?.column == 6)
        #expect(deep?.key == "a[0][0]")
        #expect(fault(in: "a: [1, 2]", limits: YAMLLimits(nodesMax: 4))?.kind == .tooMany)
        let deepest = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(fault(in: deepest, limits: YAMLLimits(depthMax: .max))?.kind == .tooDeep)
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "a: [", "'x", "\"\\", "! ", "& "])
    func `a text built to nest or to drag is refused`(unit: String) {
        let text = String(repeating: unit, count: (256 << 10) / unit.utf8.count)
        #expect(fault(in: text) != nil)
    }

    @Test(arguments: [
        "api_key: hunter2: x", "api_key: 'hunter2", "api_key: \"hunter2\\q\"", "api_key: [hunter2",
        "api_key: hunter2\n b: 1", "api_key: &hunter2 x", "api_key: *hunter2", "api_key: !hunter2 x",
        "api_key: hunter2\u{7}", "- api_key: hunter2\n- {a: hunter2, a: hunter2}",
    ])
    func `no value shows in a fault`(text: String) throws {
        let found = try #require(fault(in: text))
        #expect(!"\(found)".contains("hunter2"))
    }

    @Test func `a long or unprintable key is shortened and cleaned`() {
        let long = String(repeating: "k", count: 41)
        #expect(fault(in: "\(long): &x 1")?.key == String(long.dropLast()) + "…")
        #expect(fault(in: "\"a\\e\\u202e\\x7f\\Nb\": &x 1")?.key == "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b")
    }
}
