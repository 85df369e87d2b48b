package import Trading

/// Something that the user hub tells, at the moment it is due.
package struct VenueEvent: Hashable, Sendable {
    package enum Payload: Hashable, Sendable {
        case account(VenueAccount)
        case order(VenueOrder)
        case position(VenuePosition)
        case trade(VenueTrade)
    }

    package let at: Timestamp
    package let payload: Payload

    package init(at: Timestamp, payload: Payload) {
        self.at = at
        self.payload = payload
    }

    package var account: AccountID {
        switch payload {
        case .account(let account): account.id
        case .order(let order): order.account
        case .position(let position): position.account
        case .trade(let trade): trade.account
        }
    }
}
