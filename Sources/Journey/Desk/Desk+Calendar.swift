import Trading

/// What the exchange's calendar and the operator's blackouts say about an order.
extension Desk {
    /// The exchange's root of an order: its contract's where that is known.
    func root(of row: OrderRow, asked: String) -> String {
        row.contract.flatMap { contract(of: $0, on: row.account)?.root } ?? asked.uppercased()
    }

    /// Nil where nothing of the kind binds the account.
    func calendarFacts(for order: LiveOrder, _ book: AccountBook) -> CalendarFacts? {
        let hours = book.profile.hours
        guard hours.followsCalendar || !hours.blackouts.isEmpty else { return nil }
        var facts = CalendarFacts(at: now.wall)
        facts.blackout = blackout(of: hours)
        guard hours.followsCalendar else { return facts }
        facts.session = session(of: root(of: order.row, asked: order.root))
        facts.roll = roll(of: order.row, hours)
        return facts
    }

    private func session(of root: String) -> CalendarFacts.Session {
        let date = TradingDay(of: now.wall, chicago: settings.chicago).date
        var session = CalendarFacts.Session(root: root, date: date)
        guard let calendar = settings.calendar else {
            session.gap = "there is no calendar"
            return session
        }
        guard
            let standing = calendar.standing(ofRoot: root, at: now.wall, chicago: settings.chicago)
        else {
            session.gap =
                calendar.covers(date)
                ? "the calendar does not know the product \(root)"
                : "the calendar speaks for \(calendar.from) to \(calendar.until), and not for \(date)"
            return session
        }
        session.family = standing.family
        session.open = standing.session
        session.close = standing.close
        session.opens = standing.opens
        session.closeLocal = standing.close.map(local)
        session.opensLocal = standing.opens.map(local)
        session.isHoliday = standing.isHoliday
        session.isShortened = standing.isShortened
        return session
    }

    /// A moment as the exchange's clocks show it.
    private func local(_ time: Timestamp) -> String {
        let shown = time.advanced(by: .seconds(settings.chicago.offset(at: time)))
        return "\("\(shown)".prefix(10)) \("\(shown)".dropFirst(11).prefix(5)) in Chicago"
    }

    /// The blackout that counts now: the one that ends last of those under way, else the next.
    private func blackout(of hours: TradingHours) -> CalendarFacts.NamedStretch? {
        let all = hours.blackouts.map {
            CalendarFacts.NamedStretch(name: $0.name, stretch: $0.stretch(chicago: settings.chicago))
        }
        let running = all.filter { $0.stretch.holds(now.wall) }
        return running.max { $0.stretch.until < $1.stretch.until }
            ?? all.filter { $0.stretch.from > now.wall }.min { $0.stretch.from < $1.stretch.from }
    }

    private func roll(of row: OrderRow, _ hours: TradingHours) -> CalendarFacts.Roll? {
        guard hours.rollGuardDays > 0 else { return nil }
        var roll = CalendarFacts.Roll(lastTrade: nil, daysLeft: nil, daysMin: hours.rollGuardDays)
        guard let calendar = settings.calendar,
            let contract = row.contract.flatMap({ contract(of: $0, on: row.account) }),
            let last = calendar.lastTrades[contract.name.uppercased()]
        else { return roll }
        let today = TradingDay(of: now.wall, chicago: settings.chicago).date
        roll.lastTrade = last
        roll.daysLeft = calendar.businessDays(from: today, to: last, ofRoot: contract.root)
        return roll
    }

    // MARK: Closes

    /// When a product ends the trading day of a moment, else of now, on an account; nil where no calendar tells.
    func close(of root: String, _ profile: AccountProfile, at time: Timestamp? = nil) -> CutOff.Close? {
        guard profile.hours.followsCalendar, let calendar = settings.calendar else { return nil }
        let date = TradingDay(of: time ?? now.wall, chicago: settings.chicago).date
        guard calendar.covers(date), let family = calendar.family(ofRoot: root),
            let second = family.close(on: date)
        else { return nil }
        let published = profile.hours.firm.flatMap { calendar.firmCloses[$0]?[date] }
        return CutOff.Close(
            second: min(second, published ?? second), isShortened: family.isShortened(date),
            isPublished: published != nil)
    }

    /// A product's moments of today on an account that has to be flat; nil where it need not be.
    func instants(of root: String, _ profile: AccountProfile) -> CutOff.Instants? {
        profile.cutOff?.instants(
            at: now.wall, chicago: settings.chicago, close: close(of: root, profile))
    }

    /// Why an account takes no entries in a product for the rest of the trading day.
    func cutOff(of profile: AccountProfile, root: String) -> String? {
        let close = close(of: root, profile)
        // Without times of its own an account heeds only what is special about the date.
        guard profile.cutOff != nil || close?.isShortened == true || close?.isPublished == true else {
            return nil
        }
        let cutOff = profile.cutOff ?? CutOff.standard
        let today = cutOff.instants(at: now.wall, chicago: settings.chicago, close: close)
        guard now.wall >= today.entries, now.wall < today.end else { return nil }
        let ends = close.map { close in
            let at = settings.chicago.first(of: today.day.date, second: close.second)
            let whose = close.isPublished ? "by the firm's hours" : close.isShortened ? "early" : "today"
            return "; \(root) closes \(whose) at \(at)"
        }
        let flat =
            profile.cutOff == nil
            ? "entries end at \(today.entries)"
            : "the account is closed at \(today.flatten); entries end at \(today.entries)"
        return flat + (ends ?? "")
    }

    /// The wall time at which an entry that passes now would stop passing; nil while nothing ends.
    func entriesEnd(for order: LiveOrder) -> Timestamp? {
        guard let book = accounts[order.row.account] else { return nil }
        let profile = book.profile
        let root = root(of: order.row, asked: order.root)
        var ends: [Timestamp] = []
        let close = close(of: root, profile)
        if profile.cutOff != nil || close?.isShortened == true || close?.isPublished == true {
            let cutOff = profile.cutOff ?? CutOff.standard
            let today = cutOff.instants(at: now.wall, chicago: settings.chicago, close: close)
            if now.wall < today.entries { ends.append(today.entries) }
        }
        // With the next day come another step of the plan, and another floor.
        if profile.terms != nil {
            ends.append(start(of: day(of: now.wall, profile).next, profile))
        }
        let facts = calendarFacts(for: order, book)
        if let open = facts?.session?.open { ends.append(open.until) }
        if let blackout = facts?.blackout?.stretch, blackout.from > now.wall { ends.append(blackout.from) }
        return ends.min()
    }
}

extension MarketCalendar {
    /// Days on which a product trades after one date and up to another; below zero when that one is over.
    func businessDays(from today: CivilDate, to last: CivilDate, ofRoot root: String) -> Int64 {
        guard today <= last else { return -1 }
        let family = family(ofRoot: root)
        // Months ahead the exact number of days is of no use.
        let count = min(last.daysSince1970 - today.daysSince1970, 400)
        return (0..<count).reduce(0) { days, step in
            let date = CivilDate(daysSince1970: last.daysSince1970 - step)
            let trades = family.map { !$0.sessions(on: date).isEmpty } ?? (1...5).contains(date.weekday)
            return days + (trades ? 1 : 0)
        }
    }
}
