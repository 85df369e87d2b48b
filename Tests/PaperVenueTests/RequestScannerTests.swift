import OwnThreads
import Testing

@testable import PaperVenue

@Suite(.ownThreads)
struct RequestScannerTests {
    let post = Array("POST /api/x?y=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody".utf8)

    @Test func `gives a request only when its last byte is in`() {
        var scanner = RequestScanner()
        for byte in post.dropLast() { #expect(scanner.take([byte]).isEmpty) }
        let pieces = scanner.take([UInt8(ascii: "y")])
        #expect(
            pieces == [
                .request(RequestScanner.Request(path: "/api/x", body: Array("body".utf8), bytes: post))
            ])
    }

    @Test func `separates requests that come together`() {
        var scanner = RequestScanner()
        let get = Array("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let pieces = scanner.take(post + get + post)
        #expect(pieces.count == 3)
        #expect(pieces[1] == .request(RequestScanner.Request(path: "/ping", body: [], bytes: get)))
    }

    @Test(arguments: [
        "GET /hubs/user HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "nonsense\r\n\r\n",
    ])
    func `lets pass what it does not know, from then on`(text: String) {
        var scanner = RequestScanner()
        #expect(scanner.take(text.utf8) == [.raw(Array(text.utf8))])
        #expect(scanner.take(post) == [.raw(post)])
    }

    @Test func `lets an endless head pass`() {
        var scanner = RequestScanner()
        let line = [UInt8](repeating: UInt8(ascii: "a"), count: 32_769)
        #expect(scanner.take(line.dropLast()).isEmpty)
        #expect(scanner.take([UInt8(ascii: "a")]) == [.raw(line)])
    }
}
