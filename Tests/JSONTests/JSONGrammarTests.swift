import JSON
import Testing

/// Both sides of RFC 8259's edges.
struct JSONGrammarTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "\"\"", "[]", "{}", " \t\r\n[ ] ", "[1]", "[[]]", "[{}]",
        "{\"\":0}", "{\"a\":{}}", "{\"a\":[],\"b\":[[],[]]}", "[1,2,3]", "[ 1 , 2 ]", "{ \"a\" : 1 }",
        "\"\u{7F}\"", "\"\u{80}\"", "\"\u{7FF}\"", "\"\u{800}\"", "\"\u{FFFF}\"", "\"\u{10FFFF}\"",
        "\"/\"", #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\uD7FF\uE000""#, #""\ud800\udc00""#,
        #""\uDBFF\uDFFF""#, #""\u00e9\u00E9""#, "\u{FEFF}[]",
        "{\"a\":1,\"A\":2,\"a \":3}", "[{\"a\":1},{\"a\":1}]", "{\"a\":{\"a\":{\"a\":1}}}",
    ])
    func `takes what the grammar allows`(text: String) throws {
        #expect(fault(in: text) == nil)
    }

    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "0.0", "0.0000005", "-0.5", "1.50",
        "1e3", "1E3", "1e+3", "1e-3", "1.5e003", "0e0", "9223372036854775808", "1e999999999",
        "1e-999999999", "0e9999999999999999999999",
    ])
    func `keeps a number exactly as written`(text: String) throws {
        #expect(try parsed(text).numberText == text)
        #expect(try parsed("[\(text)]").elements.first?.numberText == text)
        #expect(try parsed("{\"a\":\(text),\"b\":0}")["a"]?.numberText == text)
    }

    @Test(arguments: [
        "-", "01", "-01", "00", "0x1F", ".5", "-.5", "5.", "5.e1", "+1", "1e", "1e+", "1E-", "1.2.3", "1_000",
        "1e5.5", "--1", "1-2", "2B", "1e1000000000", "1e-1000000000", "10e999999999", "0.1e-999999999",
    ])
    func `refuses what is not quite a number`(text: String) {
        #expect(fault(in: text)?.kind == .badNumber)
        #expect(fault(in: "[\(text)]")?.kind == .badNumber)
    }

    @Test(
        arguments: [
            ("", .empty), (" \n\t ", .empty), ("\u{FEFF}", .empty),
            ("{", .truncated), ("[", .truncated), ("{\"a\"", .truncated), ("{\"a\":", .truncated),
            ("{\"a\":1", .truncated), ("{\"a\":1,", .truncated), ("[1", .truncated), ("[1,", .truncated),
            ("\"", .unterminatedString), ("\"abc", .unterminatedString), ("\"\\", .unterminatedString),
            ("\"\\\"", .unterminatedString), ("{\"a", .unterminatedString),
            ("{\"a\":1,}", .trailingComma), ("[1,]", .trailingComma), ("[1, \n ]", .trailingComma),
            ("[,1]", .missingValue), ("[1,,2]", .missingValue), ("{\"a\":}", .missingValue),
            ("{\"a\":,\"b\":1}", .missingValue), (":", .missingValue), ("]", .missingValue),
            ("}", .missingValue),
            ("[1 2]", .missingComma), ("[1\"a\"]", .missingComma), ("[\"a\"\"b\"]", .missingComma),
            ("{\"a\":1 \"b\":2}", .missingComma), ("[[][]]", .missingComma), ("[true false]", .missingComma),
            ("{\"a\" 1}", .missingColon), ("{\"a\"}", .missingColon), ("{\"a\",\"b\"}", .missingColon),
            ("{\"a\"=1}", .missingColon),
            ("[1;2]", .unexpected), ("[1:2]", .unexpected), ("{a:1}", .unexpected), ("{'a':1}", .unexpected),
            ("{1:2}", .unexpected), ("{,}", .unexpected), ("{\"a\":1,,\"b\":2}", .unexpected),
            ("[1}", .unexpected),
            ("{\"a\":1]", .unexpected), ("{{strategy.order.action}}", .unexpected), ("['a']", .unexpected),
            ("\u{201C}a\u{201D}", .unexpected), ("/* a */ 1", .unexpected), ("[1 /* a */]", .unexpected),
            ("\u{A0}1", .unexpected), ("\u{0}", .unexpected), ("[\u{C}1]", .unexpected), ("#", .unexpected),
            ("1 2", .trailingText), ("{} x", .trailingText), ("{}{}", .trailingText),
            ("null,", .trailingText),
            ("[]]", .trailingText), ("\"a\"b", .trailingText), ("[] // note", .trailingText),
            ("{}\u{0}", .trailingText),
            ("NaN", .bareWord), ("-NaN", .badNumber), ("[Infinity]", .bareWord), ("-Infinity", .badNumber),
            ("undefined", .bareWord), ("None", .bareWord), ("True", .bareWord), ("TRUE", .bareWord),
            ("nul", .bareWord),
            ("nulls", .bareWord), ("true1", .bareWord), ("buy", .bareWord), ("{\"a\":buy}", .bareWord),
            ("\"a\nb\"", .controlCharacter), ("\"\t\"", .controlCharacter), ("\"\u{0}\"", .controlCharacter),
            ("\"\u{1F}\"", .controlCharacter), ("{\"a\rb\":1}", .controlCharacter),
            ("\"\\x\"", .badEscape), ("\"\\'\"", .badEscape), ("\"\\u12\"", .badEscape),
            ("\"\\u12G4\"", .badEscape),
            ("\"\\U0041\"", .badEscape), ("\"\\ud800\"", .badEscape), ("\"\\udc00\"", .badEscape),
            ("\"\\ud800\\ud800\"", .badEscape), ("\"\\ud800x\"", .badEscape), ("\"\\ud800\\n\"", .badEscape),
            ("\"\\udbff\\ue000\"", .badEscape), ("\"\\\u{0}\"", .badEscape), ("\"\\\u{E9}\"", .badEscape),
            ("{\"a\":1,\"a\":2}", .duplicateKey), ("{\"\":1,\"\":2}", .duplicateKey),
            ("[{\"b\":{\"a\":1,\"b\":2,\"a\":3}}]", .duplicateKey),
            ("{\"a\":1,\"\\u0061\":2}", .duplicateKey),
            ("{\"\\u0061\":1,\"a\":2}", .duplicateKey), ("{\"\\u0061\":1,\"\\u0061\":2}", .duplicateKey),
            ("{\"a\":{\"x\":1},\"b\":[],\"a\":3}", .duplicateKey),
            ("{\"\u{E9}\":1,\"\\u00e9\":2}", .duplicateKey),
        ] as [(String, JSONFault.Kind)])
    func `refuses everything else, each for its reason`(text: String, kind: JSONFault.Kind) {
        #expect(fault(in: text)?.kind == kind)
    }

    @Test(
        arguments: [
            [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80],
            [0xF0, 0x90, 0x80, 0x80],
            [0xF4, 0x8F, 0xBF, 0xBF], [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80],
            [0xF3, 0xBF, 0xBF, 0xBF],
        ] as [[UInt8]])
    func `takes well-formed UTF-8`(bytes: [UInt8]) throws {
        let value = try JSONDocument([0x22] + bytes + [0x22]).root
        #expect(value.string.map { Array($0.utf8) } == bytes)
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xC3, 0xC3],
            [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80], [0xF0, 0x90, 0x28, 0x80], [0xF0, 0x90, 0x80, 0x28],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]])
    func `refuses broken UTF-8 wherever it stands`(bytes: [UInt8]) {
        #expect(fault(in: [0x22, 0x61] + bytes + [0x22])?.kind == .notUTF8)
        #expect(fault(in: [0x22, 0x61] + bytes)?.kind == .notUTF8)
        #expect(fault(in: bytes)?.kind == .notUTF8)
        #expect(fault(in: [0x5B] + bytes + [0x5D])?.kind == .notUTF8)
        #expect(fault(in: [0x7B, 0x22] + bytes + [0x22, 0x3A, 0x31, 0x7D])?.kind == .notUTF8)
    }

    @Test func `says so when the text is UTF-16`() {
        #expect(fault(in: [0xFF, 0xFE, 0x7B, 0x00])?.what == "UTF-16, not UTF-8")
        #expect(fault(in: [0xFE, 0xFF, 0x00, 0x7B])?.what == "UTF-16, not UTF-8")
    }

    @Test func `takes a bare NaN only when told to, and only that`() throws {
        let root = try parsed("{\"sl\":NaN,\"tp\":[NaN,1]}", nanAsAbsent: true)
        #expect(root["sl"]?.kind == .nan)
        #expect(root["sl"]?.numberText == nil)
        #expect(root["sl"]?.isNull == false)
        #expect(root["tp"]?.elements.map(\.kind) == [.nan, .number])
        #expect(fault(in: "{\"sl\":NaN}")?.kind == .bareWord)
        for text in ["nan", "NAN", "NaNs", "-NaN", "Infinity"] {
            #expect(throws: JSONFault.self) { try parsed(text, nanAsAbsent: true) }
        }
    }

    @Test(arguments: [15, 16, 17, 47, 48, 49, 50, 300])
    func `finds a repeated name in an object of any width`(width: Int) throws {
        let names = (0..<width).map { "\"key\($0)\":{\"key\($0)\":\($0)}" }
        let unique = "{" + names.joined(separator: ",") + "}"
        #expect(try parsed(unique).count == width)
        #expect(try parsed(unique)["key\(width - 1)"]?["key\(width - 1)"]?.int64 == Int64(width - 1))
        for repeated in [0, width / 2, width - 1] {
            let text = unique.dropLast() + ",\n\"k\\u0065y\(repeated)\":0}"
            let found = fault(in: String(text))
            #expect(found?.kind == .duplicateKey)
            #expect(found?.line == 2)
            #expect(found?.column == 1)
            #expect(found?.key == "key\(repeated)")
        }
    }
}
