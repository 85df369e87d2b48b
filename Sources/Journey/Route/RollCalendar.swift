package import Trading

/// Which month stands for a root on a trading day, by dates and by volumes: it decides, and knows no venue.
package struct RollCalendar: Sendable {
    package let calendar: MarketCalendar?
    /// The trading day.
    package let today: CivilDate
    private let chicago: ZoneRules

    package init(_ calendar: MarketCalendar?, at time: Timestamp, chicago: ZoneRules) {
        self.calendar = calendar
        self.chicago = chicago
        today = TradingDay(of: time, chicago: chicago).date
    }

    /// A month, or why there is none.
    package struct Pick: Hashable, Sendable {
        /// The contract's name, `ESZ6`.
        package let month: String?
        package let gap: String?

        init(month: String) { (self.month, gap) = (month, nil) }
        init(gap: String) { (month, self.gap) = (nil, gap) }
    }

    package func pick(_ method: RollMethod, root: String, in book: ContractBook) -> Pick {
        switch method {
        case .venue:
            book.active(root: root, expiry: nil).map { Pick(month: $0.name) }
                ?? Pick(gap: "the venue lists no active contract for \(root)")
        case .daysBeforeExpiry(let days): front(ofRoot: root, daysBefore: days)
        case .volume: larger(root: root, in: book)
        }
    }

    // MARK: Dates

    /// The months of a root that the calendar knows the end of, and those ends; the nearest first.
    package func months(ofRoot root: String) -> [(name: String, last: CivilDate)] {
        let wanted = root.uppercased()
        let months = (calendar?.lastTrades ?? [:]).filter { $0.key.count > 2 && $0.key.dropLast(2) == wanted }
        return months.map { (name: $0.key, last: $0.value) }.sorted {
            ($0.last, $0.name) < ($1.last, $1.name)
        }
    }

    /// The day on which a month ends: the earlier of its last trade and its first notice.
    package func last(of name: String) -> CivilDate? { calendar?.lastTrades[name.uppercased()] }

    /// Business days of a month from the trading day to its last one; below zero after it.
    package func daysLeft(of name: String) -> Int64? {
        guard let calendar, let last = last(of: name) else { return nil }
        return calendar.businessDays(from: today, to: last, ofRoot: String(name.dropLast(2)))
    }

    /// The first trading day on which the month after this one is traded, by days before expiry.
    package func rolls(_ name: String, daysBefore days: Int64) -> CivilDate? {
        guard let calendar, let last = last(of: name) else { return nil }
        let root = String(name.dropLast(2))
        var date = last
        while calendar.businessDays(from: date, to: last, ofRoot: root) < days || !isTraded(date, root) {
            date = CivilDate(daysSince1970: date.daysSince1970 - 1)
        }
        return date
    }

    private func front(ofRoot root: String, daysBefore days: Int64) -> Pick {
        guard let calendar else { return Pick(gap: "there is no calendar") }
        guard calendar.covers(today) else {
            return Pick(
                gap: "the calendar speaks for \(calendar.from) to \(calendar.until), and not for \(today)")
        }
        let months = months(ofRoot: root)
        guard !months.isEmpty else { return Pick(gap: "the calendar names no last day of any \(root)") }
        let open = months.first { calendar.businessDays(from: today, to: $0.last, ofRoot: root) > days }
        guard let open else {
            return Pick(
                gap: "the calendar names no \(root) that ends more than \(days) business days from now")
        }
        return Pick(month: open.name)
    }

    /// Whether a product has a session on a date; a weekday where nobody knows.
    private func isTraded(_ date: CivilDate, _ root: String) -> Bool {
        guard let family = calendar?.family(ofRoot: root) else { return (1...5).contains(date.weekday) }
        return !family.sessions(on: date).isEmpty
    }

    // MARK: Volumes

    /// The day before the present one on which a product traded.
    package func completeDay(ofRoot root: String, before date: CivilDate) -> CivilDate {
        var day = CivilDate(daysSince1970: date.daysSince1970 - 1)
        for _ in 0..<14 where !isTraded(day, root) { day = CivilDate(daysSince1970: day.daysSince1970 - 1) }
        return day
    }

    /// The month after the venue's active one.
    package func following(_ active: Contract, in book: ContractBook) -> Contract? {
        ContractBook.idAfter(active).flatMap { book[$0] }
    }

    private func larger(root: String, in book: ContractBook) -> Pick {
        guard let active = book.active(root: root, expiry: nil) else {
            return Pick(gap: "the venue lists no active contract for \(root)")
        }
        guard let next = following(active, in: book) else {
            return Pick(gap: "the month after \(active.name) is not known")
        }
        guard let here = volume(of: active), let there = volume(of: next) else {
            return Pick(
                gap: "the volumes of \(active.name) and \(next.name) are not known for the last trading day")
        }
        return Pick(month: there > here ? next.name : active.name)
    }

    /// What traded on the last complete trading day, or on the one before it while that is being read.
    package func volume(of contract: Contract) -> Int64? {
        guard let volume = contract.volume else { return nil }
        let day = TradingDay(of: volume.start, chicago: chicago).date
        let complete = completeDay(ofRoot: contract.root, before: today)
        // Only days that are over are read. A venue that trades at week-ends tells of later ones.
        guard day >= completeDay(ofRoot: contract.root, before: complete) else { return nil }
        return volume.contracts
    }
}
