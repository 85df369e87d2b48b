import JSON
import Trading

/// An order in the simulated venue's book.
struct SimulatedOrder: Sendable {
    /// The numbers are the venue's.
    enum Status: Int64, Sendable {
        case open = 1
        case filled, cancelled, expired, rejected, pending, pendingCancellation, suspended

        var isLive: Bool { self == .open || self == .pending || self == .suspended }
    }

    /// Whose order it is.
    enum Origin: Sendable {
        /// A place request's, or a leg of one.
        case placed
        /// Made by the venue for a close request.
        case close
        /// Made by the venue for a request that closes a part.
        case partialClose
        case byHand
        case byPlatform
    }

    /// Zero until it stands in the book.
    var id: Int64 = 0
    let account: AccountID
    let contract: ContractID
    let symbol: String
    let type: OrderType
    let side: Side
    let origin: Origin
    let tag: String?
    let createdAt: Timestamp
    /// The steady time from which searches show it.
    let visibleAt: Timestamp
    var size: Int64
    var limit: Price?
    var stop: Price?
    /// Signed ticks from the fill, of a leg; how far the stop trails, of a trailing stop.
    var ticks: Int64?
    var tickSize: Int64
    var status: Status
    var filled: Int64 = 0
    /// Price units × 10⁹ × contracts.
    var cost: Int64 = 0
    var updatedAt: Timestamp
    var parent: Int64?
    /// The other leg.
    var sibling: Int64?
    /// Only the target says on the wire which its stop is.
    var saysSibling = false

    var rest: Int64 { size - filled }
    var average: Price? { filled > 0 ? Price(nanos: cost / filled) : nil }

    /// - Parameter isHub: the hub leaves out what is empty, REST writes null.
    func write(_ writer: inout JSONWriter, isHub: Bool) {
        writer.object {
            $0.member("id", id)
            $0.member("accountId", account.number)
            $0.member("contractId", contract.text)
            $0.member("symbolId", symbol)
            $0.member("creationTimestamp", createdAt.description)
            $0.member("updateTimestamp", updatedAt.description)
            $0.member("status", status.rawValue)
            $0.member("type", type.rawValue)
            $0.member("side", side == .buy ? Int64(0) : 1)
            $0.member("size", size)
            $0.price("limitPrice", limit, isHub: isHub)
            $0.price("stopPrice", stop, isHub: isHub)
            $0.member("fillVolume", filled)
            $0.price("filledPrice", average, isHub: isHub)
            if let tag { $0.member("customTag", tag) } else if !isHub { $0.key("customTag"); $0.null() }
            $0.member("parentOrderId", ifPresent: parent)
            if saysSibling { $0.member("linkedOrderId", ifPresent: sibling) }
            if let ticks {
                $0.member("trailDistance", ticks)
                $0.price("trailPrice", Price(nanos: ticks * tickSize), isHub: true)
            }
        }
    }
}

extension JSONWriter {
    mutating func price(_ name: String, _ price: Price?, isHub: Bool) {
        if let price {
            key(name)
            raw(Array(price.description.utf8))
        } else if !isHub {
            key(name)
            null()
        }
    }

    mutating func money(_ name: String, _ amount: Money) {
        key(name)
        raw(Array(amount.description.utf8))
    }
}
