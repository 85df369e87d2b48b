package import Trading

/// What is to become different about a working order. What is nil stays as it is.
///
/// Source: ProjectX documentation, modify order: prices are absolute levels, a trailing stop's too.
package struct OrderChange: Hashable, Sendable {
    package var size: Size?
    package var limitPrice: Price?
    package var stopPrice: Price?
    package var trailPrice: Price?

    /// Nil when nothing would change.
    package init?(
        size: Size? = nil, limitPrice: Price? = nil, stopPrice: Price? = nil, trailPrice: Price? = nil
    ) {
        guard size != nil || limitPrice != nil || stopPrice != nil || trailPrice != nil else { return nil }
        self.size = size
        self.limitPrice = limitPrice
        self.stopPrice = stopPrice
        self.trailPrice = trailPrice
    }
}
