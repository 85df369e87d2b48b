/// From a place's clocks to moments.
///
/// Where the clocks skip the time, the moment at which they go on is meant: a rule that names it begins no later
/// and ends no earlier than the day has such a time. Where they show it twice, a start is the first of the two and an
/// end the last, so that a restriction is never shorter than it reads.
extension ZoneRules {
    /// What the clocks show at a moment, in seconds after midnight, 0 to 86,399.
    package func secondOfDay(at time: Timestamp) -> Int64 {
        let local = time.microseconds.floorDivided(by: 1_000_000) + offset(at: time)
        return local - local.floorDivided(by: 86_400) * 86_400
    }

    /// The first moment at which the clocks show a second of a day.
    ///
    /// - Parameter second: From the day's midnight as the clocks count; below zero on the day before.
    package func first(of date: CivilDate, second: Int64) -> Timestamp {
        moments(of: date.daysSince1970 * 86_400 + second).first
    }

    /// The last moment at which the clocks show a second of a day.
    package func last(of date: CivilDate, second: Int64) -> Timestamp {
        moments(of: date.daysSince1970 * 86_400 + second).last
    }

    private func moments(of local: Int64) -> (first: Timestamp, last: Timestamp) {
        let before = offset(at: Timestamp(microseconds: (local - 86_400) * 1_000_000))
        let after = offset(at: Timestamp(microseconds: (local + 86_400) * 1_000_000))
        guard before != after else {
            let moment = Timestamp(microseconds: (local - before) * 1_000_000)
            return (moment, moment)
        }
        let shown = [before, after].map { local - $0 }.filter { second in
            second + offset(at: Timestamp(microseconds: second * 1_000_000)) == local
        }
        let seconds: (Int64, Int64)
        if let first = shown.min(), let last = shown.max() {
            seconds = (first, last)
        } else {
            let change = change(from: local - after, to: local - before) ?? local - before
            seconds = (change, change)
        }
        return (
            Timestamp(microseconds: seconds.0 * 1_000_000), Timestamp(microseconds: seconds.1 * 1_000_000)
        )
    }
}
