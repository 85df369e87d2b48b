extension TradingDay {
    /// When the trading day of a moment began: 17:00 in Chicago; over a week-end Friday's.
    package static func start(of time: Timestamp, chicago: ZoneRules) -> Timestamp {
        let day = TradingDay(of: time, chicago: chicago)
        let local = time.microseconds.floorDivided(by: 1_000_000) + chicago.offset(at: time)
        let today = local.floorDivided(by: 86_400)
        let hasRolled = local - today * 86_400 >= 17 * 3_600
        var start = roll(on: hasRolled ? today : today - 1, chicago)
        var earlier = (hasRolled ? today : today - 1) - 1
        while TradingDay(of: roll(on: earlier, chicago), chicago: chicago) == day {
            start = roll(on: earlier, chicago)
            earlier -= 1
        }
        return start
    }

    /// 17:00 in Chicago on a local day, whose offset is that of the same afternoon.
    private static func roll(on day: Int64, _ chicago: ZoneRules) -> Timestamp {
        let local = day * 86_400 + 17 * 3_600
        let offset = chicago.offset(at: Timestamp(microseconds: (local + 6 * 3_600) * 1_000_000))
        return Timestamp(microseconds: (local - offset) * 1_000_000)
    }
}
