package import Trading

/// How many contracts an account trades when an alert names some.
package struct SizeRule: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Always this many.
        case fixed(Size)
        /// The alert's contracts times a factor in millionths: 500 000 is one half.
        case multiply(millionths: Int64)
    }

    package let kind: Kind
    /// The account's cap: more is cut down to it.
    package let max: Size?

    /// The alert's own size.
    package static let asAlerted = SizeRule(.multiply(millionths: 1_000_000))

    package init(_ kind: Kind, max: Size? = nil) {
        self.kind = kind
        self.max = max
    }

    /// Contracts to trade: whole, rounded toward zero, cut to `max`. May be 0, which the gate denies; nil when
    /// the alert names no size to multiply, or the product leaves the range.
    package func contracts(alerted: Size?) -> Int64? {
        let wanted: Int64?
        switch kind {
        case .fixed(let size): wanted = size.contracts
        case .multiply(let millionths):
            wanted = alerted?.contracts.checked(times: millionths).map { $0 / 1_000_000 }
        }
        guard let wanted else { return nil }
        return min(wanted, max?.contracts ?? wanted)
    }
}
