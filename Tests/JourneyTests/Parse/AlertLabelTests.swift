import Journey
import Testing

/// What an alert tells of its chart and of itself, in each dialect that has a place for it.
struct AlertLabelTests {
    @Test(
        arguments: [
            (
                .native, #"{"action":"buy","ticker":"NQ1!","size":1,"interval":"1h","tags":["b","a"]}"#, "60",
                ["a", "b"]
            ),
            (.native, #"{"action":"buy","ticker":"NQ1!","size":1,"interval":5,"tags":" a "}"#, "5", ["a"]),
            (.native, #"{"action":"buy","ticker":"NQ1!","size":1,"interval":"soon","tags":null}"#, nil, []),
            (.generic, #"{"action":"buy","symbol":"NQ1!","qty":1,"interval":"D","tags":["x"]}"#, "1D", ["x"]),
            (
                .tradersPost,
                #"{"ticker":"NQ1!","action":"buy","quantity":1,"orderType":"market","interval":"15","extras":{"tags":["t",7,""]}}"#,
                "15", ["t"]
            ),
            (
                .tradersPost,
                #"{"ticker":"NQ1!","action":"buy","quantity":1,"orderType":"market","extras":{"tags":3}}"#,
                nil, []
            ),
            (
                .topstepBot,
                #"{"type":"CLOSE","ticker":"NQ1!","timeframe":"30S"}"#, "30S", []
            ),
        ] as [(Dialect, String, String?, [String])])
    func `is read`(dialect: Dialect, text: String, interval: String?, tags: [String]) throws {
        let alert = try Reading.alert(text, dialect: .only([dialect]))
        #expect(alert.interval?.description == interval)
        #expect(alert.tags.sorted() == tags)
        // The ledger's canonical text says the same.
        let again = try #require(AlertReader.recorded(alert.canonical, dialect: alert.dialect))
        #expect(again.interval == alert.interval && again.tags == alert.tags)
    }

    @Test(arguments: [#"7"#, #"[7]"#, #"[""]"#, #"{"a":1}"#, #""""#, #"["a",null]"#])
    func `labels that are none are refused`(value: String) throws {
        let refusal = try Reading.refusal(of: Reading.message(#""tags":\#(value)"#))
        #expect(refusal.code == .valueInvalid && refusal.key == "tags")
    }

    @Test(arguments: [(16, 64, true), (17, 64, false), (16, 65, false)])
    func `labels are few and short`(count: Int, bytes: Int, isRead: Bool) throws {
        let tags = (0..<count).map { index in
            let number = index < 10 ? "0\(index)" : "\(index)"
            return "\"" + number + String(repeating: "x", count: bytes - 2) + "\""
        }
        let text = Reading.message(#""tags":[\#(tags.joined(separator: ","))]"#)
        #expect(((try? Reading.alert(text))?.tags.count == count) == isRead)
    }

    @Test(arguments: AlertTemplate.all.map(\.name))
    func `a template tells no more than its dialect is said to tell`(name: String) throws {
        let template = try #require(AlertTemplate.named(name))
        let isTold = template.text.contains("{{interval}}")
        #expect(!isTold || template.dialect.tellsInterval)
    }

    @Test func `what dialects tell`() {
        #expect(Dialect.allCases.filter(\.tellsInterval) == [.native, .tradersPost, .topstepBot, .generic])
        #expect(Dialect.allCases.filter(\.tellsTags) == [.native, .tradersPost, .generic])
        #expect(
            Dialect.allCases.filter(\.tellsStrategy)
                == [.native, .tradersPost, .crossTrade, .openAlgo, .topstepBot, .generic])
        #expect(Dialect.native.actions == Set(Alert.Action.allCases))
        #expect(Dialect.allCases.filter { $0.actions.contains(.reverse) } == [.native, .crossTrade])
        #expect(
            Dialect.allCases.filter { $0.actions.contains(.flatten) } == [.native, .crossTrade, .algoWay])
    }
}
