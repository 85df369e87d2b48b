/// Where an order stands. The numbers are the venue's.
///
/// Source: ProjectX Gateway API, Swagger of 2026-09, `OrderStatus`; the documentation lists 0 to 6 only.
package enum VenueOrderStatus: Int64, Hashable, Sendable {
    case open = 1
    case filled = 2
    case cancelled = 3
    case expired = 4
    case rejected = 5
    case pending = 6
    case pendingCancellation = 7
    case suspended = 8

    package var isWorking: Bool {
        switch self {
        case .open, .pending, .pendingCancellation, .suspended: true
        case .filled, .cancelled, .expired, .rejected: false
        }
    }
}
