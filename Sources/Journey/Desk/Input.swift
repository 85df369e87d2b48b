package import Trading

/// Names the HTTP exchange that waits for an answer; the Webhook draws it.
package struct ReplyID: Hashable, Sendable {
    package let number: UInt64
    package init(_ number: UInt64) { self.number = number }
}

/// One delivery, read as far as it could be.
package struct Arrival: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case alert(Alert, AlertIdentity)
        case refused(Refusal)
        /// A known source and a wrong secret: noted, and answered already.
        case unauthorized
    }

    package let delivery: Delivery
    package let content: Content
    /// Nil when nobody waits.
    package let reply: ReplyID?
    /// What the ledger knows under the alert's key; the Sequencer looks it up.
    package var known: KnownAlert?

    package init(delivery: Delivery, content: Content, reply: ReplyID?, known: KnownAlert? = nil) {
        self.delivery = delivery
        self.content = content
        self.reply = reply
        self.known = known
    }
}

/// Everything that can change a Desk.
package enum Input: Hashable, Sendable {
    case arrival(Arrival)
    /// The commit that holds an alert's decisions returned, and its sender was answered.
    case released(Fingerprint, durableAt: Timestamp, repliedAt: Timestamp)
    case event(GatewayEvent)
    case answer(GatewayAnswer)
    /// Time has passed; something may be due.
    case tick
    /// Take no more alerts; settle what is under way.
    case stopping
}
