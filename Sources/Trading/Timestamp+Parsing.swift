extension Timestamp {
    /// Reads `yyyy-MM-ddTHH:mm:ss` with 0 to 9 decimals, then `Z` or an offset `±HH:MM`.
    ///
    /// Digits past the sixth are cut. Years 1970 to 2199; a leap second is refused.
    /// Source: ProjectX live captures show 0 to 7 decimals and `+00:00`; TradingView writes `Z` and whole seconds.
    package init?(_ text: some StringProtocol) {
        var reader = DigitReader(Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            let micros = reader.fraction(), let offset = reader.offset(), reader.isAtEnd,
            let date = CivilDate(year: year, month: month, day: day), year >= 1970, year < 2200,
            hour < 24, minute < 60, second < 60
        else { return nil }
        let ofDay = hour * 3_600 + minute * 60 + second - offset
        microseconds = (date.daysSince1970 * 86_400 + ofDay) * 1_000_000 + micros
    }
}

/// Reads fixed fields of digits from the front of a text.
private struct DigitReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func number(_ width: Int) -> Int64? {
        guard index + width <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[index..<(index + width)] {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        index += width
        return value
    }

    /// Microseconds of an optional `.123…`; nil when a point has no digit or more than nine behind it.
    mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        var micros: Int64 = 0
        var count = 0
        while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 {
            if count < 6 { micros = micros * 10 + Int64(bytes[index] - 48) }
            count += 1
            index += 1
        }
        guard count > 0, count <= 9 else { return nil }
        for _ in 0..<max(0, 6 - count) { micros *= 10 }
        return micros
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int64? {
        if take("Z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(2), take(":"), let minutes = number(2), hours < 24,
            minutes < 60
        else { return nil }
        return (hours * 3_600 + minutes * 60) * (isWest ? -1 : 1)
    }
}
