/// Reads and writes decimal text as an integer count of 10⁻ⁿ units, without a binary float in between.
package enum FixedPoint {
    /// What a reader does with digits beyond the unit.
    package enum Excess: Sendable {
        /// Refuse the text unless those digits are all zero.
        case refuse
        /// Round half away from zero.
        case round
    }

    /// The value of a JSON number text in units of 10⁻`digits`.
    ///
    /// Takes an optional minus, digits, an optional fraction and an optional exponent, as JSON writes them.
    /// - Returns: nil when the text is no such number, when it needs finer units and `excess` refuses, or when
    ///   the value leaves Int64.
    package static func parse(_ text: some StringProtocol, digits: Int, excess: Excess = .refuse) -> Int64? {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes = bytes.dropFirst() }
        guard let (mantissa, exponent) = split(bytes) else { return nil }
        guard let magnitude = scale(mantissa, by: exponent + digits, excess: excess) else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    /// The shortest decimal text of a count of 10⁻`digits` units: no exponent, no trailing zeros.
    ///
    /// - Parameter digits: 0 to 18.
    package static func text(_ units: Int64, digits: Int) -> String {
        var text: [UInt8] = []
        append(units, digits: digits, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends what `text` gives.
    package static func append(_ units: Int64, digits: Int, to text: inout [UInt8]) {
        var scale: UInt64 = 1
        for _ in 0..<digits { scale *= 10 }
        let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: scale)
        if units < 0 { text.append(UInt8(ascii: "-")) }
        text.append(contentsOf: String(whole).utf8)
        guard fraction > 0 else { return }
        text.append(UInt8(ascii: "."))
        text.append(number: Int64(fraction), digits: digits)
        while text.last == UInt8(ascii: "0") { text.removeLast() }
    }

    /// The digits of a number without its point, and the power of ten that they count.
    private static func split(_ bytes: ArraySlice<UInt8>) -> (digits: [UInt8], exponent: Int)? {
        var digits: [UInt8] = []
        var exponent = 0
        var index = bytes.startIndex
        var sawPoint = false
        var sawFraction = false
        while index < bytes.endIndex {
            let byte = bytes[index]
            if isDigit(byte) {
                digits.append(byte &- UInt8(ascii: "0"))
                if sawPoint { exponent -= 1; sawFraction = true }
            } else if byte == UInt8(ascii: "."), !sawPoint, !digits.isEmpty {
                sawPoint = true
            } else {
                break
            }
            index += 1
        }
        guard !digits.isEmpty, digits.count <= 60, !sawPoint || sawFraction else { return nil }
        if index == bytes.endIndex { return (digits, exponent) }
        guard let stated = statedExponent(bytes[index...]) else { return nil }
        return (digits, exponent + stated)
    }

    /// The value of `e12`, `E+3`, `e-7`; nil for anything else or beyond ±99.
    private static func statedExponent(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.first == UInt8(ascii: "e") || bytes.first == UInt8(ascii: "E") else { return nil }
        var rest = bytes.dropFirst()
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard !rest.isEmpty, rest.count <= 2, rest.allSatisfy(isDigit) else { return nil }
        let value = rest.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return isNegative ? -value : value
    }

    private static func scale(_ digits: [UInt8], by exponent: Int, excess: Excess) -> Int64? {
        var kept = digits[...]
        var roundsUp = false
        if exponent < 0 {
            let dropped = kept.suffix(-exponent)
            kept = kept.dropLast(-exponent)
            switch excess {
            case .refuse: if dropped.contains(where: { $0 != 0 }) { return nil }
            case .round: roundsUp = dropped.count == -exponent && (dropped.first ?? 0) >= 5
            }
        }
        var value: Int64 = 0
        for digit in kept {
            guard let next = value.timesTen(adding: Int64(digit)) else { return nil }
            value = next
        }
        if exponent > 0, value != 0 {
            for _ in 0..<exponent {
                guard let next = value.timesTen(adding: 0) else { return nil }
                value = next
            }
        }
        return roundsUp ? value.checked(adding: 1) : value
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}

extension Int64 {
    /// The sum, or nil where it leaves Int64.
    package func checked(adding other: Int64) -> Int64? {
        let (value, overflow) = addingReportingOverflow(other)
        return overflow ? nil : value
    }

    /// The difference, or nil where it leaves Int64.
    package func checked(subtracting other: Int64) -> Int64? {
        let (value, overflow) = subtractingReportingOverflow(other)
        return overflow ? nil : value
    }

    /// The product, or nil where it leaves Int64.
    package func checked(times other: Int64) -> Int64? {
        let (value, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : value
    }

    fileprivate func timesTen(adding digit: Int64) -> Int64? { checked(times: 10)?.checked(adding: digit) }
}
