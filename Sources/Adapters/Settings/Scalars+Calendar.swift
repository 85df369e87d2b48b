import Journey
import Trading
import YAML

/// Dates, and times of a calendar.
extension Scalars {
    /// `2026-11-26`.
    static func date(_ node: YAMLNode) throws(Objection) -> CivilDate {
        let text = try self.text(node)
        guard let date = CivilDate(text), date.parts.year >= 1970, date.parts.year < 2200 else {
            throw Objection("is \(Label.quoted(text)), no date", remedy: "write it as 2026-11-26")
        }
        return date
    }

    /// `17:00-16:00`: where the first is not before the second it is the evening before.
    static func session(_ node: YAMLNode) throws(Objection) -> MarketSession {
        let text = try self.text(node)
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let opens = seconds(parts[0]), let closes = seconds(parts[1]) else {
            throw Objection(
                "is \(Label.quoted(text)), no session", remedy: "write \"17:00-16:00\", in quotes")
        }
        guard let session = MarketSession(opens: opens, closes: closes) else {
            throw Objection(
                "is \(Label.quoted(text)), which crosses 17:00, when the next trading day begins",
                remedy: "keep it within 17:00 of the evening before and 17:00")
        }
        return session
    }

    /// `2026-12-10 12:30`, by Chicago's clock.
    static func localTime(_ node: YAMLNode) throws(Objection) -> LocalTime {
        let text = try self.text(node)
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let date = CivilDate(parts[0]), let second = seconds(parts[1]) else {
            throw Objection(
                "is \(Label.quoted(text)), no date and time",
                remedy: "write \"2026-12-10 12:30\", by Chicago's clock")
        }
        return LocalTime(date: date, second: second)
    }
}
