/// A JSON number taken apart without loss: `sign` × `digits` × 10^`exponent`.
///
/// `1.0`, `1` and `10e-1` all become (1, 0), so equal numbers are equal here.
struct Numeral: Hashable, Sendable {
    let isNegative: Bool
    /// ASCII, without leading or trailing zeros; empty for zero.
    let digits: [UInt8]
    let exponent: Int

    /// Beyond this a number is refused: nobody means it, and the arithmetic stays free of overflow.
    static let exponentMax = 999_999_999

    /// - Parameter text: A number by JSON's grammar, of at most `JSONLimits.bytesCeiling` bytes.
    /// - Returns: nil when the exponent, once the digits are a whole number, leaves ±`exponentMax`.
    init?(_ text: some Collection<UInt8>) {
        var digits: [UInt8] = []
        var rest = text[...]
        let isNegative = rest.first == Byte.minus
        if isNegative { rest = rest.dropFirst() }
        var decimals = 0
        var isPastPoint = false
        while let byte = rest.first, byte == Byte.point || Byte.isDigit(byte) {
            rest = rest.dropFirst()
            if byte == Byte.point {
                isPastPoint = true
            } else {
                if isPastPoint { decimals += 1 }
                if byte != Byte.zero || !digits.isEmpty { digits.append(byte) }
            }
        }
        let written = Self.whole(rest.dropFirst())
        var exponent = written - decimals
        while digits.last == Byte.zero {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { exponent = 0 }
        guard exponent.magnitude <= Self.exponentMax else { return nil }
        self.isNegative = isNegative && !digits.isEmpty
        self.digits = digits
        self.exponent = exponent
    }

    /// The whole number in it, when there is one and it fits.
    var int64: Int64? {
        guard exponent >= 0, digits.count + exponent <= 19 else { return nil }
        var value: Int64 = 0
        for place in 0..<digits.count + exponent {
            let digit = place < digits.count ? Int64(digits[place] - Byte.zero) : 0
            let (tenfold, isLost) = value.multipliedReportingOverflow(by: 10)
            let (sum, isOver) =
                isNegative
                ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
            if isLost || isOver { return nil }
            value = sum
        }
        return value
    }

    /// The one way this value is written: plain between 10⁻²⁰ and 10⁴⁰, else digits and exponent.
    var normal: [UInt8] {
        guard !digits.isEmpty else { return [Byte.zero] }
        let sign: [UInt8] = isNegative ? [Byte.minus] : []
        let places = digits.count + exponent
        if exponent >= 0, exponent == 0 || places <= 40 {
            return sign + digits + repeatElement(Byte.zero, count: exponent)
        }
        if exponent < 0, places > 0 {
            return sign + digits[..<places] + [Byte.point] + digits[places...]
        }
        if exponent < 0, places > -20 {
            return sign + [Byte.zero, Byte.point] + repeatElement(Byte.zero, count: -places) + digits
        }
        return sign + digits + Array("e\(exponent)".utf8)
    }

    /// An exponent's value, growing no further than a text's length can bring back.
    private static func whole(_ text: some Collection<UInt8>) -> Int {
        var value = 0
        for byte in text where Byte.isDigit(byte) && value < 1 << 40 {
            value = value * 10 + Int(byte - Byte.zero)
        }
        return text.first == Byte.minus ? -value : value
    }
}
