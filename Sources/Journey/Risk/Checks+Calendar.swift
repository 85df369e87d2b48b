import Trading

/// When may be traded.
extension Checks {
    static let calendar: [Check] = [
        Check(
            id: "PT-16", title: "roll guard", classes: [.entry], codes: [.contractExpiring],
            inputs: { input in
                guard let roll = input.calendar?.roll else { return [("roll_guard", "off")] }
                return [
                    ("last_trade", roll.lastTrade?.description ?? noData),
                    ("days_left", roll.daysLeft.map { "\($0)" } ?? noData), ("days_min", "\(roll.daysMin)"),
                ]
            }, fails: rollGuard),
        Check(
            id: "PT-18", title: "session and cut-off", classes: [.entry],
            codes: [.sessionUnknown, .marketHoliday, .outsideSession, .entryCutOffPassed],
            inputs: { input in
                var inputs = [("cut_off", input.cutOff ?? "none")]
                guard let facts = input.calendar, let session = facts.session else {
                    return inputs + [("sessions", "off")]
                }
                inputs += [("at", "\(facts.at)"), ("root", session.root), ("date", "\(session.date)")]
                inputs.append(("family", session.family ?? noData))
                inputs.append(("open_until", session.open.map { "\($0.until)" } ?? "closed"))
                inputs.append(("closes", session.close.map { "\($0)" } ?? "none"))
                inputs.append(("opens", session.opens.map { "\($0)" } ?? "none"))
                return inputs
            }, fails: session),
        Check(
            id: "PT-19", title: "news blackout", classes: [.entry], codes: [.newsBlackout],
            inputs: { input in
                guard let blackout = input.calendar?.blackout else { return [("blackout", "none")] }
                return [
                    ("blackout", blackout.name), ("from", "\(blackout.stretch.from)"),
                    ("until", "\(blackout.stretch.until)"),
                ]
            }, fails: newsBlackout),
    ]

    private static let noData = "NO_DATA"

    static func rollGuard(_ input: GateInput) -> Denial? {
        guard let roll = input.calendar?.roll, let last = roll.lastTrade, let left = roll.daysLeft,
            left < roll.daysMin
        else { return nil }
        return Denial(
            .contractExpiring,
            "\(input.contract?.text ?? input.root) is last to be traded on \(last), \(left) business days away; "
                + "the account wants \(roll.daysMin)",
            remedy: "trade the next month, or lower the account's roll_guard")
    }

    static func session(_ input: GateInput) -> Denial? {
        if let facts = input.calendar, let session = facts.session {
            if let denial = closed(session, at: facts.at) { return denial }
        }
        guard let cutOff = input.cutOff else { return nil }
        return Denial(
            .entryCutOffPassed, cutOff,
            remedy: "wait for the next trading day, or change flatten_at and entry_cutoff")
    }

    private static func closed(_ session: CalendarFacts.Session, at time: Timestamp) -> Denial? {
        if let gap = session.gap {
            return Denial(
                .sessionUnknown, gap,
                remedy: "add it to the calendar file, or set sessions: false for the account")
        }
        let opens =
            session.opens.map { "opens at \($0)" + told(session.opensLocal) }
            ?? "the calendar shows no next opening"
        let family = session.family ?? session.root
        if session.isHoliday {
            return Denial(
                .marketHoliday, "\(session.root) (\(family)) does not trade on \(session.date); \(opens)",
                remedy: "wait until it opens, or correct the calendar file")
        }
        guard session.open?.holds(time) != true else { return nil }
        let closes = session.close.map { close in
            let how = session.isShortened ? "early " : ""
            return (close <= time ? "closed \(how)at \(close)" : "closes \(how)at \(close)")
                + told(session.closeLocal)
        }
        let hours = [opens, closes].compactMap { $0 }.joined(separator: ", ")
        return Denial(
            .outsideSession, "\(session.root) (\(family)) is closed at \(time): \(hours)",
            remedy: "wait until it opens, or correct the calendar file")
    }

    private static func told(_ local: String?) -> String { local.map { " (\($0))" } ?? "" }

    static func newsBlackout(_ input: GateInput) -> Denial? {
        guard let facts = input.calendar, let blackout = facts.blackout, blackout.stretch.holds(facts.at)
        else { return nil }
        return Denial(
            .newsBlackout,
            "\(blackout.name): no entries from \(blackout.stretch.from) to \(blackout.stretch.until)",
            remedy: "wait until it is over, or change the account's blackouts")
    }
}
