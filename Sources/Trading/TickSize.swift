/// The smallest price step of one contract.
package struct TickSize: Hashable, Sendable, CustomStringConvertible {
    /// Price units × 10⁹: 0.25 index points is 250 000 000. Above zero.
    package let nanos: Int64

    package init?(nanos: Int64) {
        guard nanos > 0 else { return nil }
        self.nanos = nanos
    }

    /// Reads a JSON number text; nil unless it is above zero.
    package init?(_ text: some StringProtocol) {
        guard let nanos = FixedPoint.parse(text, digits: 9) else { return nil }
        self.init(nanos: nanos)
    }

    package var description: String { FixedPoint.text(nanos, digits: 9) }

    /// Whether a price stands on the grid; the venue refuses what does not (it never rounds).
    package func holds(_ price: Price) -> Bool { price.nanos.isMultiple(of: nanos) }

    /// The price itself, or the next one above or below that stands on the grid; nil when it leaves the range.
    package func rounded(_ price: Price, up: Bool) -> Price? {
        let rest = price.nanos % nanos
        guard rest != 0 else { return price }
        let above = rest > 0 ? nanos - rest : 0 - rest
        return (up ? price.nanos.checked(adding: above) : price.nanos.checked(subtracting: nanos - above))
            .map(Price.init(nanos:))
    }

    /// The signed count of ticks from one price to another, or nil when the distance is no whole count.
    package func ticks(from: Price, to: Price) -> Ticks? {
        guard let distance = to.nanos.checked(subtracting: from.nanos), distance.isMultiple(of: nanos)
        else { return nil }
        return Ticks(distance / nanos)
    }

    /// The price so many ticks away, or nil when it leaves the range.
    package func price(_ ticks: Ticks, from price: Price) -> Price? {
        guard let distance = ticks.count.checked(times: nanos),
            let sum = price.nanos.checked(adding: distance)
        else { return nil }
        return Price(nanos: sum)
    }
}

/// A signed count of a contract's tick size.
package struct Ticks: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let count: Int64
    package init(_ count: Int64) { self.count = count }
    package var description: String { String(count) }
    package static func < (left: Ticks, right: Ticks) -> Bool { left.count < right.count }
    package static prefix func - (ticks: Ticks) -> Ticks { Ticks(0 &- ticks.count) }
}
