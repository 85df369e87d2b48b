package import Trading

/// Where a contract trades at one moment.
package struct VenueQuote: Hashable, Sendable {
    package let last: Price
    /// What a market sell gets: the last price.
    package let bid: Price
    /// What a market buy pays: one spread above the bid.
    package let ask: Price
}
