/// A request's path as the framework routes it.
enum VenuePath {
    /// Decodes `%XX` except an encoded slash, resolves `.` and `..`, and drops a slash at the end. What
    /// decodes to no UTF-8 stays as it was written.
    static func normal(_ path: String) -> String {
        let decoded = path.utf8.contains(UInt8(ascii: "%")) ? decode(path) : path
        guard decoded.utf8.contains(UInt8(ascii: ".")) || decoded.utf8.last == UInt8(ascii: "/") else {
            return decoded
        }
        var parts: [Substring] = []
        for part in decoded.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        if parts.last?.isEmpty == true { parts.removeLast() }
        return "/" + parts.joined(separator: "/")
    }

    private static func decode(_ path: String) -> String {
        let bytes = Array(path.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let byte = escape(bytes[index...]), byte != UInt8(ascii: "/"), byte != 0 {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(validating: decoded, as: UTF8.self) ?? path
    }

    /// The byte of a `%XX` at the front.
    private static func escape(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        guard bytes.count >= 3, bytes.first == UInt8(ascii: "%") else { return nil }
        let digits = bytes.dropFirst().prefix(2)
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
