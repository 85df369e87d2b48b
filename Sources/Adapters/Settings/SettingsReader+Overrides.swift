import Journey
import Trading
import YAML

/// What a rule says of its orders and of its alerts' charts.
extension SettingsReader {
    /// A limit or a stop further away is no order on this alert any more.
    private static let offsetMax: Int64 = 10_000

    mutating func readEntryOrder(_ rule: Section) -> EntryOrder? {
        let kind = report.optional("order", of: rule) { (node) throws(Objection) in
            try Scalars.word(node, of: EntryOrder.Kind.allCases)
        }
        let offset = report.optional("offset_ticks", of: rule) { (node) throws(Objection) in
            try Scalars.whole(node, in: -Self.offsetMax...Self.offsetMax)
        }
        if let node = rule["offset_ticks"], rule.lacks("order") || kind == .market {
            report.add(
                "\(rule.path(to: "offset_ticks")) is there without order: limit or order: stop",
                remedy: "add order: limit or order: stop, or remove it", at: node)
        }
        if kind == .stop, offset ?? 0 < 1, let node = rule["offset_ticks"] ?? rule["order"] {
            report.note(
                "\(rule.path(to: "order")) is stop with an offset of \(offset ?? 0) ticks: beside an alert without "
                    + "stop_price the stop would stand at its chart's price or before it, which is denied",
                remedy: "add offset_ticks: 1 or more", at: node)
        }
        return kind.map { EntryOrder($0, offset: Ticks(offset ?? 0)) }
    }

    /// One order closes and enters only where the entry has no bracket.
    mutating func noteReversals(_ rules: [PlacedRule], _ accounts: [AccountProfile]) {
        let profiles = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
        for placed in rules where placed.rule.reversal == .singleOrder {
            guard let node = placed.reversal else { continue }
            for target in placed.rule.targets {
                let hasStop = profiles[target.account]?.limits.requiresStop == true
                guard hasStop || target.bracket != nil else { continue }
                report.note(
                    "rule \(Label.quoted(placed.rule.name)) reverses by single_order, and "
                        + (hasStop ? "entries need a stop on " : "has a bracket for ")
                        + Label.bare(target.account.text) + ": reversals there take two steps",
                    remedy: hasStop
                        ? "write two_step, or risk.require_stop: false for an account that trades without stops"
                        : "write two_step, or remove the bracket where stops are not wanted",
                    at: node)
            }
        }
    }

    static func interval(_ node: YAMLNode) throws(Objection) -> ChartInterval {
        let text = try Scalars.text(node)
        guard let interval = ChartInterval(text) else {
            throw Objection(
                "is \(Label.quoted(text)), no interval of a chart",
                remedy: "write minutes (5, 60, 1h), or 30S, 1D, 1W, 1M; m is minutes and M months")
        }
        return interval
    }

    mutating func readTags(_ section: Section) -> Set<String> {
        guard let nodes = report.optional("tags", of: section, Scalars.list) else { return [] }
        let path = section.path(to: "tags")
        if nodes.isEmpty || nodes.count > AlertTags.countMax, let node = section["tags"] {
            report.add(
                "\(path) has \(nodes.count) labels", remedy: "name 1 to \(AlertTags.countMax), or remove it",
                at: node)
        }
        var tags: Set<String> = []
        for (index, node) in nodes.enumerated() {
            let read = report.value("\(path)[\(index)]", at: node) { (node) throws(Objection) in
                let text = try Scalars.text(node)
                guard AlertTags.isTag(text) else {
                    throw Objection(
                        "is no label",
                        remedy: "write 1 to \(AlertTags.bytesMax) bytes without a space at either end")
                }
                return text
            }
            guard let tag = read else { continue }
            if !tags.insert(tag).inserted {
                report.add(
                    "\(path)[\(index)] is \(Label.quoted(tag)), for the second time",
                    remedy: "name a label once", at: node)
            }
        }
        return tags
    }
}
