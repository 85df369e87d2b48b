package import Journey

/// Everything that the ledger knows about one order.
package struct OrderStory: Hashable, Sendable {
    package let order: OrderRow
    /// The alert that asked for it; nil when none did.
    package let alert: AlertListing?
    /// The order that this one belongs to or waits for.
    package let parent: OrderRow?
    /// The orders that belong to it or wait for it.
    package let children: [OrderRow]
    package let attempts: [AttemptRow]
    package let fills: [FillRow]
    package let discrepancies: [DiscrepancyRow]
    /// What the operator was told of it, each receiver's in its own row.
    package let notifications: [NotificationRow]
    /// Every version of its row and whatever else was proved about it, verdicts above all, oldest first.
    package let audit: [AuditEntry]
}

/// Everything that the ledger knows about one alert.
package struct AlertStory: Hashable, Sendable {
    package let alert: AlertListing
    /// Its arrivals, the first one first.
    package let deliveries: [DeliveryRow]
    /// By account leg and then in the order of their making.
    package let orders: [OrderStory]
    /// Every version of its row and whatever else was proved about it, oldest first.
    package let audit: [AuditEntry]
}
