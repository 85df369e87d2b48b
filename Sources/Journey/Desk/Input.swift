package import Trading

/// Names the HTTP exchange that waits for an answer; the Webhook draws it.
package struct ReplyID: Hashable, Sendable {
    package let number: UInt64
    package init(_ number: UInt64) { self.number = number }
}

/// One delivery of an alert or of the operator's request, read as far as it could be.
package struct Arrival: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case alert(Alert, AlertIdentity)
        /// What the operator asks for by a command.
        case request(OperatorRequest, AlertIdentity)
        /// What the operator says about who may trade at all.
        case control(ControlRequest, AlertIdentity)
        case refused(Refusal)
        /// A known source and a wrong secret: noted, and answered already.
        case unauthorized
    }

    /// The key by which a repeat is known; nil where nothing was asked for.
    package var key: Fingerprint? {
        switch content {
        case .alert(_, let identity), .request(_, let identity), .control(_, let identity): identity.key
        case .refused, .unauthorized: nil
        }
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
    /// A try to deliver a notification ended.
    case notified(Int64, NotifyEnding)
    /// Read the venue now and compare: one account, or all; whoever asked is told what was found.
    case reconcile(AccountName?, ReplyID?)
    /// Time has passed; something may be due.
    case tick
    /// Take no more alerts; settle what is under way.
    case stopping
}
