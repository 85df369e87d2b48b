import Journey
import Testing
import Trading

/// Loads every alert template as TradingView would send it.
struct TemplateTests {
    static let names = Repository.names("alert-templates").filter { $0.hasSuffix(".json") }

    static let textNames = Repository.names("alert-templates").filter { $0.hasSuffix(".txt") }

    /// A long strategy order of 2 contracts from flat.
    static let placeholders = [
        "{{ticker}}": "NQ1!", "{{timenow}}": "2026-10-05T14:30:00Z", "{{close}}": "21450.25",
        "{{strategy.order.action}}": "buy", "{{strategy.order.contracts}}": "2",
        "{{strategy.order.id}}": "Long", "{{strategy.position_size}}": "2",
        "{{strategy.market_position_size}}": "2", "{{strategy.prev_market_position}}": "flat",
        "{{strategy.market_position}}": "long", "{{strategy.prev_market_position_size}}": "0",
        "{{exchange}}": "CME_MINI", "{{low}}": "21440", "{{high}}": "21460",
        "{{interval}}": "5", "{{time}}": "2026-10-05T14:25:00Z",
    ]

    static let secret = "0123456789abcdef0123456789abcdef"

    @Test func `the program's own texts are the files`() {
        #expect(Set(Self.names + Self.textNames) == Set(AlertTemplate.all.map(\.name)))
        for template in AlertTemplate.all {
            #expect(Repository.text("alert-templates/" + template.name) == template.text, "\(template.name)")
        }
    }

    @Test func `each dialect has a way in and a way out`() {
        for dialect in Dialect.allCases {
            let templates = AlertTemplate.all.filter { $0.dialect == dialect }
            let uses = templates.map {
                String($0.name.split(separator: ".")[0].split(separator: "-").last ?? "")
            }
            #expect(uses.contains { ["entry", "bracket", "signal", "strategy"].contains($0) }, "\(dialect)")
            // topstep-relay has buy and sell alone: its way out is an order the other way.
            guard dialect != .topstepRelay else { continue }
            #expect(uses.contains { ["exit", "close", "strategy"].contains($0) }, "\(dialect)")
        }
    }

    @Test(arguments: AlertTemplate.all.map(\.name))
    func `reads once its placeholders are filled`(name: String) throws {
        let template = try #require(AlertTemplate.named(name))
        let alert = try Self.alert(name, Self.placeholders)
        #expect(alert.dialect == template.dialect.rawValue)
        #expect(alert.symbol.root == "NQ" || alert.symbol.isEvery && alert.intent == .flatten)
        #expect(alert.id?.hasPrefix("NQ1!-2026-10-05T14:30:00Z-") == true)
        let words = [
            "close": "close", "exit": "close", "flatten": "flatten", "reverse": "reverse", "half": "reduce",
            "breakeven": "move stop", "stop": "move stop", "cancel": "cancel", "position": "hold",
        ]
        let use = String(name.split(separator: ".")[0].split(separator: "-").last ?? "")
        #expect(alert.intent.word == words[use] ?? "enter", "\(name)")
        if name.contains("bracket") { #expect(alert.bracket?.stop != nil && alert.bracket?.target != nil) }
    }

    @Test(arguments: AlertTemplate.all.filter { $0.name.contains("strategy") }.map(\.name))
    func `a strategy's exit and reversal are told from its entry`(name: String) throws {
        var filled = Self.placeholders
        filled["{{strategy.order.action}}"] = "sell"
        filled["{{strategy.prev_market_position}}"] = "long"
        filled["{{strategy.prev_market_position_size}}"] = "2"
        filled["{{strategy.market_position}}"] = "flat"
        (filled["{{strategy.position_size}}"], filled["{{strategy.market_position_size}}"]) = ("0", "0")
        #expect(try Self.alert(name, filled).intent == .close)
        filled["{{strategy.market_position}}"] = "short"
        (filled["{{strategy.position_size}}"], filled["{{strategy.market_position_size}}"]) = ("-3", "3")
        filled["{{strategy.order.contracts}}"] = "5"
        let alert = try Self.alert(name, filled)
        switch alert.intent {
        case .reverse(to: .sell, size: let size): #expect(size == Size(3))
        default:
            #expect(alert.intent == .enter(.sell) && alert.size == Size(3))
            #expect(alert.entry.closesOpposite)
        }
    }

    @Test(arguments: AlertTemplate.all.map(\.name))
    func `a mark of its own goes into the id and nowhere else`(name: String) throws {
        let template = try #require(AlertTemplate.named(name))
        let marked = template.text(marked: "a1b2c3")
        #expect(marked.replacing("-a1b2c3", with: "") == template.text)
        #expect(marked.contains("{{ticker}}-{{timenow}}-a1b2c3"))
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

    @Test(arguments: AlertTemplate.all.map(\.name))
    func `is refused by name while a placeholder is left`(name: String) {
        #expect(throws: Refusal.self) { try Self.alert(name, [:]) }
    }

    @Test(arguments: AlertTemplate.all.map(\.name))
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
        let isTold = !name.hasPrefix("generic")
        let source = try Source(
            name: "orb", secret: #require(SharedSecret(secret)), dialect: isTold ? .auto : .only([.generic]))
        return try AlertReader.read(AlertReader.open(Array(text.utf8)), from: source)
    }
}
