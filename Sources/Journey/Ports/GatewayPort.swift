package import Trading

/// What the Desk may ask of a gateway. Each call is answered exactly once.
package enum GatewayCall: Hashable, Sendable {
    case place(PlaceRequest)
    /// Closes the whole position in one contract at the market; leaves working orders alone.
    case close(account: AccountName, contract: ContractID)
    case cancel(account: AccountName, order: OrderID)
    /// Closes so many contracts of a position at the market; leaves working orders as large as they were.
    ///
    /// The venue is not told the tag, which only says whose answer it will be: a second copy closes as much again.
    case partialClose(account: AccountName, contract: ContractID, size: Size, tag: OrderTag)
    /// Changes a working order in place: it keeps its id and its tag.
    case modify(account: AccountName, order: OrderID, change: OrderChange)
    /// Looks for the order with a tag, by every means the venue offers, from `since` (wall time) on.
    case lookUp(account: AccountName, tag: OrderTag, since: Timestamp)
    /// Reads one order by the venue's id.
    case readOrder(account: AccountName, order: OrderID)
    /// Reads everything about an account; trades from `since` (wall time) on.
    case snapshot(account: AccountName, since: Timestamp, urgency: Urgency = .awaited)

    /// What waits for a reading, and so which calls it lets go first.
    package enum Urgency: Hashable, Sendable {
        /// It comes round by itself.
        case routine
        case awaited
        /// A close waits to be verified, or legs to be cancelled that work on a flat account: it takes from what the
        /// budget keeps for these.
        case closing
        /// The same, where the last word showed nothing to close and nothing to cancel: orders and positions alone are
        /// read, since the account's money and its executions prove nothing about that.
        case proof
    }

    package var account: AccountName {
        switch self {
        case .place(let request): request.account
        case .close(let account, _), .cancel(let account, _), .partialClose(let account, _, _, _),
            .modify(let account, _, _), .lookUp(let account, _, _), .readOrder(let account, _),
            .snapshot(let account, _, _):
            account
        }
    }

    /// Whether the call can change orders or positions at the venue: such a call is never repeated by itself.
    package var movesMoney: Bool {
        switch self {
        case .place, .close, .cancel, .partialClose, .modify: true
        case .lookUp, .readOrder, .snapshot: false
        }
    }
}

/// What came of a look-up by tag.
package enum LookUp: Hashable, Sendable {
    case found(VenueOrder)
    /// Every read answered, and none of them knew the tag.
    case absent
    /// A read failed, so the silence proves nothing.
    case unreadable(String)
}

package enum GatewayResult: Hashable, Sendable {
    /// To the calls that move money.
    case ended(Ending)
    /// To `lookUp` and `readOrder`.
    case lookedUp(LookUp)
    /// To `snapshot`.
    case snapshot(GatewaySnapshot)
}

/// The one answer to one call.
package struct GatewayAnswer: Hashable, Sendable {
    package let call: GatewayCall
    package let result: GatewayResult
    /// Wall time when the request was handed to the network; nil when it was not.
    package let sentAt: Timestamp?
    /// Wall time of the answer, or of giving up.
    package let endedAt: Timestamp
    /// From hand-over to answer by the steady clock.
    package let latency: Span

    package init(
        call: GatewayCall, result: GatewayResult, sentAt: Timestamp?, endedAt: Timestamp, latency: Span
    ) {
        self.call = call
        self.result = result
        self.sentAt = sentAt
        self.endedAt = endedAt
        self.latency = latency
    }
}

/// What a gateway tells without being asked.
package enum GatewayEvent: Hashable, Sendable {
    /// The login stands, and these accounts of the settings were found (the others were not).
    case accounts(GatewayName, [AccountState])
    /// The tradable contracts, one active month per product.
    case contracts(GatewayName, [Contract])
    /// The login or the start-up reads failed; it will be tried again by itself.
    case unreachable(GatewayName, reason: String)
    /// By how much our wall clock was ahead of the venue's, by the time that an answer carried, to about a second.
    case clock(GatewayName, ahead: Span)
    /// The user hub's state. Events may be missing from before each `ready`.
    case stream(GatewayName, StreamState)
    case account(AccountState)
    case order(VenueOrder)
    case position(AccountName, Position)
    case trade(VenueTrade)
    /// The market hub's state. After each `connecting` no quote is known.
    case market(GatewayName, StreamState)
    /// Where the market stands, a few times a second at most, and every 2 s while quotes come.
    case mark(GatewayName, MarketMark)
}

package enum StreamState: Hashable, Sendable {
    case connecting
    /// Connected, and all four subscriptions of every account are confirmed.
    case ready
    case down(reason: String)
    /// Another session of the same user took over; no further try is made.
    case evicted
}

/// A gateway login with its hub, as the engine sees it. Calls return at once.
package protocol GatewayPort: Sendable {
    var name: GatewayName { get }
    /// Signs in, reads accounts and contracts, opens the hub, and keeps all of it up until `stop`.
    func start(events: @escaping @Sendable (GatewayEvent) -> Void)
    /// Performs one call; money-moving calls of one account leave in the order they were given.
    func perform(_ call: GatewayCall, then: @escaping @Sendable (GatewayAnswer) -> Void)
    /// Has entries that were given and have not left yet answered as not sent; what has left goes on.
    func withdraw(_ tags: Set<OrderTag>)
    /// Has the market told of these contracts and of no others.
    func watch(_ contracts: Set<ContractID>)
    /// Ends the hub and the reads; calls under way still answer. Returns when nothing is left to answer.
    func stop()
}

extension GatewayPort {
    /// One that keeps nothing waiting has nothing to take back.
    package func withdraw(_ tags: Set<OrderTag>) {}
    /// One without market data tells none.
    package func watch(_ contracts: Set<ContractID>) {}
}
