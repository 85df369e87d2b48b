import Trading

/// The passes that the simulated venue has given out: JSON Web Tokens by their form, signed by nobody.
struct VenueTokens: Sendable {
    static let life = Span.seconds(24 * 60 * 60)

    /// Until when each is good, by the steady clock.
    private var good: [String: Timestamp] = [:]
    private var count = 0

    mutating func issue(wall: Timestamp, steady: Timestamp) -> String {
        count += 1
        let seconds = wall.microseconds / 1_000_000
        let life = Self.life.microseconds / 1_000_000
        let claims = "{\"exp\":\(seconds + life),\"iat\":\(seconds),\"jti\":\"\(count)\"}"
        let text = "eyJhbGciOiJub25lIn0.\(Self.encode(claims)).c2ltdWxhdGVk"
        good[text] = steady.advanced(by: Self.life)
        return text
    }

    func isGood(_ token: String, at steady: Timestamp) -> Bool { good[token].map { steady < $0 } ?? false }

    mutating func expireAll() { good = [:] }

    /// Base64 with the alphabet for addresses, without padding (RFC 4648, section 5).
    private static func encode(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in text.utf8 {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                bytes.append(alphabet[Int(buffer >> bits & 63)])
            }
            buffer &= (1 << bits) - 1
        }
        if bits > 0 { bytes.append(alphabet[Int(buffer << (6 - bits) & 63)]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
