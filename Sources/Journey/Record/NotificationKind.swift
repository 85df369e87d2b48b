/// How much a notification matters. The words are part of the outside contract.
package enum NotificationLevel: String, Hashable, Comparable, Sendable, CaseIterable {
    case info, warning, critical

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .critical: 2
        }
    }

    package static func < (left: NotificationLevel, right: NotificationLevel) -> Bool {
        left.rank < right.rank
    }
}

/// What the operator can be told of. The words stand in settings, ledger and messages, so they stay.
package enum NotificationKind: String, Hashable, Sendable, CaseIterable {
    /// An order without an answer that can be trusted: UNRESOLVED until it is found or given up.
    case orderLost = "order_lost"
    /// An order that was UNRESOLVED was found at the venue.
    case orderResolved = "order_resolved"
    case rejected
    case notSent = "not_sent"
    case notPlaced = "not_placed"
    case denied
    /// An alert that could not be taken.
    case refused
    /// The same id with other content.
    case conflict
    case discrepancy
    /// A position without the protection that its rule asked for.
    case unprotected
    /// Something is open although the account has to be flat.
    case notFlatInTime = "not_flat_in_time"
    case flattenBegun = "flatten_begun"
    case verifiedFlat = "verified_flat"
    case closeRefused = "close_refused"
    case hubDown = "hub_down"
    case hubBack = "hub_back"
    case evicted
    case gatewayDown = "gateway_down"
    case gatewayBack = "gateway_back"
    case ledgerRecovered = "ledger_recovered"
    case started
    /// An account, a strategy or everything is kept from trading: by the settings, a command or a breaker.
    case halted
    /// It may trade again, by a command.
    case resumed
    /// A chart shows another month than the one that is traded.
    case monthsDiffer = "months_differ"
    /// An entry was taken from a chart on delayed data, as its source's settings want it.
    case feedDelayed = "feed_delayed"
    /// Too many notifications waited, and some were dropped.
    case dropped
    /// Asked for by hand, to see whether it arrives.
    case test

    /// How much it matters where the settings do not say otherwise.
    package var usualLevel: NotificationLevel {
        switch self {
        case .orderLost, .unprotected, .notFlatInTime, .closeRefused, .evicted, .ledgerRecovered: .critical
        case .orderResolved, .rejected, .notSent, .notPlaced, .conflict, .discrepancy, .hubDown, .hubBack,
            .gatewayDown, .gatewayBack, .halted, .resumed, .monthsDiffer, .feedDelayed, .dropped:
            .warning
        case .denied, .refused, .flattenBegun, .verifiedFlat, .started, .test: .info
        }
    }
}
