/// A positive whole number of contracts; which way is said by `Side`.
package struct Size: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1 … 2³¹−1, the venue's range.
    package let contracts: Int64

    package init?(_ contracts: Int64) {
        guard contracts > 0, contracts <= Int64(Int32.max) else { return nil }
        self.contracts = contracts
    }

    package var description: String { String(contracts) }
    package static func < (left: Size, right: Size) -> Bool { left.contracts < right.contracts }
}

/// Which way an order trades.
package enum Side: String, Hashable, Sendable, CaseIterable {
    case buy, sell

    package var opposite: Side { self == .buy ? .sell : .buy }

    /// +1 for a buy, −1 for a sell.
    package var sign: Int64 { self == .buy ? 1 : -1 }
}
