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
}
