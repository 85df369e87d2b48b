import Trading

/// Recorded prices of one product, played on the venue's clock. After its last row the last price stands.
struct ReplayTape: PriceTape {
    /// One recorded trade; on the venue's clock, in ticks.
    struct Row: Hashable, Sendable {
        let at: Timestamp
        let price: Int64
        let volume: Int64
    }

    private let rows: [Row]
    private let calendar: MarketCalendar

    /// - Parameter rows: At least one, in the order of their times.
    init(_ rows: [Row], calendar: MarketCalendar) {
        precondition(!rows.isEmpty, "a replay has a first row")
        self.rows = rows
        self.calendar = calendar
    }

    func isOpen(at time: Timestamp) -> Bool { true }

    func nextChange(after time: Timestamp) -> Timestamp? {
        let next = count(to: time.advanced(by: Span(microseconds: 1)))
        return next < rows.count ? rows[next].at : nil
    }

    func nextReach(of band: PriceBand, after time: Timestamp) -> Timestamp? {
        let next = count(to: time.advanced(by: Span(microseconds: 1)))
        return rows[next...].first { band.isReached(by: $0.price) }?.at
    }

    func moment(at time: Timestamp) -> TapeMoment {
        let index = max(0, count(to: time.advanced(by: Span(microseconds: 1))) - 1)
        return TapeMoment(last: rows[index].price, isBid: !isBuy(index), widening: 0)
    }

    func day(at time: Timestamp) -> (opens: Timestamp, closeBefore: Int64) {
        let opens = max(calendar.lastDay(at: time).opens, rows[0].at)
        return (opens, rows[max(0, count(to: opens) - 1)].price)
    }

    func prints(from start: Timestamp, to end: Timestamp) -> [MarketPrint] {
        let from = max(start, end.advanced(by: .seconds(-WalkTape.printSecondsMax)))
        let first = count(to: from)
        return (first..<max(first, count(to: end))).map { index in
            let row = rows[index]
            return MarketPrint(at: row.at, price: row.price, volume: row.volume, isBuy: isBuy(index))
        }
    }

    func visit(
        from start: Timestamp, to end: Timestamp, isOne: (Timestamp, Timestamp) -> Bool,
        take: (Timestamp, Stretch) -> Bool
    ) -> Bool {
        let first = count(to: start)
        return (first..<max(first, count(to: end))).reversed().allSatisfy { index in
            take(rows[index].at, Stretch(flat: rows[index].price, volume: rows[index].volume))
        }
    }

    /// Upward trades were bought, downward ones sold; others count as sold.
    private func isBuy(_ index: Int) -> Bool { index > 0 && rows[index].price > rows[index - 1].price }

    /// Rows before a moment.
    private func count(to time: Timestamp) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].at < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
