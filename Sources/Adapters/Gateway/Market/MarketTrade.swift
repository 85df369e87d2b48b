import JSON
package import Trading

/// One print of the market.
///
/// Source: ProjectX Gateway API, `GatewayTrade`, and live captures of 2026-08.
package struct MarketTrade: Hashable, Sendable {
    package let contract: ContractID
    package let price: Price
    /// Contracts, 1 or more.
    package let volume: Int64
    /// Who took the liquidity; nil when the number is absent or not one that we know.
    package let aggressor: Side?
    /// The venue's time; nil when it cannot be read.
    package let at: Timestamp?

    init(_ payload: JSONValue, of contract: ContractID) throws(Unreadable) {
        let row = try Row(payload, "market trade")
        guard let price = row.value("price")?.numberText.flatMap({ Price($0) }) else {
            throw row.wrong("price", "an exact price")
        }
        let volume = try row.whole("volume")
        guard volume > 0 else { throw row.wrong("volume", "1 or more") }
        self.contract = contract
        self.price = price
        self.volume = volume
        aggressor = row.value("type")?.int64.flatMap(Side.init(wireNumber:))
        at = row.value("timestamp")?.string.flatMap { Timestamp($0) }
    }
}
