import Trading

/// One trading day cut down to its seconds.
///
/// Hours are cut from the day, minutes from hours, seconds from minutes, always in the same places, so that
/// every way of asking finds the same parts.
struct DayTree: Sendable {
    /// One part of the day: seconds since its open.
    struct Part: Hashable, Sendable {
        let from: Int64
        let to: Int64

        /// In the middle, at a whole hour or minute as long as there is one; only for more than a second.
        var cut: Int64 {
            let unit: Int64 = to - from > 3_600 ? 3_600 : (to - from > 60 ? 60 : 1)
            return from + max(1, (to - from) / unit / 2) * unit
        }
    }

    /// Activity by the hour from 17:00 Chicago on: quiet nights, a busy open at 8:30 and a busy end.
    private static let activity: [Double] = [
        0.5, 0.6, 0.7, 0.6, 0.5, 0.4, 0.4, 0.5, 0.7, 1.2, 1.2, 0.9,
        0.8, 1.0, 1.6, 4.0, 5.0, 3.0, 2.0, 1.8, 2.2, 3.5, 1.5, 0.3, 0.3,
    ]
    /// Activity from the open to each hour.
    private static let activitySoFar: [Double] = activity.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }

    let day: MarketCalendar.Day
    let whole: Stretch
    private let seed: UInt64

    init(day: MarketCalendar.Day, whole: Stretch, seed: UInt64) {
        self.day = day
        self.whole = whole
        self.seed = Scatter.value(seed, UInt64(bitPattern: day.date.daysSince1970))
    }

    var root: Part { Part(from: 0, to: day.seconds) }

    func start(of part: Part) -> Timestamp { day.opens.advanced(by: .seconds(part.from)) }
    func end(of part: Part) -> Timestamp { day.opens.advanced(by: .seconds(part.to)) }

    func split(_ part: Part, _ stretch: Stretch) -> (left: (Part, Stretch), right: (Part, Stretch)) {
        let cut = part.cut
        let before = Self.activity(to: cut) - Self.activity(to: part.from)
        let share = before / (Self.activity(to: part.to) - Self.activity(to: part.from))
        let split = StretchSplit(
            of: stretch, share: share, wildness: wildness(of: part),
            seed: Scatter.value(seed, UInt64(bitPattern: part.from << 20 | part.to)))
        return ((Part(from: part.from, to: cut), split.left), (Part(from: cut, to: part.to), split.right))
    }

    /// What happened in one second of the day.
    func second(_ second: Int64) -> Stretch {
        var part = root
        var stretch = whole
        while part.to - part.from > 1 {
            let (left, right) = split(part, stretch)
            (part, stretch) = second < left.0.to ? left : right
        }
        return stretch
    }

    /// The first second, from one on, whose prices leave a band; nil when none does.
    func firstSecond(reaching band: PriceBand, from first: Int64) -> Int64? {
        find(band, from: first, in: root, whole)
    }

    private func find(_ band: PriceBand, from first: Int64, in part: Part, _ stretch: Stretch) -> Int64? {
        guard part.to > first, band.isReached(low: stretch.low, high: stretch.high) else { return nil }
        guard part.to - part.from > 1 else { return part.from }
        let (left, right) = split(part, stretch)
        return find(band, from: first, in: left.0, left.1) ?? find(band, from: first, in: right.0, right.1)
    }

    /// The dice of one second's inside.
    func seed(ofSecond second: Int64) -> UInt64 {
        Scatter.value(seed, UInt64(bitPattern: second << 20 | second))
    }

    /// Calm and fast stretches of some minutes to some ten.
    private func wildness(of part: Part) -> Double {
        switch part.to - part.from {
        case 3_601...: 1.3
        case 240...3_600: 2.6
        default: 1.6
        }
    }

    private static func activity(to second: Int64) -> Double {
        let hour = Int(second / 3_600)
        return activitySoFar[hour] + activity[min(hour, 24)] * Double(second % 3_600) / 3_600
    }
}
