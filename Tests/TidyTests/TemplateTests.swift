import Journey
import Testing
import Trading

/// Loads every alert template as TradingView would send it.
struct TemplateTests {
    static let names = Repository.names("alert-templates").filter { $0.hasSuffix(".json") }

    /// A long strategy order of 2 contracts from flat.
    static let placeholders = [
        "{{ticker}}": "NQ1!", "{{timenow}}": "2026-10-05T14:30:00Z", "{{close}}": "21450.25",
        "{{strategy.order.action}}": "buy", "{{strategy.order.contracts}}": "2",
        "{{strategy.order.id}}": "Long", "{{strategy.position_size}}": "2",
        "{{strategy.market_position_size}}": "2", "{{strategy.prev_market_position}}": "flat",
    ]

    static let secret = "0123456789abcdef0123456789abcdef"

    @Test func `has a template for each use`() {
        #expect(
            Set(Self.names) == [
                "entry-with-bracket.json", "entry.json", "close.json", "flatten.json", "reverse.json",
            ])
    }

    @Test(arguments: names)
    func `reads once its placeholders are filled`(name: String) throws {
        let alert = try Self.alert(name, Self.placeholders)
        #expect(alert.symbol.root == "NQ")
        #expect(alert.id != nil)
        #expect(alert.time == Timestamp("2026-10-05T14:30:00Z"))
        let intents: [String: AlertIntent] = [
            "entry-with-bracket.json": .enter(.buy), "entry.json": .enter(.buy), "close.json": .close,
            "flatten.json": .flatten, "reverse.json": .reverse(to: nil, size: Size(1)),
        ]
        #expect(alert.intent == intents[name])
    }

    @Test func `tells the strategy's exit and reversal from an entry`() throws {
        var filled = Self.placeholders
        filled["{{strategy.order.action}}"] = "sell"
        filled["{{strategy.prev_market_position}}"] = "long"
        filled["{{strategy.position_size}}"] = "0"
        #expect(try Self.alert("entry-with-bracket.json", filled).intent == .close)
        filled["{{strategy.position_size}}"] = "-3"
        filled["{{strategy.order.contracts}}"] = "5"
        #expect(
            try Self.alert("entry-with-bracket.json", filled).intent == .reverse(to: .sell, size: Size(3)))
    }

    @Test(arguments: names)
    func `is refused by name while a placeholder is left`(name: String) {
        #expect(throws: Refusal.self) { try Self.alert(name, [:]) }
    }

    @Test(arguments: names)
    func `uses only documented keys and placeholders`(name: String) {
        let text = Repository.text("alert-templates/" + name)
        let readme = Repository.text("alert-templates/README.md")
        #expect(readme.contains("`\(name)`"))
        var rest = text[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}")
        {
            let placeholder = String(rest[start.lowerBound..<end.upperBound])
            #expect(readme.contains("`\(placeholder)`"))
            rest = rest[end.upperBound...]
        }
    }

    private static func alert(_ name: String, _ filled: [String: String]) throws -> Alert {
        var text = Repository.text("alert-templates/" + name).replacing("YOUR_SECRET", with: secret)
        for (placeholder, value) in filled { text = text.replacing(placeholder, with: value) }
        let source = try Source(name: "orb", secret: #require(SharedSecret(secret)))
        return try AlertReader.read(AlertReader.open(Array(text.utf8)), from: source)
    }
}
