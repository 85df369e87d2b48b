import Trading

/// The walk of one contract: days from `DayWalk`, seconds from `DayTree`, steps from `SecondPath`.
struct WalkTape: PriceTape {
    /// Seconds that prints are kept back to: nobody who looks in time needs more.
    static let printSecondsMax: Int64 = 2

    /// Ranges of a second, in ticks, that widen the spread by one tick each.
    private static let wideningRanges: [Int64] = [8, 20, 40]
    static var wideningMax: Int64 { Int64(wideningRanges.count) }

    private let contract: ContractID
    private let rules: VenueRules
    private let days: DayWalk
    private let seed: UInt64
    /// Where the market stands still when it has no steps.
    private let start: Int64
    private let memory: SecondMemory

    init(_ listing: Listing, rules: VenueRules, memory: SecondMemory) {
        let product = listing.product
        contract = listing.id
        self.rules = rules
        start = product.start.nanos / product.tickSize.nanos
        seed = Scatter.seed(rules.seed, named: product.underlying)
        // Later months stand a little higher, so that a roll is a step in price.
        let months = (listing.month.year - 2026) * 12 + listing.month.letter.rawValue - 12
        days = DayWalk(product: product, seed: seed, carry: Double(months) * 0.0003)
        self.memory = memory
    }

    private var calendar: MarketCalendar { rules.calendar }
    private var step: Span? { rules.step }

    func isOpen(at time: Timestamp) -> Bool { calendar.isOpen(at: time) }

    /// Steps at which the price stays are passed over, but the spread can change with each second. What lies beyond
    /// the present second is searched by the extremes of its hours, minutes and seconds.
    func nextReach(of band: PriceBand, after time: Timestamp) -> Timestamp? {
        guard step != nil else { return nil }
        guard let day = calendar.day(at: time) else { return calendar.nextOpening(after: time) }
        var second = time.since(day.opens).microseconds / 1_000_000
        let present = path(day, second)
        if let next = present.firstReach(of: band, after: index(of: time, present)) {
            return moment(day, second, next)
        }
        let tree = tree(of: day)
        while let found = tree.firstSecond(reaching: band, from: second + 1) {
            second = found
            if let next = makePath(tree, second).firstReach(of: band, after: -1) {
                return moment(day, second, next)
            }
        }
        return day.closes
    }

    private func moment(_ day: MarketCalendar.Day, _ second: Int64, _ index: Int) -> Timestamp {
        let width = step?.microseconds ?? 1_000_000
        return day.opens.advanced(by: Span(microseconds: second * 1_000_000 + Int64(index) * width))
    }

    /// The next step of every walk; steps begin anew with each second.
    static func nextChange(after time: Timestamp, rules: VenueRules) -> Timestamp? {
        guard let step = rules.step else { return nil }
        guard rules.calendar.isOpen(at: time) else { return rules.calendar.nextOpening(after: time) }
        let second = time.microseconds.floorDivided(by: 1_000_000) * 1_000_000
        let next = second + ((time.microseconds - second) / step.microseconds + 1) * step.microseconds
        return Timestamp(microseconds: min(next, second + 1_000_000))
    }

    func moment(at time: Timestamp) -> TapeMoment {
        guard step != nil else { return TapeMoment(last: start, isBid: true, widening: 0) }
        guard let day = calendar.day(at: time) else {
            let last = days.close(of: calendar.lastDay(at: time).date)
            return TapeMoment(last: last, isBid: true, widening: 0)
        }
        let second = time.since(day.opens).microseconds / 1_000_000
        let path = path(day, second)
        let index = index(of: time, path)
        let change = (1...max(1, index)).last { $0 <= index && path.prices[$0] != path.prices[$0 - 1] }
        let isBid = change.map { path.prices[$0] < path.prices[$0 - 1] } ?? second.isMultiple(of: 2)
        let range = (path.prices.max() ?? 0) - (path.prices.min() ?? 0)
        let widening = Self.wideningRanges.count { range >= $0 }
        return TapeMoment(last: path.prices[index], isBid: isBid, widening: Int64(widening))
    }

    func day(at time: Timestamp) -> (opens: Timestamp, closeBefore: Int64) {
        let day = calendar.lastDay(at: time)
        let before = calendar.dayBefore(day.date)
        return (day.opens, step == nil ? start : days.close(of: before.date))
    }

