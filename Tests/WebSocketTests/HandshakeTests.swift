import OwnThreads
import Testing
import WebSocket

@Suite(.ownThreads)
struct HandshakeTests {
    /// The example of RFC 6455, section 1.3.
    @Test func `answers the standard's example key`() {
        #expect(WebSocketHandshake.accept(key: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test(arguments: [
        ("dGhlIHNhbXBsZSBub25jZQ==", true), ("AAAAAAAAAAAAAAAAAAAAAA==", true), ("", false),
        ("dGhlIHNhbXBsZSBub25j", false), ("dGhlIHNhbXBsZSBub25jZXh4", false), ("not base64!", false),
    ])
    func `knows a key of sixteen bytes`(text: String, isKey: Bool) {
        #expect(WebSocketHandshake.isKey(text) == isKey)
    }
}
