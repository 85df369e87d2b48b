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
}
