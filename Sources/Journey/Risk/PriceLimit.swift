package import Trading

/// An exchange's price limit of one contract on one trading day, by the operator's word: no gateway tells what it is
/// counted from.
///
/// Source: risk specification, section 3.8.
package struct PriceLimit: Hashable, Sendable {
    /// The month as the venue names it, in capitals: `MNQZ6`.
    package let contract: String
    package let day: CivilDate
    /// The settlement price that the exchange counts from, above zero.
    package let reference: Price
    /// How far above and below it the limits stand, in millionths of it.
    package let millionths: Int64

    package init(contract: String, day: CivilDate, reference: Price, millionths: Int64) {
        self.contract = contract
        self.day = day
        self.reference = reference
        self.millionths = millionths
    }

    /// The prices that keep away from both limits; nil where the margin leaves none, and where they leave the range.
    ///
    /// - Parameter margin: Millionths of the reference.
    package func band(margin: Int64) -> PriceBand? {
        guard reference.nanos > 0, let room = millionths.checked(subtracting: margin), room > 0 else {
            return nil
        }
        // Whatever lies at or beyond the exact bound lies at or beyond this one: prices are whole nanos.
        let distance = (Int128(reference.nanos) * Int128(room) + 999_999) / 1_000_000
        guard let most = Int64(exactly: distance), let upper = reference.nanos.checked(adding: most),
            let lower = reference.nanos.checked(subtracting: most)
        else { return nil }
        return PriceBand(lower: Price(nanos: lower), upper: Price(nanos: upper))
    }
}

/// Prices between two that are both too near a limit.
package struct PriceBand: Hashable, Sendable {
    package let lower: Price
    package let upper: Price

    package func holds(_ price: Price) -> Bool { lower < price && price < upper }
}

/// How an account keeps away from the exchange's price limits.
package struct PriceLimitGuard: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// No entry is taken there.
        case deny
        /// And what is held there is closed.
        case flatten
    }

    package let mode: Mode
    /// How far before a limit it begins, in millionths of the reference.
    package let margin: Int64

    /// Two per cent. Source: the same section; the firms that say anything say this.
    package static let marginDefault: Int64 = 20_000

    package init(mode: Mode, margin: Int64 = marginDefault) {
        self.mode = mode
        self.margin = margin
    }
}
