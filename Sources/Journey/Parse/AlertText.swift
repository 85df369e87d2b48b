package import JSON

extension AlertReader {
    /// A body that can be taken apart, and so be asked for its secret before anything else is believed.
    ///
    /// What is not JSON is spelt as a JSON object of texts first, so that every dialect reads members.
    package struct Text: Sendable {
        package let root: JSONValue
        package let form: MessageForm
        /// Whether lines and columns of `root` are the body's own.
        let hasPlaces: Bool
        /// Where the values stand of a body that was spelt as `root`.
        var places: [String: TextPosition] = [:]
        /// The body, its secrets' values cut out wherever a key says that there is one.
        package let kept: [UInt8]

        /// The secret that stands in the body.
        package var secret: [UInt8]? {
            for key in SecretKeys.ordered {
                guard let text = root[key]?.string else { continue }
                // The robswc form keeps the name of an event in front.
                let offered = key == "key" ? text.split(separator: ":").last.map(String.init) ?? text : text
                return Array(offered.utf8)
            }
            return nil
        }

        /// The value that a refusal's key names: `takeProfit.amount` goes through the object.
        func value(of key: String) -> JSONValue? {
            if let value = root[key] { return value }
            return key.split(separator: ".").reduce(Optional(root)) { $0?[String($1)] }
        }
    }

    /// - Throws: `Refusal` with line and column; no value of the body enters it.
    package static func open(_ body: [UInt8]) throws(Refusal) -> Text {
        if let left = LeftoverPlaceholder(in: body) { throw left.refusal }
        let message = Wrapping.unwrapped(body)
        if message.isEncoded, let left = LeftoverPlaceholder(in: message.bytes) { throw left.refusal }
        if let spelt = try SpeltMessage(message.bytes) {
            return Text(
                root: try document(spelt.json, limits: .spelt, places: spelt.places), form: spelt.form,
                hasPlaces: false, places: spelt.places, kept: spelt.kept)
        }
        let root: JSONValue
        do throws(Refusal) {
            root = try document(message.bytes, limits: .alert, places: message.isEncoded ? [:] : nil)
        } catch {
            throw error.code == .bodyUnreadable && isPlain(message.bytes) ? error.ofPlainText : error
        }
        return Text(
            root: root, form: .json, hasPlaces: !message.isEncoded, kept: SecretKeys.cut(from: root))
    }

    /// Whether a body is no JSON at all: it begins with a letter, as the text dialects do.
    private static func isPlain(_ body: [UInt8]) -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = body.starts(with: mark) ? body.dropFirst(mark.count) : body[...]
        guard let first = Wrapping.trimmed(text).first else { return false }
        return (65...90).contains(first) || (97...122).contains(first)
    }

    /// A body that could not be taken apart, as far as it may be kept.
    package static func kept(unread body: [UInt8]) -> [UInt8] { SecretKeys.cut(unread: body) }

    /// - Parameter places: Where the body's values stand; nil where the reader's own places are the body's.
    private static func document(
        _ bytes: [UInt8], limits: JSONLimits, places: [String: TextPosition]?
    ) throws(Refusal) -> JSONValue {
        do {
            return try JSONDocument(bytes, limits: limits, nanAsAbsent: true).root
        } catch {
            let refusal = refusal(for: error)
            throw places.map { places in refusal.at(refusal.key.flatMap { places[$0] }) } ?? refusal
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

extension JSONLimits {
    /// A text spelt as JSON grows by its quotes and escapes.
    fileprivate static let spelt = JSONLimits(bytesMax: 128 << 10, depthMax: 8, nodesMax: 512)
}

extension Refusal {
    /// The same where the reader's lines and columns are not the body's.
    func at(_ place: TextPosition?) -> Refusal {
        Refusal(code, reason: reason, remedy: remedy, line: place?.line, column: place?.column, key: key)
    }

    /// The same of a text that nobody meant to be JSON.
    fileprivate var ofPlainText: Refusal {
        Refusal(
            code, reason: "the message is neither JSON nor text in a form that is known here",
            remedy: "send one of the alert-templates; text has the form of CrossTrade (key=value; with "
                + "semicolons), of Autoview (s=MNQ1! b=long q=1 t=market, no space within a value: ESZ2026 for "
                + "ES 12-26), or of Alertatron: NAME(MNQ1!) { market(side=buy, amount=1); }",
            line: line, column: column)
    }
}
