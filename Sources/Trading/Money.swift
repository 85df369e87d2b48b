/// An amount in 1/10 000 USD. Cents are too coarse: one ZN tick is 15.625 USD.
package struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let tenThousandths: Int64

    package static let zero = Money(tenThousandths: 0)

    package init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// Reads a JSON number text of USD, rounding half away from zero beyond four decimals.
    package init?(_ text: some StringProtocol) {
        guard let units = FixedPoint.parse(text, digits: 4, excess: .round) else { return nil }
        tenThousandths = units
    }

    /// Plain decimal USD without trailing zeros.
    package var description: String { FixedPoint.text(tenThousandths, digits: 4) }

    /// Appends `description`.
    package func append(to text: inout [UInt8]) { FixedPoint.append(tenThousandths, digits: 4, to: &text) }

    package func checked(adding other: Money) -> Money? {
        tenThousandths.checked(adding: other.tenThousandths).map(Money.init(tenThousandths:))
    }

    package func checked(subtracting other: Money) -> Money? {
        tenThousandths.checked(subtracting: other.tenThousandths).map(Money.init(tenThousandths:))
    }

    package func checked(times count: Int64) -> Money? {
        tenThousandths.checked(times: count).map(Money.init(tenThousandths:))
    }

    package static func < (left: Money, right: Money) -> Bool { left.tenThousandths < right.tenThousandths }
}
