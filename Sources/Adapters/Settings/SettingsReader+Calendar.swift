import Journey
import Trading
import YAML

extension SettingsReader {
    /// The calendar that the settings name, or the one that is built in; nil beside its faults.
    mutating func readCalendar(_ top: Section) -> MarketCalendar? {
        do {
            guard top["calendar"] != nil else { return try CalendarFile.builtIn() }
            guard let name = report.optional("calendar", of: top, Scalars.text) else { return nil }
            return try CalendarFile.load(path: FilePath.resolve(name, in: folder))
        } catch {
            report.add(error)
            return nil
        }
    }

    /// When an account may trade, beside its cut-off.
    mutating func readHours(_ section: Section, gateway: String?) -> TradingHours {
        var hours = TradingHours()
        hours.followsCalendar = report.optional("sessions", of: section, Scalars.boolean) ?? false
        if hours.followsCalendar { hours.firm = gateway.flatMap { firms[$0] } }
        let days = report.optional("roll_guard", of: section) { (node) throws(Objection) in
            try Scalars.whole(node, in: 0...30)
        }
        if let days { hours.rollGuardDays = days }
        if days != nil, section["sessions"] == nil, let node = section["roll_guard"] {
            report.add(
                "\(section.path(to: "roll_guard")) is there without sessions",
                remedy: "add sessions: true: the calendar knows the last days", at: node)
        }
        hours.blackouts = readBlackouts(section)
        if let risk = section["risk"]?.mapping?.first(where: { $0.name == "ttl" }) {
            let path = "\(section.path(to: "risk")).ttl"
            hours.entryLife = report.value(path, at: risk.value, Scalars.duration)
        }
        return hours
    }

    private mutating func readBlackouts(_ section: Section) -> [Blackout] {
        let nodes = report.optional("blackouts", of: section, Scalars.list) ?? []
        return nodes.enumerated().compactMap { index, node in
            let path = "\(section.path(to: "blackouts"))[\(index)]"
            guard let entry = report.section(node, path: path, keys: Keys.blackout) else { return nil }
            let remedy = "write \"2026-12-10 12:30\", by Chicago's clock"
            let name = report.optional("name", of: entry, Scalars.text)
            let from = report.required("from", of: entry, remedy: remedy, Scalars.localTime)
            let until = report.required("until", of: entry, remedy: remedy, Scalars.localTime)
            guard let from, let until else { return nil }
            if let blackout = Blackout(from: from, until: until, name: name ?? "blackout") { return blackout }
            report.add(
                "\(path).until is not after from", remedy: "write a later time", at: entry["until"] ?? node)
            return nil
        }
    }
}
