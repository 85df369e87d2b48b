extension Rule.Condition {
    /// Its parts as the settings write them, `source demo`, `tags a, b`; empty where it takes every alert.
    package var parts: [String] {
        let all: [(String, String?)] = [
            ("source", source), ("ticker", ticker?.description), ("strategy", strategy),
            ("action", action?.rawValue), ("side", side?.rawValue), ("hours", hours?.description),
            ("interval", interval?.description),
            ("tags", tags.isEmpty ? nil : tags.sorted().joined(separator: ", ")),
        ]
        return all.compactMap { name, value in value.map { "\(name) \($0)" } }
    }

    /// The parts that an alert does not have; empty where it matches.
    ///
    /// - Parameter second: Of Chicago's day, when the alert came in.
    package func misses(_ alert: Alert, at second: Int64) -> [String] {
        let each: [Rule.Condition] = [
            .init(source: source), .init(ticker: ticker), .init(strategy: strategy), .init(action: action),
            .init(side: side), .init(hours: hours), .init(interval: interval), .init(tags: tags),
        ]
        return each.filter { !$0.matches(alert, at: second) }.flatMap(\.parts)
    }
}

extension DayHours: CustomStringConvertible {
    package var description: String {
        func clock(_ second: Int64) -> String {
            let parts = [second / 3_600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            return parts.prefix(second % 60 == 0 ? 2 : 3).joined(separator: ":")
        }
        return "\(clock(from))-\(clock(until))"
    }
}
