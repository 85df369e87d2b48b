import Trading

/// When the venue takes orders: from 17:00 to 15:10 of the next day in Chicago, Sunday evening to Friday.
///
/// Source: Topstep's rules and a live capture of 2026; holidays are left out.
struct SessionHours: Sendable {
    private let chicago: ZoneRules

    init(chicago: ZoneRules) { self.chicago = chicago }

    /// The refusal that a placement meets at a moment; nil while the session is open.
    func refusal(at time: Timestamp) -> Refusal? {
        let local = time.microseconds.floorDivided(by: 1_000_000) + chicago.offset(at: time)
        let day = local.floorDivided(by: 86_400)
        let second = local - day * 86_400
        let opens: Int64 = 17 * 3_600
        let closes: Int64 = 15 * 3_600 + 10 * 60
        switch CivilDate(daysSince1970: day).weekday {
        case 6: return .outsideHours
        case 0: return second >= opens ? nil : .outsideHours
        case 5 where second >= opens: return .outsideHours
        default: return second >= closes && second < opens ? .notActive : nil
        }
    }
}
