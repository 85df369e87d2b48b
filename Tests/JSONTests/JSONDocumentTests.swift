import JSON
import Testing

struct JSONDocumentTests {
    @Test func `an alert is read with its exact numbers`() throws {
        let text = """
            {"ticker":"NQ1!","price":21450.250,"size":2.0,"bracket":{"stop_ticks":80,"legs":[1,-0,1e3]},\
            "note":"caf\\u00e9 \\"x\\" \\ud83d\\ude00","live":true,"dry":false,"gone":null}
            """
        let root = try JSONDocument(Array(text.utf8)).root
        #expect(root.kind == .object)
        #expect(root.count == 8)
        #expect(
            root.members.map(\.key) == ["ticker", "price", "size", "bracket", "note", "live", "dry", "gone"])
        #expect(root["ticker"]?.string == "NQ1!")
        #expect(root["price"]?.numberText == "21450.250")
        #expect(root["price"]?.int64 == nil)
        #expect(root["size"]?.int64 == 2)
        #expect(root["bracket"]?["stop_ticks"]?.int64 == 80)
        #expect(root["bracket"]?["legs"]?.elements.map(\.numberText) == ["1", "-0", "1e3"])
        #expect(root["bracket"]?["legs"]?.elements.map(\.int64) == [1, 0, 1000])
        #expect(root["note"]?.string == "café \"x\" 😀")
        #expect(root["live"]?.bool == true)
        #expect(root["dry"]?.bool == false)
        #expect(root["gone"]?.isNull == true)
        #expect(root["absent"] == nil)
    }

    @Test func `a fault tells line, column, path and reason`() {
        let text = "{\"a\": 1,\n \"bracket\": {\"é\": [1, {\"x\": 01}]}}"
        let fault = #expect(throws: JSONFault.self) { try JSONDocument(Array(text.utf8)) }
        #expect(fault?.kind == .badNumber)
        #expect(fault?.line == 2)
        #expect(fault?.column == 29)
        #expect(fault?.key == "bracket.é[1].x")
        #expect(
            fault?.description == "line 2, column 29: a number with a leading zero (at bracket.é[1].x)")
    }
}
