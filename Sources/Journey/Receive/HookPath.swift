/// The path of a webhook: `/hooks/{source}` or `/hooks/{source}/{secret}`, and nothing else.
package struct HookPath: Hashable, Sendable {
    package let source: String
    /// The secret as the path offers it.
    package let secret: [UInt8]?

    /// - Parameter path: As it stands in the request, still percent-encoded and without a query.
    /// - Returns: nil for every other path. Names and secrets hold `A-Z a-z 0-9 . _ -` alone, so nothing
    ///   needs decoding and no encoded spelling of a path can slip by.
    package init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3 || parts.count == 4, parts[0].isEmpty, parts[1] == "hooks",
            Self.isName(parts[2]), parts.count == 3 || Self.isName(parts[3])
        else { return nil }
        source = String(parts[2])
        secret = parts.count == 4 ? Array(parts[3].utf8) : nil
    }

    /// 1 to 128 of the characters above.
    package static func isName(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= 128
            && bytes.allSatisfy { byte in
                (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }
}
