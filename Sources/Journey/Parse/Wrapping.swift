/// What a form wraps around a message: percent signs, and an equals sign behind.
///
/// Source: tv-hub, alert message format: bodies arrive form-urlencoded at times, with a stray `=`.
enum Wrapping {
    struct Message {
        let bytes: [UInt8]
        /// Whether it was percent-encoded, so that its places are not the body's.
        let isEncoded: Bool
    }

    static func unwrapped(_ body: [UInt8]) -> Message {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = body.starts(with: mark) ? body.dropFirst(mark.count) : body[...]
        let spoken = trimmed(text)
        guard let first = spoken.first else { return Message(bytes: body, isEncoded: false) }
        if first == UInt8(ascii: "{") {
            // Only an equals sign right behind the last brace comes from a form.
            let isStray = spoken.last == UInt8(ascii: "=") && spoken.dropLast().last == UInt8(ascii: "}")
            guard isStray else { return Message(bytes: body, isEncoded: false) }
            return Message(bytes: Array(body[..<(spoken.endIndex - 1)]), isEncoded: false)
        }
        guard spoken.starts(with: "%7B".utf8) || spoken.starts(with: "%7b".utf8) else {
            return Message(bytes: body, isEncoded: false)
        }
        let message = spoken.last == UInt8(ascii: "=") ? spoken.dropLast() : spoken
        guard let bytes = decoded(message) else { return Message(bytes: body, isEncoded: false) }
        return Message(bytes: bytes, isEncoded: true)
    }

    /// Nil where a percent sign has no two digits behind it.
    static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < text.endIndex,
                    let byte = Hexadecimal.bytes(
                        String(decoding: text[(index + 1)...(index + 2)], as: UTF8.self))?.first
                else { return nil }
                bytes.append(byte)
                index += 2
            default: bytes.append(text[index])
            }
            index += 1
        }
        return bytes
    }

    static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = text.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
