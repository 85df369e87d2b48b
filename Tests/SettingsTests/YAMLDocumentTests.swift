import OwnThreads
import Testing
import YAML

@Suite(.ownThreads)
struct YAMLDocumentTests {
    let settings = """
        listen: { webhook: 127.0.0.1:8080, control: 127.0.0.1:8081, trusted_proxies: [127.0.0.1] }
        ledger: var/alertbridge.db   # a comment
        gateways:
          topstepx: { firm: topstepx, username: env:PROJECTX_USERNAME, api_key: env:PROJECTX_API_KEY }
          paper:    { rest: http://127.0.0.1:8090, user_hub: ws://127.0.0.1:8090/hubs/user,
                      market_hub: ws://127.0.0.1:8090/hubs/market, username: env:PAPER_USER }
        rules:
          - name: orb-nasdaq
            when: { source: orb, ticker: NQ1!, strategy: orb }
            to:
              - { account: combine-1, contract: MNQ, size: { multiply: 2, max: 4 },
                  bracket: { stop_ticks: 80, target_ticks: 160 } }
        """

    private func parse(_ text: String, limits: YAMLLimits = YAMLLimits()) throws -> YAMLNode {
        try YAMLDocument.parse(Array(text.utf8), limits: limits).root
    }

    @Test func `a settings file becomes a tree of texts`() throws {
        let root = try parse(settings)
        #expect(root.mapping?.map(\.name) == ["listen", "ledger", "gateways", "rules"])
        #expect(root["listen"]?["webhook"]?.scalar?.text == "127.0.0.1:8080")
        #expect(root["listen"]?["trusted_proxies"]?.sequence?.compactMap(\.scalar?.text) == ["127.0.0.1"])
        #expect(root["ledger"]?.scalar == YAMLScalar(text: "var/alertbridge.db", style: .plain))
        #expect(root["gateways"]?["paper"]?["user_hub"]?.scalar?.text == "ws://127.0.0.1:8090/hubs/user")
        #expect(root["gateways"]?["paper"]?["username"]?.scalar?.text == "env:PAPER_USER")
        let rule = try #require(root["rules"]?.sequence?.first)
        #expect(rule["when"]?["ticker"]?.scalar?.text == "NQ1!")
        #expect(rule["to"]?.sequence?.first?["bracket"]?["target_ticks"]?.scalar?.text == "160")
        #expect(rule["absent"] == nil)
        #expect(root["ledger"]?["absent"] == nil)
    }

    @Test func `every node knows its line and column`() throws {
        let root = try parse(settings)
        let paper = try #require(root["gateways"]?.mapping?.last)
        #expect([paper.key.line, paper.key.column] == [5, 3])
        #expect([paper.value.line, paper.value.column] == [5, 13])
        let hub = try #require(paper.value.mapping?.first { $0.name == "market_hub" })
        #expect([hub.key.line, hub.key.column, hub.value.line, hub.value.column] == [6, 15, 6, 27])
        #expect([root["rules"]?.line, root["rules"]?.column] == [8, 3])
        #expect([root["rules"]?.sequence?.first?.line, root["rules"]?.sequence?.first?.column] == [8, 5])
    }

    @Test func `a byte order mark shifts nothing, and a column is a character`() throws {
        let root = try parse("\u{FEFF}a: 1\r\nb: {é😀: x}\r\n")
        #expect([root.line, root.column] == [1, 1])
        #expect([root["b"]?["é😀"]?.line, root["b"]?["é😀"]?.column] == [2, 9])
    }

    @Test(
        arguments: [
            ("a: plain text", "plain text", .plain), ("a: 'it''s'", "it's", .singleQuoted),
            ("a: \"x\\n\\u00e9\"", "x\né", .doubleQuoted), ("a: |\n  one\n  two\n", "one\ntwo\n", .literal),
            ("a: >\n  one\n  two\n", "one two\n", .folded), ("a: no", "no", .plain),
            ("a: 010", "010", .plain),
            ("a: 1e3", "1e3", .plain), ("a: \"\"", "", .doubleQuoted), ("a: '~'", "~", .singleQuoted),
            ("a: x#y", "x#y", .plain), ("a: x #y", "x", .plain), ("{\"a\":1}", "1", .plain),
        ] as [(String, String, YAMLScalar.Style)])
    func `a scalar keeps its text and its style`(text: String, value: String, style: YAMLScalar.Style) throws
    {
        let scalar = try #require(try parse(text)["a"]?.scalar)
        #expect(scalar == YAMLScalar(text: value, style: style))
        #expect(scalar.isQuoted == (style != .plain))
    }

    @Test(arguments: [
        ("a:", true), ("a: ~", true), ("a: null", true), ("a: NULL", true), ("{a}", true),
        ("a: # note", true),
        ("a: 'null'", false), ("a: \"\"", false), ("a: nil", false), ("a: 0", false), ("a: [ ]", nil),
    ])
    func `a value left out is null, a quoted one never`(text: String, isNull: Bool?) throws {
        #expect(try parse(text)["a"]?.scalar?.isNull == isNull)
    }

    @Test(arguments: ["---\na: 1\n", "a: 1\n...\n", "---\na: 1\n...\n", "# note\n---\na: 1", "a: 1\n# end\n"])
    func `one document may be marked as such`(text: String) throws {
        #expect(try parse(text)["a"]?.scalar?.text == "1")
    }

    @Test func `lists and mappings may be empty, and a root may be any node`() throws {
        #expect(try parse("[]").sequence == [])
        #expect(try parse("{}").mapping == [])
        #expect(try parse("just text").scalar?.text == "just text")
        #expect(try parse("- a\n-\n- [b]").sequence?.count == 3)
    }

    @Test func `exactly the limits are allowed`() throws {
        #expect(try parse("a: 1", limits: YAMLLimits(bytesMax: 4))["a"] != nil)
        #expect(try parse("[[[]]]", limits: YAMLLimits(depthMax: 3)).sequence?.count == 1)
        #expect(try parse("a: [1, 2]", limits: YAMLLimits(nodesMax: 5))["a"]?.sequence?.count == 2)
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try parse(deepest, limits: YAMLLimits(depthMax: .max)).sequence?.count == 1)
    }
}
