/// A moment of wall time: microseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// RFC 3339 in UTC with six decimals: `2026-10-05T14:30:00.156730Z`.
    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(27)
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends `description`: every row of the ledger holds several.
    package func append(to text: inout [UInt8]) {
        let second = microseconds.floorDivided(by: 1_000_000)
        // Its product alone may lie below the range; the difference never does.
        let fraction = microseconds &- second &* 1_000_000
        let day = second.floorDivided(by: 86_400)
        let ofDay = second - day * 86_400
        CivilDate(daysSince1970: day).append(to: &text)
        text.append(UInt8(ascii: "T"))
        text.append(number: ofDay / 3_600, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(number: ofDay / 60 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(number: ofDay % 60, digits: 2)
        text.append(UInt8(ascii: "."))
        text.append(number: fraction, digits: 6)
        text.append(UInt8(ascii: "Z"))
    }

    package func advanced(by span: Span) -> Timestamp {
        Timestamp(microseconds: microseconds &+ span.microseconds)
    }

    /// The span from an earlier moment to this one; negative when it is the later.
    package func since(_ earlier: Timestamp) -> Span {
        Span(microseconds: microseconds &- earlier.microseconds)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}

/// A length of time in microseconds.
package struct Span: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let microseconds: Int64
    package init(microseconds: Int64) { self.microseconds = microseconds }
    package static func seconds(_ count: Int64) -> Span { Span(microseconds: count &* 1_000_000) }
    package static func milliseconds(_ count: Int64) -> Span { Span(microseconds: count &* 1_000) }
    package static let zero = Span(microseconds: 0)
    /// Seconds in plain decimal: `0.25 s`.
    package var description: String { FixedPoint.text(microseconds, digits: 6) + " s" }
    package static func < (left: Span, right: Span) -> Bool { left.microseconds < right.microseconds }
}

/// Now, by both clocks: the wall's for what is written down, the steady one for waiting and for differences.
package struct Moment: Hashable, Sendable {
    package let wall: Timestamp
    /// Microseconds of a clock that never steps back and counts through sleep; its zero means nothing.
    package let steady: Timestamp

    package init(wall: Timestamp, steady: Timestamp) {
        self.wall = wall
        self.steady = steady
    }
}

extension Int64 {
    package func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
