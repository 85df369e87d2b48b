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

    static func reversal(_ node: YAMLNode) throws(Objection) -> Rule.Reversal {
        guard try Scalars.text(node) != "single_order" else {
            throw Objection(
                "is single_order, which is not done here: the venue makes an order's bracket as large as the "
                    + "order, so one order for what is held and what is entered would be guarded by legs that turn "
                    + "the new position round",
                remedy: "write two_step: it closes, verifies flat, and then enters")
        }
        return try Scalars.word(node, of: Rule.Reversal.allCases)
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
