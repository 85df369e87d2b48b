package import Trading

/// When an order passed each point of its journey, in wall time.
package struct StageTimes: Hashable, Sendable {
    /// The alert's connection was accepted, or the first byte of its request came on a kept one.
    package var acceptedAt: Timestamp?
    /// The last byte of its body was in.
    package var bodyAt: Timestamp?
    package var decidedAt: Timestamp?
    /// The commit that holds the decision returned.
    package var durableAt: Timestamp?
    package var repliedAt: Timestamp?
    package var sentAt: Timestamp?
    package var answeredAt: Timestamp?
    /// The user hub first spoke of the order.
    package var hubAckAt: Timestamp?
    /// The last fill, by the venue's clock.
    package var filledAt: Timestamp?
    /// A snapshot agreed with what we hold.
    package var reconciledAt: Timestamp?

    package init() {}
}
