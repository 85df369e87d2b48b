import JSON
import Testing

struct JSONValueTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("-0.0e5", 0), ("0e9999999999999999999", 0), ("2", 2), ("2.0", 2),
            ("2e0", 2),
            ("-7", -7), ("1e3", 1000), ("1.5e1", 15), ("120e-1", 12), ("0.002e3", 2),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775807.000", .max),
            ("999999999999999999", 999_999_999_999_999_999), ("-99999999999999999", -99_999_999_999_999_999),
            ("1000000000000000000", 1_000_000_000_000_000_000), ("9.223372036854775807e18", .max),
        ] as [(String, Int64)])
    func `a whole number that fits is read exactly`(text: String, value: Int64) throws {
        #expect(try parsed(text).int64 == value)
    }

    @Test(arguments: [
        "0.5", "-0.0000001", "1e-1", "2.0000000000000000000001", "9223372036854775808",
        "-9223372036854775809", "1e19", "99999999999999999999", "1e999999999", "15e-1", "\"2\"", "null",
        "[2]",
    ])
    func `anything else has no whole number`(text: String) throws {
        #expect(try parsed(text).int64 == nil)
    }

    @Test func `each accessor answers only for its own kind`() throws {
        let values = try parsed("[null,true,1,\"s\",[1,2],{\"a\":1}]").elements
        #expect(values.map(\.kind) == [.null, .bool, .number, .string, .array, .object])
        #expect(values.map(\.isNull) == [true, false, false, false, false, false])
        #expect(values.map(\.bool) == [nil, true, nil, nil, nil, nil])
        #expect(values.map(\.int64) == [nil, nil, 1, nil, nil, nil])
        #expect(values.map(\.numberText) == [nil, nil, "1", nil, nil, nil])
        #expect(values.map(\.string) == [nil, nil, nil, "s", nil, nil])
        #expect(values.map(\.count) == [0, 0, 0, 0, 2, 1])
        #expect(values.map(\.elements.count) == [0, 0, 0, 0, 2, 0])
        #expect(values.map(\.members.count) == [0, 0, 0, 0, 0, 1])
        #expect(values.map { $0["a"]?.int64 } == [nil, nil, nil, nil, nil, 1])
    }

    @Test func `members keep the text's order and step over what is nested`() throws {
        let root = try parsed("{\"z\":[[1],{\"q\":[2]}],\"a\":{\"z\":9},\"m\":\"\",\"\\u00e9\":4}")
        #expect(root.members.map(\.key) == ["z", "a", "m", "é"])
        #expect(root["z"]?.elements.map(\.kind) == [.array, .object])
        #expect(root["a"]?["z"]?.int64 == 9)
        #expect(root["m"]?.string?.isEmpty == true)
        #expect(root["é"]?.int64 == 4)
        #expect(root["q"] == nil)
    }

    @Test func `names are told apart by their bytes`() throws {
        let root = try parsed("{\"e\u{301}\":1,\"\u{E9}\":2}")
        #expect(root["e\u{301}"]?.int64 == 1)
        #expect(root["\u{E9}"]?.int64 == 2)
    }

    @Test func `a value knows where it stands`() throws {
        let root = try parsed("\u{FEFF}{\n \"é\": [\r\n  1, {\"x\": true}]}")
        let values = root["é"]?.elements ?? []
        #expect([root.line, root.column] == [1, 1])
        #expect([root["é"]?.line, root["é"]?.column] == [2, 7])
        #expect(values.map(\.line) == [3, 3])
        #expect(values.map(\.column) == [3, 6])
        #expect(values.last?["x"]?.column == 12)
    }

    @Test func `escapes become the text they stand for`() throws {
        let text = #""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83d\ude00\u0000""#
        #expect(try parsed(text).string == "\"\\/\u{8}\u{C}\n\r\tAé€😀\u{0}")
    }
}