    func prints(from begin: Timestamp, to end: Timestamp) -> [MarketPrint] {
        guard let step else { return [] }
        var second = max(begin, end.advanced(by: .seconds(-Self.printSecondsMax))).microseconds
            .floorDivided(by: 1_000_000)
        var prints: [MarketPrint] = []
        while second * 1_000_000 < end.microseconds {
            let from = Timestamp(microseconds: second * 1_000_000)
            second += 1
            guard let day = calendar.day(at: from) else { continue }
            let path = path(day, from.since(day.opens).microseconds / 1_000_000)
            for index in path.prices.indices where path.volumes[index] > 0 {
                let at = from.advanced(by: Span(microseconds: step.microseconds * Int64(index)))
                guard at >= begin, at < end else { continue }
                let move = path.prices[index] - path.prices[max(0, index - 1)]
                let isBuy = move == 0 ? moment(at: at).isBid == false : move > 0
                prints.append(
                    MarketPrint(at: at, price: path.prices[index], volume: path.volumes[index], isBuy: isBuy))
            }
        }
        return prints
    }

    func visit(
        from begin: Timestamp, to end: Timestamp, isOne: (Timestamp, Timestamp) -> Bool,
        take: (Timestamp, Stretch) -> Bool
    ) -> Bool {
        guard begin < end else { return true }
        var day = calendar.lastDay(at: Timestamp(microseconds: end.microseconds - 1))
        while day.closes > begin {
            let tree = tree(of: day)
            guard visit(tree, tree.root, tree.whole, begin, end, isOne, take) else { return false }
            day = calendar.dayBefore(day.date)
        }
        return true
    }

    private func visit(
        _ tree: DayTree, _ part: DayTree.Part, _ stretch: Stretch, _ begin: Timestamp, _ end: Timestamp,
        _ isOne: (Timestamp, Timestamp) -> Bool, _ take: (Timestamp, Stretch) -> Bool
    ) -> Bool {
        let from = tree.start(of: part)
        let to = tree.end(of: part)
        guard from < end, to > begin else { return true }
        if from >= begin, to <= end, isOne(from, Timestamp(microseconds: to.microseconds - 1)) {
            return take(from, stretch)
        }
        guard part.to - part.from > 1 else {
            let (from, to) = (max(from, begin), min(to, end))
            return take(from, inside(path(tree.day, part.from), from, to))
        }
        let (left, right) = tree.split(part, stretch)
        return visit(tree, right.0, right.1, begin, end, isOne, take)
            && visit(tree, left.0, left.1, begin, end, isOne, take)
    }

    /// A part of one second.
    private func inside(_ path: SecondPath, _ begin: Timestamp, _ end: Timestamp) -> Stretch {
        let width = step?.microseconds ?? 1_000_000
        let second = begin.microseconds.floorDivided(by: 1_000_000) * 1_000_000
        let first = index(of: begin, path)
        let last = index(of: Timestamp(microseconds: end.microseconds - 1), path)
        let begun = (first...last).filter { second + Int64($0) * width >= begin.microseconds }
        return Stretch(
            from: path.prices[first], over: path.prices[first...last],
            volume: begun.reduce(0) { $0 + path.volumes[$1] })
    }

    private func index(of time: Timestamp, _ path: SecondPath) -> Int {
        let width = step?.microseconds ?? 1_000_000
        let second = time.microseconds.floorDivided(by: 1_000_000) * 1_000_000
        return min(path.prices.count - 1, Int((time.microseconds - second) / width))
    }

    private func tree(of day: MarketCalendar.Day) -> DayTree {
        guard step != nil else {
            return DayTree(day: day, whole: Stretch(flat: start, volume: day.seconds), seed: seed)
        }
        let before = calendar.dayBefore(day.date)
        return DayTree(
            day: day,
            whole: days.stretch(of: day.date, before: before.date, hasGap: before.closes < day.opens),
            seed: seed)
    }

    private func path(_ day: MarketCalendar.Day, _ second: Int64) -> SecondPath {
        let at = day.opens.advanced(by: .seconds(second))
        return memory.path(of: contract, at: at) {
            makePath(tree(of: day), second)
        }
    }

    private func makePath(_ tree: DayTree, _ second: Int64) -> SecondPath {
        let width = step?.microseconds ?? 1_000_000
        return SecondPath(
            tree.second(second), steps: max(1, Int((999_999 + width) / width)),
            seed: tree.seed(ofSecond: second))
    }
}
