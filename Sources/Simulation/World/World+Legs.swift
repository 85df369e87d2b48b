import Journey
import Trading

extension World {
    /// No bracket leg works where its fill would open a position or add to one.
    func compareLegs(_ account: AccountProfile) {
        for leg in venue.liveOrders(of: account.id) where leg.parent != nil && leg.status == .open {
            let position = venue.position(of: account.id, leg.contract)
            guard position * leg.side.sign >= 0 else { continue }
            violate(
                .agreesWithVenue,
                "\(account.name) holds \(position) of \(leg.contract), a leg to \(leg.side) \(leg.rest) works"
            )
        }
    }
}
