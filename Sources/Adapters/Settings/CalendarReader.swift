import Journey
import Trading
import YAML

/// Reads a calendar from its top, and keeps on after a fault so that all of them are found at once.
struct CalendarReader {
    var report: FaultReport

    init(file: String) { report = FaultReport(file: file) }

    /// - Returns: nil when it is past reading; anything else counts only while nothing is reported.
    mutating func read(_ root: YAMLNode) -> MarketCalendar? {
        guard let top = report.section(root, path: "", keys: Keys.calendar) else { return nil }
        let source = report.required(
            "source", of: top, remedy: "say where it comes from, and when that was read", Scalars.text)
        let asOf = date("as_of", top)
        let from = date("from", top)
        let until = date("until", top)
        if let from, let until, until < from, let node = top["until"] {
            report.add("until is before from", remedy: "write a later date", at: node)
        }
        var roots: [String: String] = [:]
        let families = readFamilies(top, &roots)
        let firmCloses = readFirms(top)
        let lastTrades = readLastTrades(top)
        guard let source, let asOf, let from, let until else { return nil }
        return MarketCalendar(
            source: source, asOf: asOf, from: from, until: until, families: families, roots: roots,
            firmCloses: firmCloses, lastTrades: lastTrades)
    }

    private mutating func date(_ key: String, _ top: Section) -> CivilDate? {
        report.required(key, of: top, remedy: "add \(key): and a date such as 2026-11-26", Scalars.date)
    }

    private mutating func readFamilies(
        _ top: Section, _ roots: inout [String: String]
    ) -> [MarketCalendar.Family] {
        let remedy = "add at least one, as in config/calendar.yaml"
        guard let members = report.required("families", of: top, remedy: remedy, Scalars.mapping) else {
            return []
        }
        if members.isEmpty, let node = top["families"] {
            report.add("families is empty", remedy: remedy, at: node)
        }
        return members.compactMap { readFamily($0, &roots) }
    }

    private mutating func readFamily(
        _ member: YAMLMember, _ roots: inout [String: String]
    ) -> MarketCalendar.Family? {
        let path = "families.\(Label.bare(member.name))"
        guard
            let section = report.section(member.value, path: path, place: member.key, keys: Keys.family)
        else { return nil }
        readRoots(section, of: member.name, &roots)
        let nodes = report.required(
            "sessions", of: section, remedy: "add sessions: [\"17:00-16:00\"]", Scalars.list)
        let sessions = readSessions(nodes ?? [], path: section.path(to: "sessions"))
        if let nodes, nodes.isEmpty, let node = section["sessions"] {
            report.add(
                "\(section.path(to: "sessions")) is empty", remedy: "write [\"17:00-16:00\"]", at: node)
        }
        var exceptions: [CivilDate: MarketCalendar.Exception] = [:]
        for (date, node, path) in dates("dates", of: section) {
            exceptions[date] = readException(node, path: path)
        }
        return MarketCalendar.Family(name: member.name, sessions: sessions, exceptions: exceptions)
    }

    private mutating func readRoots(
        _ section: Section, of family: String, _ roots: inout [String: String]
    ) {
        let nodes = report.required(
            "roots", of: section, remedy: "add roots: [ES, MES]", Scalars.list)
        for (index, node) in (nodes ?? []).enumerated() {
            let path = "\(section.path(to: "roots"))[\(index)]"
            guard let root = report.value(path, at: node, Scalars.text)?.uppercased() else { continue }
            if let other = roots[root] {
                report.add(
                    "\(path) is \(Label.quoted(root)), which is in \(Label.bare(other)) already",
                    remedy: "keep one of the two", at: node)
            }
            roots[root] = family
        }
    }

    private mutating func readSessions(_ nodes: [YAMLNode], path: String) -> [MarketSession] {
        var sessions: [(session: MarketSession, node: YAMLNode)] = []
        for (index, node) in nodes.enumerated() {
            guard let session = report.value("\(path)[\(index)]", at: node, Scalars.session) else { continue }
            if sessions.contains(where: { $0.session.from < session.to && session.from < $0.session.to }) {
                report.add(
                    "\(path)[\(index)] overlaps another one", remedy: "keep the sessions apart", at: node)
            }
            sessions.append((session, node))
        }
        return sessions.map(\.session)
    }

    /// `closed`, an early close, or a list of sessions.
    private mutating func readException(_ node: YAMLNode, path: String) -> MarketCalendar.Exception? {
        if let nodes = node.sequence { return .sessions(readSessions(nodes, path: path)) }
        if node.scalar?.text == "closed" { return .closed }
        return report.value(path, at: node, Self.close).map { .closesAt($0) }
    }

    /// A time of day before the trading day's end.
    private static func close(_ node: YAMLNode) throws(Objection) -> Int64 {
        let second = try Scalars.timeOfDay(node)
        guard second > 0, second <= MarketSession.last else {
            throw Objection("is no hour of a trading day", remedy: "write an hour up to \"17:00\", or closed")
        }
        return second
    }

    private mutating func readFirms(_ top: Section) -> [String: [CivilDate: Int64]] {
        var firms: [String: [CivilDate: Int64]] = [:]
        guard let members = report.optional("firm_closes", of: top, Scalars.mapping) else { return firms }
        for member in members {
            let path = "firm_closes.\(Label.bare(member.name))"
            let days = report.value(path, at: member.value, Scalars.mapping) ?? []
            var closes: [CivilDate: Int64] = [:]
            for day in days {
                guard let date = report.value("\(path)'s date", at: day.key, Scalars.date) else { continue }
                let place = "\(path).\(date)"
                if let second = report.value(place, at: day.value, Self.close) { closes[date] = second }
            }
            firms[member.name] = closes
        }
        return firms
    }

    private mutating func readLastTrades(_ top: Section) -> [String: CivilDate] {
        var dates: [String: CivilDate] = [:]
        for member in report.optional("last_trades", of: top, Scalars.mapping) ?? [] {
            let path = "last_trades.\(Label.bare(member.name))"
            dates[member.name.uppercased()] = report.value(path, at: member.value, Scalars.date)
        }
        return dates
    }

    /// The members of a mapping whose keys are dates.
    private mutating func dates(
        _ key: String, of section: Section
    ) -> [(date: CivilDate, node: YAMLNode, path: String)] {
        let members = report.optional(key, of: section, Scalars.mapping) ?? []
        return members.compactMap { member in
            let path = "\(section.path(to: key)).\(Label.bare(member.name))"
            return report.value(path, at: member.key, Scalars.date).map { ($0, member.value, path) }
        }
    }
}
