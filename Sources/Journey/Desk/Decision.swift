package import Trading

/// What the sender of an alert is told.
package enum AlertOutcome: Hashable, Sendable {
    case accepted(Fingerprint, [Verdict])
    case duplicate(Fingerprint, [Verdict])
    /// The same id with other content.
    case conflict(Fingerprint)
    case refused(Refusal)
    /// What readings asked for by hand found, account by account.
    case reconciled([ReconcileReport])
    /// What a word about who may trade at all led to.
    case controlled(ControlReport)
    /// Nothing was decided and nothing written: the sender may try again.
    case unavailable(reason: String)
}

package struct AlertReply: Hashable, Sendable {
    package let id: ReplyID
    package let outcome: AlertOutcome

    package init(id: ReplyID, outcome: AlertOutcome) {
        self.id = id
        self.outcome = outcome
    }
}

/// One step of a journey in plain words, for whoever watches.
package struct Note: Hashable, Sendable {
    package let at: Timestamp
    package let stage: Stage
    package let alert: Fingerprint?
    package let account: AccountName?
    package let tag: OrderTag?
    package let text: String
    /// Whether an operator wants to see it without asking: trouble and its end, and what was refused.
    package let isNews: Bool
}

/// An entry that was handed over and is not wanted any more.
package struct Withdrawal: Hashable, Sendable {
    package let account: AccountName
    package let tag: OrderTag

    package init(account: AccountName, tag: OrderTag) {
        self.account = account
        self.tag = tag
    }
}

/// The contracts whose quotes are wanted of a gateway, all of them.
package struct MarketWatch: Hashable, Sendable {
    package let gateway: GatewayName
    package let contracts: Set<ContractID>

    package init(gateway: GatewayName, contracts: Set<ContractID>) {
        self.gateway = gateway
        self.contracts = contracts
    }
}

/// What a Desk made of one input. Nothing of it happens before its rows are on disk.
package struct Decision: Hashable, Sendable {
    package var rows: [LedgerRow] = []
    package var replies: [AlertReply] = []
    package var calls: [GatewayCall] = []
    /// Alerts whose orders may leave once the rows are on disk.
    package var releases: [Fingerprint] = []
    /// Entries that are to be taken back where they still wait for their turn.
    package var withdrawals: [Withdrawal] = []
    /// Contracts whose quotes are wanted, where that has changed.
    package var watches: [MarketWatch] = []
    package var notes: [Note] = []
    /// What the operator is told.
    package var notifications: [NotifyCall] = []

    package init() {}

    package mutating func append(_ other: Decision) {
        rows += other.rows
        replies += other.replies
        calls += other.calls
        withdrawals += other.withdrawals
        releases += other.releases
        watches += other.watches
        notes += other.notes
        notifications += other.notifications
    }
}
