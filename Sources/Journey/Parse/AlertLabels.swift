import JSON

/// Where a dialect says what an alert comes from, beside its order.
struct AlertLabels: Sendable {
    /// The member with the chart's interval; nil where it has none.
    var interval: String?
    /// The members of which one tells when the alert fired: the first that is there.
    var times: [String] = []
    /// Whether it has our own key for the opening of the bar.
    var hasBarTime = false
    /// Where labels of the sender's own stand.
    var tags: TagPlace?
    /// Whether its messages name a strategy.
    var hasStrategy = false
    /// The words that its messages can come to.
    var actions: Set<Alert.Action> = [.buy, .sell, .close]

    enum TagPlace: Sendable {
        /// A member of its own, which has to be right.
        case member
        /// Within `extras`, where anything may stand: what is no text there is no label.
        case extras
    }
}

/// The member for labels, where a dialect has one of ours.
package enum AlertTags {
    static let key = "tags"
    package static let countMax = 16
    package static let bytesMax = 64

    /// Whether a text can be a label at all.
    package static func isTag(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= bytesMax && text.trimmingSpaces == text
    }
}

extension Dialect {
    package var tellsInterval: Bool { reader.labels.interval != nil }
    package var tellsTags: Bool { reader.labels.tags != nil }
    package var tellsStrategy: Bool { reader.labels.hasStrategy }
    /// The words that its messages can come to.
    package var actions: Set<Alert.Action> { reader.labels.actions }
}

extension DialectChoice {
    /// Every dialect in which a message may be.
    package var spoken: [Dialect] {
        switch self {
        case .auto: Self.told
        case .only(let dialects): dialects
        }
    }
}

extension AlertFields {
    /// Adds what a message says of its chart and its labels.
    ///
    /// An interval that is none stays unread: it changes no order, and a rule that asks for one does not match.
    func readLabels(_ labels: AlertLabels, into alert: inout Alert) throws(Refusal) {
        if let key = labels.interval, let text = self[key]?.string ?? self[key]?.numberText {
            alert.interval = ChartInterval(text.trimmingSpaces)
        }
        if let key = labels.times.first(where: has) ?? labels.times.first {
            alert.time = try time(key)
            alert.timeKey = key
        }
        if labels.hasBarTime {
            alert.barTime = try time("bar_time")
            if alert.barTime != nil, alert.intent.ages { try checkBar(alert, by: labels.interval ?? "") }
        }
        switch labels.tags {
        case .member: alert.tags = try tags(AlertTags.key)
        case .extras:
            let found = self["extras"].flatMap { $0.kind == .object ? $0[AlertTags.key] : nil }
            let texts = found.map { $0.kind == .array ? $0.elements.compactMap(\.string) : [$0.string ?? ""] }
            alert.tags = Set(
                (texts ?? []).map(\.trimmingSpaces).filter(AlertTags.isTag).prefix(AlertTags.countMax))
        case nil: break
        }
    }

    /// An opening alone does not tell how old a signal is: the bar's length has to be known, or the signal's own time.
    private func checkBar(_ alert: Alert, by key: String) throws(Refusal) {
        guard try text(key) != nil else {
            throw Refusal(
                .keyMissing, reason: "\"bar_time\" tells when a bar opened, and nothing how long it lasts",
                remedy:
                    "add \"\(key)\": \"{{interval}}\", or send {{timenow}} as \"\(alert.timeKey)\" instead",
                line: root.line, column: root.column, key: key)
        }
        guard let interval = alert.interval else {
            throw invalid(key, "is no interval of a chart", "send {{interval}}: 5, 60, 30S, D")
        }
        guard !interval.isTimed, alert.time == nil else { return }
        let end = interval.lengthMax == nil ? "after so many trades" : "with its session or its month"
        throw unsupported(
            key, "is \(interval): such a bar ends \(end), and not after so many minutes",
            "send {{timenow}} as \"\(alert.timeKey)\", beside \"bar_time\" or instead of it")
    }

    /// A text, or a list of them.
    private func tags(_ key: String) throws(Refusal) -> Set<String> {
        guard let value = self[key], !value.isNull else { return [] }
        let words = value.kind == .array ? value.elements.map(\.string) : [value.string]
        let tags = words.compactMap { $0?.trimmingSpaces }
        guard tags.count == words.count, tags.allSatisfy(AlertTags.isTag), tags.count <= AlertTags.countMax
        else {
            throw invalid(
                key, "is no list of labels",
                "write [\"a\", \"b\"]: at most \(AlertTags.countMax) texts of 1 to \(AlertTags.bytesMax) bytes"
            )
        }
        return Set(tags)
    }
}
