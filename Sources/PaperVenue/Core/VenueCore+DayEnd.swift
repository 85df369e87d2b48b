import Trading

/// The platform's end of the day: at 15:10 Chicago whatever works is cancelled and whatever is held is closed.
extension VenueCore {
    mutating func scheduleDayEnd() {
        guard rules.switches.flattensAtDayEnd, let due = nextDayEnd else { return }
        agenda.add(.endDay, due: due)
    }

    mutating func endDay() {
        flattenEverybody()
        scheduleDayEnd()
    }

    /// What a venue that was down at the end of the day does when it comes up again.
    mutating func flattenAfterDayEnd() {
        guard rules.switches.flattensAtDayEnd, rules.session?.refusal(at: now) != nil else { return }
        flattenEverybody()
    }

    private mutating func flattenEverybody() {
        for account in book.accounts.keys.sorted() { flattenNow(account) }
    }

    /// The next whole minute at which an open session is over; nil where there are no hours.
    ///
    /// It is looked for and not computed, so that it follows whatever calendar the session has. Within nine days
    /// every calendar has one.
    private var nextDayEnd: Timestamp? {
        guard let session = rules.session else { return nil }
        let minute: Int64 = 60_000_000
        let first = now.microseconds.floorDivided(by: minute)
        var wasOpen = session.refusal(at: now) == nil
        for number in (first + 1)...(first + 9 * 1_440) {
            let moment = Timestamp(microseconds: number * minute)
            let isOpen = session.refusal(at: moment) == nil
            if wasOpen, !isOpen { return moment }
            wasOpen = isOpen
        }
        return nil
    }
}
