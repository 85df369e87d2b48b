/// What an alert is known by, for ever: 32 bytes of SHA-256.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Reads the 64 hexadecimal digits that `description` writes.
    package init?(hex: some StringProtocol) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in hex {
            guard let digit = character.hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        guard high == nil else { return nil }
        self.init(bytes)
    }

    /// 64 hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// The first 64 bits in hexadecimal: enough to find an alert by.
    package var prefix: String { String(description.prefix(16)) }

    /// The first 100 bits as 20 letters and digits, as an order tag carries them.
    package var base32: String {
        let digits = Array("abcdefghijklmnopqrstuvwxyz234567")
        var text = ""
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5, text.utf8.count < 20 {
                bits -= 5
                text.append(digits[Int(buffer >> UInt32(bits)) & 31])
            }
            buffer &= (1 << UInt32(bits)) - 1
            if text.utf8.count == 20 { break }
        }
        return text
    }
}
