import JSON
import Trading

/// What a JSON Web Token says of its own life. Nothing is verified: the venue does that.
struct TokenClaims: Hashable, Sendable {
    /// Seconds since 1970.
    let expiry: Int64
    let issue: Int64?

    /// Nil when the text is no such token or names no `exp`.
    init?(_ token: String) {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let claims = Self.decode(parts[1]),
            let root = try? JSONDocument(claims).root, let expiry = Self.seconds(root["exp"])
        else { return nil }
        self.expiry = expiry
        issue = Self.seconds(root["iat"])
    }

    /// A token that says no more than its end, and that of it, has just been issued: less left than this is our clock's
    /// word, and not the token's.
    static let lifeMin = Span.seconds(60)

    /// How long the token has still to live when it is received, just issued, at `now`.
    ///
    /// Never more than the life that it was issued with, so that a clock of ours that is slow does not stretch it. A
    /// clock that is fast beyond nearly all of that life is not believed: renewing by it would never end, and each time
    /// the new token would seem as old.
    func lifeLeft(at now: Timestamp) -> Span? {
        let left = expiry * 1_000_000 - now.microseconds
        guard let whole = issue.map({ (expiry - $0) * 1_000_000 }), whole > 0 else {
            return left >= Self.lifeMin.microseconds ? Span(microseconds: left) : nil
        }
        return Span(microseconds: left >= whole / 10 ? min(left, whole) : whole)
    }

    private static func seconds(_ value: JSONValue?) -> Int64? {
        guard let text = value?.numberText, let seconds = FixedPoint.parse(text, digits: 0, excess: .round),
            seconds > 0, seconds < 1 << 40
        else { return nil }
        return seconds
    }

    /// Base64 with the alphabet for addresses, with or without padding (RFC 4648, section 5).
    private static func decode(_ text: Substring.UTF8View.SubSequence) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for character in text where character != UInt8(ascii: "=") {
            guard let digit = digit(character) else { return nil }
            buffer = buffer << 6 | digit
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(buffer >> bits & 0xFF))
            buffer &= (1 << bits) - 1
        }
        return bytes
    }

    private static func digit(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - 65)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - 97 + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - 48 + 52)
        case UInt8(ascii: "-"), UInt8(ascii: "+"): 62
        case UInt8(ascii: "_"), UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
