import Crypto
import HTTPClient

/// The client's half of the upgrade.
struct UpgradeRequest {
    private let key: String
    private let fields: [(name: String, value: String)]
    private let target: String
    private let hostField: String

    /// - Throws: `WebSocketFault` for a header that would smuggle in another, and when no key can be drawn.
    init(to address: WebAddress, headers: [(name: String, value: String)]) throws(WebSocketFault) {
        for (name, value) in headers {
            guard HTTPHeaderSyntax.isName(name), HTTPHeaderSyntax.isValue(value) else {
                throw WebSocketFault("a header has a forbidden character")
            }
        }
        do throws(RandomBytes.Exhausted) {
            key = Base64.encode(try RandomBytes.draw(16))
        } catch {
            throw WebSocketFault(error.description)
        }
        let isUsualPort = address.port == (address.isSecure ? 443 : 80)
        hostField = isUsualPort ? address.host : "\(address.host):\(address.port)"
        target = address.target
        fields = headers
    }

    var bytes: [UInt8] {
        var lines = [
            "GET \(target) HTTP/1.1", "Host: \(hostField)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)",
        ]
        lines += fields.map { "\($0.name): \($0.value)" }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// - Throws: `WebSocketFault` unless the server agrees to exactly what was asked.
    func check(_ answer: UpgradeAnswer) throws(WebSocketFault) {
        guard answer.status == 101 else {
            throw WebSocketFault(
                "the upgrade was refused with status \(answer.status)", status: answer.status)
        }
        guard answer["upgrade"]?.lowercased() == "websocket" else {
            throw WebSocketFault("the server upgrades to something else than WebSocket")
        }
        let connection = answer["connection"]?.lowercased().split { $0 == "," || $0 == " " } ?? []
        guard connection.contains("upgrade") else {
            throw WebSocketFault("the server's answer does not upgrade the connection")
        }
        guard answer["sec-websocket-accept"] == WebSocketHandshake.accept(key: key) else {
            throw WebSocketFault("the server's Sec-WebSocket-Accept does not answer our key")
        }
        guard answer["sec-websocket-extensions"] == nil, answer["sec-websocket-protocol"] == nil else {
            throw WebSocketFault("the server chose an extension or a protocol that was not offered")
        }
    }
}
