/// One contract month as the venue describes it.
///
/// Source: ProjectX Gateway API, Contract / Available, read 2026-09.
package struct Contract: Hashable, Sendable {
    package let id: ContractID
    /// `MNQZ6`: root, month letter, one digit of the year.
    package let name: String
    package let description: String
    package let tickSize: TickSize
    /// USD per tick per contract.
    package let tickValue: Money
    package var isActive: Bool
    /// `F.US.MNQ`, the product.
    package let symbolID: String
    /// What last traded in a day that was over; nil where nobody asked.
    package var volume: ContractVolume?

    package init(
        id: ContractID, name: String, description: String, tickSize: TickSize, tickValue: Money,
        isActive: Bool,
        symbolID: String, volume: ContractVolume? = nil
    ) {
        self.volume = volume
        self.id = id
        self.name = name
        self.description = description
        self.tickSize = tickSize
        self.tickValue = tickValue
        self.isActive = isActive
        self.symbolID = symbolID
    }

    /// The exchange's root: the name without month letter and year digit.
    package var root: String { name.count > 2 ? String(name.dropLast(2)) : name }

    /// Realised profit of a move from `entry` to `exit` for a position opened on `side`, before fees.
    ///
    /// - Returns: nil when the amount leaves the range. An average off the tick grid is counted to 1/10 000 USD.
    package func profit(entry: Price, exit: Price, side: Side, size: Size) -> Money? {
        guard let distance = exit.nanos.checked(subtracting: entry.nanos) else { return nil }
        let signed = distance.multipliedFullWidth(by: tickValue.tenThousandths)
        let (quotient, remainder) = tickSize.nanos.dividingFullWidthIfFits(signed)
        guard let quotient else { return nil }
        let isHalfOrMore = remainder.magnitude * 2 >= UInt64(tickSize.nanos)
        return quotient.checked(adding: isHalfOrMore ? (distance < 0 ? -1 : 1) : 0)
            .flatMap { $0.checked(times: side.sign * size.contracts) }.map(Money.init(tenThousandths:))
    }
}

extension Int64 {
    /// Divides a double-width product by this number; no quotient when it would not fit.
    fileprivate func dividingFullWidthIfFits(_ dividend: (high: Int64, low: UInt64)) -> (Int64?, Int64) {
        let magnitudeHigh = dividend.high.magnitude
        guard magnitudeHigh < magnitude / 2 else { return (nil, 0) }
        let (quotient, remainder) = dividingFullWidth(dividend)
        return (quotient, remainder)
    }
}
