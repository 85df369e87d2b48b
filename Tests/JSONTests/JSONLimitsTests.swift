import JSON
import Testing

struct JSONLimitsTests {
    @Test func `an alert's limits are 16 KiB, 8 levels and 512 nodes`() {
        #expect(JSONLimits.alert == JSONLimits(bytesMax: 16_384, depthMax: 8, nodesMax: 512))
        #expect(JSONLimits() == JSONLimits(bytesMax: 2_097_152, depthMax: 32, nodesMax: 200_000))
    }

    @Test func `a text may have exactly the bytes allowed`() {
        let limits = JSONLimits(bytesMax: 6)
        #expect(fault(in: "[1, 2]", limits: limits) == nil)
        let found = fault(in: "[1, 2] ", limits: limits)
        #expect(found?.kind == .tooLarge)
        #expect(found?.what == "7 bytes; at most 6 are read")
    }

    @Test(arguments: [1, 2, 8, 32, 512])
    func `containers may nest exactly as deep as allowed`(depth: Int) throws {
        let limits = JSONLimits(depthMax: depth)
        let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(fault(in: arrays, limits: limits) == nil)
        let found = fault(in: "[\(arrays)]", limits: limits)
        #expect(found?.kind == .tooDeep)
        #expect(found?.column == depth + 1)
        let objects = String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
        #expect(fault(in: objects, limits: limits) == nil)
        #expect(fault(in: "{\"a\":\(objects)}", limits: limits)?.kind == .tooDeep)
        #expect(fault(in: "[[],[],[[]]]", limits: JSONLimits(depthMax: 3)) == nil)
    }

    @Test func `no text nests deeper than the ceiling, whatever it is allowed`() throws {
        let limits = JSONLimits(depthMax: .max)
        let deepest = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try parsed(deepest, limits: limits).canonical() == Array(deepest.utf8))
        #expect(fault(in: "[\(deepest)]", limits: limits)?.kind == .tooDeep)
    }

    @Test(arguments: [("[1,2]", 3), ("{\"a\":1,\"b\":[]}", 5), ("7", 1), ("[[[]]]", 3)])
    func `a text may have exactly the nodes allowed`(text: String, nodes: Int) {
        #expect(fault(in: text, limits: JSONLimits(nodesMax: nodes)) == nil)
        #expect(fault(in: text, limits: JSONLimits(nodesMax: nodes - 1))?.kind == .tooMany)
    }

    @Test func `limits of zero or less refuse everything`() {
        #expect(fault(in: "1", limits: JSONLimits(bytesMax: 0))?.kind == .tooLarge)
        #expect(fault(in: "1", limits: JSONLimits(bytesMax: -1))?.kind == .tooLarge)
        #expect(fault(in: "1", limits: JSONLimits(nodesMax: -1))?.kind == .tooMany)
        #expect(fault(in: "[]", limits: JSONLimits(depthMax: -1))?.kind == .tooDeep)
    }
}
