/// Builds the address of the hub with its token. It is for the socket alone: never logged, never in an error.
enum HubAddress {
    static func url(_ hub: String, token: GatewaySecret) -> String {
        "\(socketScheme(hub))?access_token=\(percentEncoded(token.reveal()))"
    }

    private static func socketScheme(_ hub: String) -> String {
        for (http, socket) in [("https://", "wss://"), ("http://", "ws://")] where hub.hasPrefix(http) {
            return socket + hub.dropFirst(http.count)
        }
        return hub
    }

    /// Everything but the unreserved characters of RFC 3986 is encoded.
    static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
