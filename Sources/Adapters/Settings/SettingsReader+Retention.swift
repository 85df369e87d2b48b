import Trading
import YAML

extension SettingsReader {
    static let keepsDeliveriesDefault = Span.seconds(90 * 86_400)

    /// How long deliveries are kept; nil for ever.
    mutating func readRetention(_ top: Section) -> Span? {
        guard let section = report.section("retention", of: top, keys: Keys.retention),
            let kept = report.optional("deliveries", of: section, Self.days)
        else { return Self.keepsDeliveriesDefault }
        return kept == .zero ? nil : kept
    }

    /// Digits and `d`, 1d to 3650d; or `forever`, which reads as no time at all.
    private static func days(_ node: YAMLNode) throws(Objection) -> Span {
        let text = try Scalars.text(node)
        guard text != "forever" else { return .zero }
        let digits = text.dropLast()
        guard text.hasSuffix("d"), !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let days = Int64(digits), (1...3_650).contains(days)
        else {
            throw Objection(
                "is \(Label.quoted(text)), which is no such time", remedy: "write 1d to 3650d, or forever")
        }
        return .seconds(days * 86_400)
    }
}
