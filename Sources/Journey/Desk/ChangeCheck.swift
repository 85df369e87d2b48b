import Trading

/// A change of a working order that was asked for and is not seen to be in force yet.
///
/// It is never sent a second time by itself: what is true afterwards is read from the venue, and told.
struct ChangeCheck: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
        case asked
        /// A bracket leg is made as small as its position.
        case resize(position: Int64)
        /// The time of an entry is over.
        case expired
    }

    /// Nil for a cancel.
    let wanted: OrderChange?
    let purpose: Purpose
    /// Whether no answer came that can be trusted.
    var isLost = false
    var reads = 0
    /// Steady time of the next reading; nil while an answer is awaited.
    var due: Timestamp?

    /// Readings until an order that does not show the change is told as it is.
    static let readsMax = 4
    static let firstDelay = Span.milliseconds(250)
    static let nextDelay = Span.seconds(1)

    /// Whether the venue has not answered yet, or not so that it can be trusted: then nothing more is asked.
    var isUndecided: Bool { isLost || (due == nil && reads == 0) }

    var kind: AttemptRow.Kind { wanted == nil ? .cancel : .modify }

    /// Whether the venue shows what was wanted. A trailing stop's level is not shown by the venue.
    func isShown(by order: VenueOrder) -> Bool {
        guard let wanted else { return order.status == .cancelled }
        guard !order.status.isTerminal else { return false }
        return (wanted.size.map { $0.contracts == order.size } ?? true)
            && (wanted.limitPrice.map { $0 == order.limitPrice } ?? true)
            && (wanted.stopPrice.map { $0 == order.stopPrice } ?? true)
    }
}

extension OrderChange {
    /// A price that orders of this type do not have; nil when every price is one of theirs.
    ///
    /// The venue would be left to make something of it, and a reading could not show what.
    func priceMissing(on type: OrderType) -> String? {
        let hasLimit = type == .limit || type == .stopLimit || type == .joinBid || type == .joinAsk
        if limitPrice != nil, !hasLimit { return "limit_price" }
        if stopPrice != nil, !type.isStop { return "stop_price" }
        if trailPrice != nil, type != .trailingStop { return "trail_price" }
        return nil
    }

    /// `size 2, stop_price 24990.25`: what an attempt's row says of it.
    var words: String {
        let parts = [
            size.map { "size \($0)" }, limitPrice.map { "limit_price \($0)" },
            stopPrice.map { "stop_price \($0)" }, trailPrice.map { "trail_price \($0)" },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}
