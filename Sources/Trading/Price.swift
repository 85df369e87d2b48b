/// A price in 10⁻⁹ of the contract's price unit: 21 450.25 index points is 21 450 250 000 000.
package struct Price: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let nanos: Int64

    package init(nanos: Int64) { self.nanos = nanos }

    /// Reads a JSON number text exactly; nil when it needs more than nine decimals or leaves the range.
    package init?(_ text: some StringProtocol) {
        guard let nanos = FixedPoint.parse(text, digits: 9) else { return nil }
        self.nanos = nanos
    }

    /// Reads a JSON number text, rounding beyond nine decimals: for averages, which may be off the tick grid.
    ///
    /// Source: ProjectX live captures, `averagePrice` 28446.375 at a tick of 0.25, read 2026-09.
    package init?(rounding text: some StringProtocol) {
        guard let nanos = FixedPoint.parse(text, digits: 9, excess: .round) else { return nil }
        self.nanos = nanos
    }

    /// Plain decimal text without trailing zeros.
    package var description: String { FixedPoint.text(nanos, digits: 9) }

    /// Appends `description`.
    package func append(to text: inout [UInt8]) { FixedPoint.append(nanos, digits: 9, to: &text) }

    package static func < (left: Price, right: Price) -> Bool { left.nanos < right.nanos }
}
