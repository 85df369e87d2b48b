import Testing
import Trading

struct FingerprintTests {
    let counting = Fingerprint((0..<32).map { UInt8($0) })

    @Test(arguments: [0, 31, 33])
    func `is 32 bytes and nothing else`(count: Int) {
        #expect(Fingerprint([UInt8](repeating: 0, count: count)) == nil)
    }

    @Test func `writes 64 hexadecimal digits and reads them back`() throws {
        let fingerprint = try #require(counting)
        let text = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        #expect(fingerprint.description == text)
        #expect(Fingerprint(hex: text) == fingerprint)
        #expect(Fingerprint(hex: text.uppercased()) == fingerprint)
    }

    @Test(arguments: [
        "", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "0", count: 66), String(repeating: "0", count: 63) + "g",
        String(repeating: "0", count: 63) + " ",
    ])
    func `reads nothing else`(text: String) {
        #expect(Fingerprint(hex: text) == nil)
    }

    @Test func `its first 100 bits are 20 letters and digits`() throws {
        // RFC 4648, section 10: "foobar" is MZXW6YTBOI, here in small letters.
        let bytes = Array("foobar".utf8) + [UInt8](repeating: 0, count: 26)
        #expect(try #require(Fingerprint(bytes)).base32 == "mzxw6ytboiaaaaaaaaaa")
        #expect(Fingerprint([UInt8](repeating: 0xFF, count: 32))?.base32 == String(repeating: "7", count: 20))
        #expect(Fingerprint([UInt8](repeating: 0, count: 32))?.base32 == String(repeating: "a", count: 20))
    }

    @Test func `any of the first 100 bits changes the name, and none after them`() throws {
        let zero = try #require(Fingerprint([UInt8](repeating: 0, count: 32))).base32
        for bit in 0..<256 {
            var bytes = [UInt8](repeating: 0, count: 32)
            bytes[bit / 8] = 0x80 >> UInt8(bit % 8)
            let name = try #require(Fingerprint(bytes)).base32
            #expect((name != zero) == (bit < 100), "bit \(bit)")
        }
    }
}
