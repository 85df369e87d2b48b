import Testing
import Trading

/// A digest for tests: spreads every byte over all 32, and depends on nothing but the text.
enum Digest {
    static func of(_ text: [UInt8]) -> Fingerprint {
        var bytes: [UInt8] = []
        for lane in 0..<UInt64(4) {
            var state: UInt64 = 0xCBF2_9CE4_8422_2325 &+ lane &* 0x9E37_79B9_7F4A_7C15
            for byte in text { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            state ^= state >> 29
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: state >> shift))
            }
        }
        let fingerprint = Fingerprint(bytes)
        #expect(fingerprint != nil)
        return fingerprint ?? of([])
    }
}
