import Journey
import Testing

struct LeftoverPlaceholderTests {
    @Test(arguments: [
        (#"{"action":"buy","ticker":"{{tickr}}"}"#, "{{tickr}}", 1, 27, "ticker"),
        (
            #"{"action":"buy","size":{{strategy.order.contracts}}}"#, "{{strategy.order.contracts}}", 1, 24,
            "size"
        ),
        ("{\"action\":\"buy\",\r\n \"price\": {{close}}}", "{{close}}", 2, 11, "price"),
        ("{\"comment\":\"é\",\n\"é\":\"ü {{plot_0}}\"}", "{{plot_0}}", 2, 8, "é"),
    ])
    func `names the placeholder and its place`(
        text: String, name: String, line: Int, column: Int, key: String
    ) throws {
        let refusal = try Reading.refusal(of: text)
        #expect(refusal.code == .placeholderLeft)
        #expect(refusal.code.status == 400)
        #expect(refusal.reason.contains(name))
        #expect((refusal.line, refusal.column, refusal.key) == (line, column, key))
    }

    @Test(arguments: [
        ("{{ticker}}", "fill in the values that TradingView would (NQ1!)"),
        ("{{plot(\\\"Stop\\\")}}", "fill in the values that TradingView would (63.4182)"),
        ("{{strategy.position_size}}", "fill in the values that TradingView would (2)"),
        ("{{tickr}}", "correct its spelling"),
    ])
    func `one that TradingView knows is to be filled in, another one spelt right`(
        placeholder: String, remedy: String
    ) throws {
        let refusal = try Reading.refusal(of: "{\"action\":\"buy\",\"comment\":\"\(placeholder)\"}")
        #expect(refusal.remedy == remedy + "; inside a Pine alert() string no placeholder is replaced")
    }

    @Test func `a body of text alone is told about its placeholder too`() throws {
        let refusal = try Reading.refusal(of: "buy {{ticker}} now")
        #expect(refusal.code == .placeholderLeft)
        #expect(refusal.key == nil)
        #expect(refusal.column == 5)
    }

    @Test(arguments: [#"{"extras":{{"a":1}}"#, #"{{"action":"buy"}"#])
    func `two braces without a name are broken JSON`(text: String) throws {
        #expect(try Reading.refusal(of: text).code == .bodyUnreadable)
    }

    @Test func `single and closing braces inside a text are left alone`() throws {
        #expect(try Reading.alert(Reading.message(#""comment":"{a} }} {""#)).size?.contracts == 1)
    }

    @Test(
        arguments: [
            (##"{"comment":"out: {{strategy.order.i}}"}"##, "comment", 18),
            (##"{"time":"2026-10-05T{{hour}}:00:00Z"}"##, "time", 21),
            (##"{"comment":"a \"b\": {{x}}"}"##, "comment", 22),
            (##"{"action":"buy","{{ticker}}":"NQ1!"}"##, nil, 18),
            ("\u{FEFF}{\"size\":{{n}}}", "size", 9),
        ] as [(String, String?, Int)])
    func `finds the member around it, whatever stands before it in the text`(
        text: String, key: String?, column: Int
    ) throws {
        let refusal = try Reading.refusal(of: text)
        #expect(refusal.code == .placeholderLeft)
        #expect(refusal.key == key)
        #expect(refusal.column == column)
    }

    @Test(arguments: [
        (##"{"sl":{{plot("Stop Loss")}}}"##, ##"{{plot("Stop Loss")}}"##),
        (##"{"sl":"{{plot(\"Stop Loss\")}}"}"##, ##"{{plot("Stop Loss")}}"##),
        (##"{"sl":"{{ close }}"}"##, "{{close}}"), (##"{"sl":"{{{close}}}"}"##, "{{close}}"),
        (##"{"sl":"{{0}}"}"##, "{{0}}"), (##"{"a":"{{ }}","b":"{{close}}"}"##, "{{close}}"),
        (##"{"a":"{{strategy.prev_market_position_siz}}"}"##, "{{strategy.prev_market_position_siz}}"),
    ])
    func `finds a name in every spelling`(text: String, name: String) throws {
        let refusal = try Reading.refusal(of: text)
        #expect(refusal.code == .placeholderLeft)
        #expect(refusal.reason.contains(name))
    }

    @Test(arguments: [
        ##"{"comment":"{{ticker","secret":"SECRET","action":"buy"}"##,
        ##"{"comment":"{{ticker","secret":"SECRET","price":"{{close}}"}"##,
        ##"{"secret":"{{SECRET}}"}"##, ##"{"secret":"{{SECRET"}"##, ##"{"secret": {{SECRET}}}"##,
        ##"{"secret":"SECRET{{x}}"}"##, ##"{"token":"{{SECRET}}"}"##, ##""SECRET": {{close}}"##,
        ##"{"sl":"{{plot("SECRET")}}"}"##, "SECRET:{{x}}", "{{SECRET}}", ##"{"secret":SECRET,"a":"b"}"##,
        ##"{"secret":"SECRET"##, ##"{"secret":"SECRET" "action":"buy"}"##, ##"{"secret":'SECRET'}"##,
        ##"{"secret":"SECRET","action":"hold","ticker":"NQ1!"}"##,
        ##"{"secret":"SECRET","action":"buy","ticker":"NQ1!"} SECRET"##,
        ##"{"secret":"SECRET","secret":"SECRET","action":"buy","ticker":"NQ1!"}"##,
        ##"{"secret":["SECRET"],"action":"buy","ticker":"NQ1!","size":0}"##,
    ])
    func `no refusal tells the secret, however the message is broken`(text: String) throws {
        // The helper looks for the secret in every part of the refusal.
        #expect(try Reading.refusal(of: text.replacing("SECRET", with: Reading.secret)).line != 0)
    }
}
