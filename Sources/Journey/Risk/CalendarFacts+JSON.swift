import JSON
import Trading

extension CalendarFacts {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("at", at.description)
            if let session {
                writer.key("session")
                session.write(to: &writer)
            }
            if let blackout {
                writer.key("blackout")
                writer.object { writer in
                    writer.member("name", blackout.name)
                    blackout.stretch.write(to: &writer)
                }
            }
            if let roll {
                writer.key("roll")
                writer.object { writer in
                    writer.member("last_trade", ifPresent: roll.lastTrade?.description)
                    writer.member("days_left", ifPresent: roll.daysLeft)
                    writer.member("days_min", roll.daysMin)
                }
            }
        }
    }

    init?(_ json: JSONValue) {
        guard let at = json["at"]?.string.flatMap({ Timestamp($0) }) else { return nil }
        self.init(at: at)
        if let session = json["session"] {
            guard let read = Session(session) else { return nil }
            self.session = read
        }
        if let blackout = json["blackout"] {
            guard let name = blackout["name"]?.string, let stretch = MarketCalendar.Stretch(blackout) else {
                return nil
            }
            self.blackout = NamedStretch(name: name, stretch: stretch)
        }
        if let roll = json["roll"] {
            guard let daysMin = roll["days_min"]?.int64 else { return nil }
            self.roll = Roll(
                lastTrade: roll["last_trade"]?.string.flatMap { CivilDate($0) },
                daysLeft: roll["days_left"]?.int64, daysMin: daysMin)
        }
    }
}

extension CalendarFacts.Session {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("root", root)
            writer.member("date", date.description)
            writer.member("gap", ifPresent: gap)
            writer.member("family", ifPresent: family)
            open?.write(to: &writer)
            writer.member("close", ifPresent: close?.description)
            writer.member("opens", ifPresent: opens?.description)
            writer.member("close_local", ifPresent: closeLocal)
            writer.member("opens_local", ifPresent: opensLocal)
            writer.member("holiday", ifPresent: isHoliday ? true : nil)
            writer.member("shortened", ifPresent: isShortened ? true : nil)
        }
    }

    fileprivate init?(_ json: JSONValue) {
        guard let root = json["root"]?.string, let date = json["date"]?.string.flatMap({ CivilDate($0) })
        else { return nil }
        self.init(root: root, date: date)
        gap = json["gap"]?.string
        family = json["family"]?.string
        open = MarketCalendar.Stretch(json)
        close = json["close"]?.string.flatMap { Timestamp($0) }
        opens = json["opens"]?.string.flatMap { Timestamp($0) }
        closeLocal = json["close_local"]?.string
        opensLocal = json["opens_local"]?.string
        isHoliday = json["holiday"]?.bool ?? false
        isShortened = json["shortened"]?.bool ?? false
    }
}

extension MarketCalendar.Stretch {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("from", from.description)
        writer.member("until", until.description)
    }

    fileprivate init?(_ json: JSONValue) {
        guard let from = json["from"]?.string.flatMap({ Timestamp($0) }),
            let until = json["until"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(from: from, until: until)
    }
}
