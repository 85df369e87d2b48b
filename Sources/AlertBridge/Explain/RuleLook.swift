import JSON
import Journey

/// What one rule makes of an alert.
struct RuleLook {
    let rule: Rule
    /// The parts of its condition that the alert does not have; empty where it matches.
    let misses: [String]
    /// Whether it takes the alert: under `match: first` the first that matches alone does, of entries.
    let takes: Bool

    /// Every rule, in the settings' order.
    ///
    /// - Parameter second: Of Chicago's day, when the alert comes.
    static func all(_ router: Router, _ alert: Alert, at second: Int64) -> [RuleLook] {
        let router = router.asking(for: alert, at: second)
        let taking = Set(router.taking(alert, at: second).map(\.name))
        return router.rules.map { rule in
            RuleLook(
                rule: rule, misses: rule.condition.misses(alert, at: second),
                takes: taking.contains(rule.name))
        }
    }

    var line: String {
        let parts = rule.condition.parts
        let condition = parts.isEmpty ? "every alert" : parts.joined(separator: "; ")
        if takes {
            return "\(rule.name) takes it, by \(condition)\(overrides.map { "; \($0)" }.joined())"
        }
        guard misses.isEmpty else {
            return "\(rule.name) does not: the alert has not \(misses.joined(separator: "; "))"
        }
        return "\(rule.name) matches too, by \(condition), and comes later: match is first"
    }

    /// What it says of its orders besides their accounts.
    private var overrides: [String] {
        let order = rule.entryOrder.map { order in
            order.offset.count == 0
                ? "order \(order.kind.rawValue)" : "order \(order.kind.rawValue) \(order.offset) ticks on"
        }
        return [
            order, rule.entryLife.map { "ttl \($0)" },
            rule.reversal == .twoStep ? nil : "reversal \(rule.reversal.rawValue)",
            rule.resendsEntries ? "lost entries are sent again while fresh" : nil,
        ].compactMap { $0 }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", rule.name)
            writer.member("takes", takes)
            writer.key("when")
            writer.array { writer in rule.condition.parts.forEach { writer.value($0) } }
            writer.key("lacks")
            writer.array { writer in misses.forEach { writer.value($0) } }
            writer.member("order", ifPresent: rule.entryOrder?.kind.rawValue)
            writer.member("offset_ticks", ifPresent: rule.entryOrder?.offset.count)
            writer.member("reversal", rule.reversal.rawValue)
        }
    }

    static func write(_ looks: [RuleLook], to writer: inout JSONWriter) {
        writer.key("rules")
        writer.array { writer in looks.forEach { $0.write(to: &writer) } }
    }

    /// Under one heading, one line each.
    static func lines(_ looks: [RuleLook]) -> [String] {
        looks.enumerated().map { ($0 == 0 ? "rules     " : "          ") + $1.line }
    }
}
