import Crypto
import Testing

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `encodes and decodes the standard's examples`(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test func `uses an alphabet safe in URLs, without padding`() {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
        #expect(Base64.encode([0xfb, 0xff], url: true) == "-_8")
        #expect(Base64.decode("-_8", url: true) == [0xfb, 0xff])
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 31, 32, 33, 256])
    func `gives back what went in`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167) }
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64.decode(Base64.encode(bytes, url: true), url: true) == bytes)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "====", "Zh==", "Z=g=", "Zm9v=", "Zm 9v", "Zm9v\n", "-_8=", "é",
    ])
    func `refuses what is no standard base64`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "+/8", "Zm9vY"])
    func `refuses what is no URL base64`(text: String) {
        #expect(Base64.decode(text, url: true) == nil)
    }
}
