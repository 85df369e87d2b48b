import OwnThreads
import Testing

@testable import PaperVenue

@Suite(.ownThreads)
struct RequestLogTests {
    func body(_ tag: String) -> [UInt8] { Array(#"{"customTag":"\#(tag)"}"#.utf8) }

    @Test func `counts calls by endpoint, whatever the case, and all others as one`() {
        var log = RequestLog()
        log.note(path: "/api/Order/place", body: [])
        log.note(path: "/API/order/PLACE", body: [])
        for number in 0..<1_000 { log.note(path: "/nowhere/\(number)", body: []) }
        #expect(log.count(of: "/api/Order/place") == 2)
        #expect(log.count(of: "/nowhere/at/all") == 1_000)
        #expect(log.count(of: "/api/Order/modify") == 0)
        #expect(log.all.count == 2)
    }

    @Test func `remembers the latest tags, and forgets those of long ago`() {
        var log = RequestLog()
        let path = "/api/Order/place"
        log.note(path: path, body: body("first"))
        log.note(path: path, body: body("kept"))
        for number in 0..<(3 * RequestLog.tagsMin) {
            log.note(path: path, body: body("t\(number)"))
            if number.isMultiple(of: 1_000) { log.note(path: path, body: body("kept")) }
        }
        #expect(log.copies(of: "first") == 0)
        #expect(log.copies(of: "kept") == 1 + (3 * RequestLog.tagsMin + 999) / 1_000)
        for number in stride(from: 2 * RequestLog.tagsMin, to: 3 * RequestLog.tagsMin, by: 997) {
            #expect(log.copies(of: "t\(number)") == 1)
        }
    }
}
