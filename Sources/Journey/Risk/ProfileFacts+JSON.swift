import JSON
import Trading

/// As the ledger keeps them; what is not known is left out.
extension ProfileFacts {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("profile")
            writer.object { profile.write(to: &$0) }
            writer.member("day", "\(day)")
            writer.member("opening_balance", numberIfPresent: opening?.description)
            writer.member("balance", numberIfPresent: balance?.description)
            writer.member("open_risk", numberIfPresent: openRisk?.description)
            writer.member("floor", numberIfPresent: floor?.description)
            writer.member("floor_basis", ifPresent: basis?.rawValue)
            writer.member("breached", ifPresent: isBreached ? true : nil)
            writer.member("buffer", number: buffer.description)
            writer.member("gap", ifPresent: gap)
            writer.member("lacks_quotes", ifPresent: lacksQuotes ? true : nil)
        }
    }

    /// Nil unless what must be there is.
    init?(_ json: JSONValue) {
        guard let profile = json["profile"].flatMap(FirmProfile.init),
            let day = json["day"]?.string.flatMap({ CivilDate($0) }), let buffer = json.money("buffer")
        else { return nil }
        self.init(profile, day: TradingDay(date: day), buffer: buffer)
        opening = json.money("opening_balance")
        balance = json.money("balance")
        openRisk = json.money("open_risk")
        floor = json.money("floor")
        basis = json["floor_basis"]?.string.flatMap(DayFloor.Basis.init)
        isBreached = json["breached"]?.bool ?? false
        gap = json["gap"]?.string
        lacksQuotes = json["lacks_quotes"]?.bool ?? false
    }
}
