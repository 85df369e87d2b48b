import JSON

/// One record of the hub protocol as the server writes it.
///
/// Source: the hub protocol of ASP.NET Core SignalR, JSON encoding, version 1.
enum HubMessage: Sendable {
    case invocation(target: String, arguments: [JSONValue])
    /// - error: the server's words, when the call failed.
    case completion(id: String, error: String?)
    case ping
    /// - mayReconnect: the server says that a new connection is welcome.
    case close(error: String?, mayReconnect: Bool)
    /// A type that we do not use or do not know.
    case other

    /// - Throws: `Unreadable` when the record is no JSON object.
    init(_ record: [UInt8], limits: JSONLimits = JSONLimits()) throws(Unreadable) {
        let root = try Self.object(record, limits)
        switch root["type"]?.int64 {
        case 1:
            guard let target = root["target"]?.string else {
                throw Unreadable("an invocation without target")
            }
            self = .invocation(target: target, arguments: root["arguments"]?.elements ?? [])
        case 3:
            guard let id = Self.text(root["invocationId"]) else {
                throw Unreadable("a completion without invocationId")
            }
            self = .completion(id: id, error: Self.error(root))
        case 6: self = .ping
        case 7: self = .close(error: Self.error(root), mayReconnect: root["allowReconnect"]?.bool ?? false)
        default: self = .other
        }
    }

    /// Why the server refused the handshake; nil when it took it.
    static func handshakeError(_ record: [UInt8]) throws(Unreadable) -> String? {
        error(try object(record, JSONLimits()))
    }

    private static func error(_ root: JSONValue) -> String? {
        guard let error = root["error"], !error.isNull else { return nil }
        return error.string.map { Printable.clean($0) } ?? "an error without words"
    }

    private static func text(_ value: JSONValue?) -> String? { value?.string ?? value?.numberText }

    private static func object(_ record: [UInt8], _ limits: JSONLimits) throws(Unreadable) -> JSONValue {
        guard let root = try? JSONDocument(record, limits: limits).root, root.kind == .object else {
            throw Unreadable("a record that is no JSON object")
        }
        return root
    }
}
