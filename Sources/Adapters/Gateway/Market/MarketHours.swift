package import Trading

/// When futures trade at all: Sunday 17:00 to Friday 16:00 in Chicago, with a break from 16:00 to 17:00.
///
/// Single products keep shorter hours, and holidays are not known: then a market hub that is silent for good
/// reason is connected anew, ever more seldom. Source: the exchange's usual session.
package struct MarketHours: Hashable, Sendable {
    private let chicago: ZoneRules?

    /// Open at every moment, as the paper venue is.
    package static let always = MarketHours(chicago: nil)

    private init(chicago: ZoneRules?) { self.chicago = chicago }

    /// - Parameter chicago: the rules of America/Chicago.
    package init(chicago: ZoneRules) { self.init(chicago: .some(chicago)) }

    package func isOpen(at wall: Timestamp) -> Bool {
        guard let chicago else { return true }
        let local = wall.microseconds.floorDivided(by: 1_000_000) + chicago.offset(at: wall)
        let day = local.floorDivided(by: 86_400)
        let hour = (local - day * 86_400) / 3_600
        switch CivilDate(daysSince1970: day).weekday {
        case 6: return false
        case 0: return hour >= 17
        case 5: return hour < 16
        default: return hour != 16
        }
    }
}
