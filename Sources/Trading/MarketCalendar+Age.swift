extension MarketCalendar {
    /// Days before its end from which it is to be renewed.
    package static let endNear: Int64 = 30
    /// Days since its source was read from which it is to be checked against it.
    package static let ageMax: Int64 = 90

    /// What somebody should do about it on a day; empty while all is well.
    package func concerns(on today: CivilDate) -> [String] {
        var concerns: [String] = []
        let left = until.daysSince1970 - today.daysSince1970
        if left < 0 {
            concerns.append("it ended on \(until): accounts with sessions: true take no entries")
        } else if left <= Self.endNear {
            concerns.append("it ends on \(until), in \(left) days: renew it")
        }
        let age = today.daysSince1970 - asOf.daysSince1970
        if age > Self.ageMax {
            concerns.append("it is of \(asOf), \(age) days old: compare it with the exchange's holidays")
        }
        return concerns
    }
}
