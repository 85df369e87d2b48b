package import Journey
package import Trading

/// An order as the venue lists it, with what only people ask about.
package struct OrderListing: Hashable, Sendable {
    package struct Extras: Hashable, Sendable {
        package let symbolID: String?
        /// Not moved by a fill: the time of a fill is the trade's.
        package let updatedAt: Timestamp?
        /// On a target: the stop that is cancelled with it.
        package let linked: OrderID?
        /// Signed ticks.
        package let trailTicks: Int64?
        /// A distance in price, though what is sent under the same name is a level.
        package let trailDistance: Price?
    }

    /// Which leg of a bracket an order is.
    package enum Leg: String, Hashable, Sendable {
        case stop, target
    }

    package let order: VenueOrder
    package let extras: Extras

    /// By the end that the venue puts to the entry's tag; nil for an order with neither end.
    package var leg: Leg? {
        guard let tag = order.tag?.text else { return nil }
        return tag.hasSuffix("-SL") ? .stop : tag.hasSuffix("-TP") ? .target : nil
    }

    /// The entry's tag, on a leg that has one.
    package var entryTag: OrderTag? {
        guard leg != nil, let tag = order.tag?.text else { return nil }
        return OrderTag(String(tag.dropLast(3)))
    }
}
