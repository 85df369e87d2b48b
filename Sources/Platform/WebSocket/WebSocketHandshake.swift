import Crypto

/// The HTTP upgrade that precedes the frames: RFC 6455, section 4.
package enum WebSocketHandshake {
    /// What a server answers to a client's `Sec-WebSocket-Key`, as `Sec-WebSocket-Accept`.
    package static func accept(key: String) -> String {
        Base64.encode(SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }

    /// Whether a client's key is what the standard asks for: 16 bytes in base64.
    package static func isKey(_ text: String) -> Bool { Base64.decode(text)?.count == 16 }
}
