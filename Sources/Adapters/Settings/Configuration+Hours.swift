import Journey
package import Trading

/// When the accounts may trade, in words for `check`.
extension Configuration {
    /// Days ahead whose special hours are told.
    private static let outlook: Int64 = 14

    /// What should be done about the calendar, where an account depends on it.
    package func calendarConcerns(at now: Timestamp, chicago: ZoneRules) -> [String] {
        guard let calendar else { return [] }
        let name = calendarPath ?? "the calendar that is built in"
        let local = now.microseconds.floorDivided(by: 1_000_000) + chicago.offset(at: now)
        let today = CivilDate(daysSince1970: local.floorDivided(by: 86_400))
        return calendar.concerns(on: today).map { "\(name): \($0)" }
    }

    /// The calendar, its special dates to come, and how each account stands to it.
    package func hours(at now: Timestamp, chicago: ZoneRules) -> [String] {
        guard let calendar else { return [] }
        let today = TradingDay(of: now, chicago: chicago).date
        var lines = [
            "calendar: \(calendarPath ?? "built in"), as of \(calendar.asOf), from \(calendar.from) until "
                + "\(calendar.until); \(calendar.roots.count) products in \(calendar.families.count) families"
        ]
        for step in 0...Self.outlook {
            let date = CivilDate(daysSince1970: today.daysSince1970 + step)
            if let line = special(date, calendar) { lines.append("calendar: \(line)") }
        }
        return lines + accounts.map { hours(of: $0, calendar, at: now, chicago: chicago) }
    }

    private func special(_ date: CivilDate, _ calendar: MarketCalendar) -> String? {
        let families = calendar.families.values.sorted { $0.name < $1.name }
        let words = families.compactMap { family -> String? in
            guard family.exceptions[date] != nil else { return nil }
            return "\(family.name) \(family.close(on: date).map(Self.clock) ?? "closed")"
        }
        return words.isEmpty ? nil : "\(date): \(words.joined(separator: ", "))"
    }

    private func hours(
        of account: AccountProfile, _ calendar: MarketCalendar, at now: Timestamp, chicago: ZoneRules
    ) -> String {
        var parts: [String] = []
        if account.hours.followsCalendar {
            parts.append("follows the calendar; a product that it does not know takes no entries")
            parts.append(rollGuard(account, calendar))
        } else {
            parts.append(
                "around the clock: without sessions: true no session, holiday or early close is heeded")
        }
        if let cutOff = account.cutOff {
            let today = cutOff.instants(at: now, chicago: chicago)
            parts.append("closed at \(Self.clock(cutOff.flattenAt)) (\(today.flatten) on \(today.day))")
        }
        parts.append(
            "resting entries end \(account.hours.entryLife.map { "after \($0), " } ?? "")\(resting(account))")
        for blackout in account.hours.blackouts {
            parts.append("\(blackout.name) from \(blackout.from) to \(blackout.until)")
        }
        return "hours: \(account.name): \(parts.joined(separator: "; "))"
    }

    private func rollGuard(_ account: AccountProfile, _ calendar: MarketCalendar) -> String {
        guard account.hours.rollGuardDays > 0 else { return "no roll guard" }
        return calendar.lastTrades.isEmpty
            ? "roll guard NO_DATA: the calendar names no contract's last day"
            : "no entries within \(account.hours.rollGuardDays) business days of a contract's last one"
    }

    private func resting(_ account: AccountProfile) -> String {
        let cutOff = account.cutOff ?? CutOff.standard
        let margin = min(CutOff.restingMargin, cutOff.entryMargin.microseconds / 1_000_000)
        return "at \(Self.clock(cutOff.flattenAt - margin)) at the latest"
    }

    private static func clock(_ second: Int64) -> String {
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }
}
