package import Trading

/// How many contracts an account trades when an alert names some.
package struct SizeRule: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Always this many.
        case fixed(Size)
        /// The alert's contracts times a factor in millionths: 500 000 is one half.
        case multiply(millionths: Int64)
        /// The alert's contracts times a factor are the position to hold: what is held and under way is left out.
        case position(millionths: Int64)
        /// One contract for each so much of the balance that the venue last told.
        case balance(perContract: Money)
        /// As many as lose no more than this at the entry's stop, slip and fees counted.
        case risk(Money)
    }

    /// What becomes of a part of a contract.
    package enum Rounding: String, Hashable, Sendable, CaseIterable {
        /// Toward zero.
        case down
        /// To the nearer whole number, a half away from zero.
        case nearest
        /// Away from zero.
        case up
    }

    package let kind: Kind
    package let rounding: Rounding
    /// An entry of fewer is raised to it; nil raises none.
    package let min: Size?
    /// An entry of more is cut down to it.
    package let max: Size?
    /// Whether the alert's contracts are those of the chart's product, and become as many of the traded one as weigh
    /// the same: 1 NQ is 10 MNQ.
    package let converts: Bool
    /// What an exit by alert takes off what is held, in hundredths of a percent of it, whatever contracts the alert
    /// names; nil lets `kind` size exits too.
    package let exitShare: Int64?

    /// The alert's own size.
    package static let asAlerted = SizeRule(.multiply(millionths: 1_000_000))

    package init(
        _ kind: Kind, rounding: Rounding = .down, min: Size? = nil, max: Size? = nil, converts: Bool = false,
        exitShare: Int64? = nil
    ) {
        self.kind = kind
        self.rounding = rounding
        self.min = min
        self.max = max
        self.converts = converts
        self.exitShare = exitShare
    }

    /// Whether a size follows from more than the alert and the products.
    package var looksAtTheAccount: Bool {
        switch kind {
        case .fixed, .multiply: exitShare != nil
        case .position, .balance, .risk: true
        }
    }
}
