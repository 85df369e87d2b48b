package import JSON

/// Turns a body into an alert, or says what is wrong with it.
package enum AlertReader {
    /// A body that is JSON, and so can be asked for its secret before anything else is believed.
    package struct Text: Sendable {
        package let root: JSONValue

        /// The secret that stands in the body.
        package var secret: [UInt8]? { root["secret"]?.string.map { Array($0.utf8) } }
    }

    /// - Throws: `Refusal` with line and column; no value of the body enters it.
    package static func open(_ body: [UInt8]) throws(Refusal) -> Text {
        if let left = LeftoverPlaceholder(in: body) { throw left.refusal }
        do {
            return Text(root: try JSONDocument(body, limits: .alert, nanAsAbsent: true).root)
        } catch {
            throw refusal(for: error)
        }
    }

    package static func read(_ text: Text, from source: Source) throws(Refusal) -> Alert {
        let root = text.root
        guard root.kind == .object else {
            throw Refusal(
                .bodyUnreadable, reason: "the body is not a JSON object",
                remedy: "start from one of the alert-templates", line: root.line, column: root.column)
        }
        guard source.dialect == .native || NativeDialect.claims(root) else {
            throw Refusal(
                .dialectUnknown, reason: "the message has no \"action\" and \"ticker\"",
                remedy: "start from one of the alert-templates", line: root.line, column: root.column)
        }
        return try NativeDialect.read(
            root, source: source.name, canonical: source.secret.cut(from: canonical(root)))
    }

    /// The canonical text of the message, without its member `secret`; a copy elsewhere is cut out by the caller.
    private static func canonical(_ root: JSONValue) -> [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                let kept = root.members.filter { $0.key != "secret" && $0.value.kind != .nan }
                for (key, value) in kept.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                    writer.key(key)
                    writer.raw(value.canonical())
                }
            }
        }
    }

    private static func refusal(for fault: JSONFault) -> Refusal {
        let (code, remedy): (Refusal.Code, String) =
            switch fault.kind {
            case .empty: (.bodyEmpty, "fill in the alert's message; an empty alert_message sends nothing")
            case .trailingText: (.trailingText, "remove everything after the closing brace")
            case .duplicateKey: (.repeatedKey, "keep one of the two: which of them is meant cannot be known")
            default: (.bodyUnreadable, "correct the JSON of the alert's message at this place")
            }
        return Refusal(
            code, reason: fault.what, remedy: remedy, line: fault.line, column: fault.column, key: fault.key)
    }
}
