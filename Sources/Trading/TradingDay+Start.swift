extension TradingDay {
    /// When the trading day of a moment began: at the roll in Chicago; over a week-end Friday's.
    ///
    /// - Parameter roll: Seconds after midnight there, in the afternoon.
    package static func start(
        of time: Timestamp, chicago: ZoneRules, roll: Int64 = usualRoll
    ) -> Timestamp {
        let day = TradingDay(of: time, chicago: chicago, roll: roll)
        let local = time.microseconds.floorDivided(by: 1_000_000) + chicago.offset(at: time)
        let today = local.floorDivided(by: 86_400)
        let hasRolled = local - today * 86_400 >= roll
        func moment(_ date: Int64) -> Timestamp { Self.moment(of: roll, on: date, chicago) }
        var start = moment(hasRolled ? today : today - 1)
        var earlier = (hasRolled ? today : today - 1) - 1
        while TradingDay(of: moment(earlier), chicago: chicago, roll: roll) == day {
            start = moment(earlier)
            earlier -= 1
        }
        return start
    }

    /// The roll on a local day, whose offset is that of the same afternoon.
    private static func moment(of roll: Int64, on day: Int64, _ chicago: ZoneRules) -> Timestamp {
        let local = day * 86_400 + roll
        let offset = chicago.offset(at: Timestamp(microseconds: (local + 6 * 3_600) * 1_000_000))
        return Timestamp(microseconds: (local - offset) * 1_000_000)
    }
}
