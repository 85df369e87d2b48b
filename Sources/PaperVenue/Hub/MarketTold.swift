import Trading

/// What one connection was last shown of a contract.
struct MarketTold: Sendable {
    /// The look whose quote was sent last, and the steady time of it in microseconds.
    var quote: (look: MarketLook, at: Int64)?
    /// The last price that a look had, sent or not.
    var last: Price?
    var book: DepthBook?
}
