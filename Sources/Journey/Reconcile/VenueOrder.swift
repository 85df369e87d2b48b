package import Trading

/// An order as the venue tells it, over REST or the hub.
///
/// Source: ProjectX Gateway API, `OrderModel`, and live captures read 2026-09: fields that are empty may be
/// absent, so whatever can be empty is optional here.
package struct VenueOrder: Hashable, Sendable {
    package enum Status: Hashable, Sendable {
        case open, filled, cancelled, expired, rejected, pending, pendingCancellation, suspended
        /// A number that no document names (0 included): treated as working until a second look.
        case unknown(Int64)

        /// Whether nothing more can happen to the order.
        package var isTerminal: Bool {
            switch self {
            case .filled, .cancelled, .expired, .rejected: true
            case .open, .pending, .pendingCancellation, .suspended, .unknown: false
            }
        }

        package var word: String {
            switch self {
            case .open: "open"
            case .filled: "filled"
            case .cancelled: "cancelled"
            case .expired: "expired"
            case .rejected: "rejected"
            case .pending: "pending"
            case .pendingCancellation: "pending_cancellation"
            case .suspended: "suspended"
            case .unknown(let number): "unknown_\(number)"
            }
        }
    }

    package var id: OrderID
    package var account: AccountName
    package var contract: ContractID
    package var tag: OrderTag?
    package var status: Status
    /// Nil when the number is not one that we know.
    package var type: OrderType?
    /// Nil when the number is not one that we know.
    package var side: Side?
    /// Contracts asked for, 1 or more.
    package var size: Int64
    /// Contracts filled so far.
    package var filled: Int64
    package var limitPrice: Price?
    package var stopPrice: Price?
    package var averagePrice: Price?
    /// On both bracket children: the entry's id.
    package var parent: OrderID?
    package var createdAt: Timestamp?

    package init(
        id: OrderID, account: AccountName, contract: ContractID, tag: OrderTag? = nil, status: Status,
        type: OrderType?, side: Side?, size: Int64, filled: Int64 = 0, limitPrice: Price? = nil,
        stopPrice: Price? = nil, averagePrice: Price? = nil, parent: OrderID? = nil,
        createdAt: Timestamp? = nil
    ) {
        self.id = id
        self.account = account
        self.contract = contract
        self.tag = tag
        self.status = status
        self.type = type
        self.side = side
        self.size = size
        self.filled = filled
        self.limitPrice = limitPrice
        self.stopPrice = stopPrice
        self.averagePrice = averagePrice
        self.parent = parent
        self.createdAt = createdAt
    }
}
