import JSON
import Testing

struct JSONWriterTests {
    @Test func `writes nested values compactly`() {
        let bytes = JSONWriter.write { json in
            json.object { json in
                json.member("name", "a\"b\\c\n\u{1}")
                json.member("size", 2)
                json.member("id", Int64.min)
                json.member("live", true)
                json.member("none", String?.none)
                json.member("left", ifPresent: Int?.none)
                json.member("price", number: "21450.25")
                json.key("legs")
                json.array { json in
                    json.value(1)
                    json.null()
                    json.array { _ in }
                    json.object { _ in }
                    json.raw(Array("[1]".utf8))
                }
            }
        }
        let expected =
            #"{"name":"a\"b\\c\n\u0001","size":2,"id":-9223372036854775808,"live":true,"#
            + #""none":null,"price":21450.25,"legs":[1,null,[],{},[1]]}"#
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: 0..<128 as Range<UInt8>)
    func `every ASCII character survives a round trip, in a value and in a key`(code: UInt8) throws {
        let text = "x" + String(Character(Unicode.Scalar(code))) + "y"
        let bytes = JSONWriter.write { $0.object { $0.member(text, text) } }
        let root = try JSONDocument(bytes).root
        #expect(root[text]?.string == text)
        #expect(root.canonical() == bytes)
    }

    @Test(arguments: [
        "", "é", "\u{7FF}\u{800}", "\u{D7FF}\u{E000}", "😀", "\u{2028}", "\u{10FFFF}", "\r\n", "e\u{301}",
    ])
    func `text beyond ASCII is written as it is`(text: String) throws {
        let bytes = JSONWriter.write { $0.value(text) }
        #expect(try JSONDocument(bytes).root.string.map { Array($0.utf8) } == Array(text.utf8))
        #expect(bytes.count >= text.utf8.count + 2)
    }

    @Test(arguments: [0, 1, -1, .max, .min] as [Int64])
    func `whole numbers are read back`(number: Int64) throws {
        #expect(try JSONDocument(JSONWriter.write { $0.value(number) }).root.int64 == number)
    }

    @Test func `an optional is null, or left out`() {
        let bytes = JSONWriter.write { json in
            json.object { json in
                json.member("a", Int64?.none)
                json.member("b", Bool?.none)
                json.member("c", number: nil)
                json.member("d", ifPresent: String?.none)
                json.member("e", ifPresent: Bool?.none)
                json.member("f", numberIfPresent: nil)
                json.member("g", ifPresent: 1)
                json.member("h", ifPresent: "x")
                json.member("i", numberIfPresent: "1.5")
                json.member("j", ifPresent: false)
            }
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"a":null,"b":null,"c":null,"g":1,"h":"x","i":1.5,"j":false}"#)
    }

    struct Stop: Error {}

    @Test func `what a body throws comes through`() {
        #expect(throws: Stop.self) {
            var json = JSONWriter()
            try json.object { _ throws(Stop) in throw Stop() }
        }
    }
}
