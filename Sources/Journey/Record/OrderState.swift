/// Where an order stands. The words are part of the outside contract.
package enum OrderState: String, Hashable, Sendable, CaseIterable {
    /// Refused by our own gate; nothing was sent.
    case denied
    /// Let through by the gate; the intent is on disk.
    case approved
    /// Handed to the network; no answer yet.
    case sent
    /// Handed to the network; no answer that can be trusted. Being looked up.
    case lost
    /// Provably never left.
    case notSent = "not_sent"
    /// Looked up long enough: the venue never had it.
    case notPlaced = "not_placed"
    /// Refused by the venue.
    case rejected
    case working
    case partiallyFilled = "partially_filled"
    case filled
    case cancelled
    case expired

    /// Whether nothing more can happen to the order.
    package var isTerminal: Bool {
        switch self {
        case .denied, .notSent, .notPlaced, .rejected, .filled, .cancelled, .expired: true
        case .approved, .sent, .lost, .working, .partiallyFilled: false
        }
    }

    /// Whether it may be working at the venue, or may come to: such an order counts as exposure.
    package var isLive: Bool { !isTerminal }
}
