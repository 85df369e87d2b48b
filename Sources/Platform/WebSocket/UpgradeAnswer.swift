/// The head of a server's answer to an upgrade.
struct UpgradeAnswer {
    /// A longer head is refused.
    static let bytesMax = 16_384

    let status: Int
    private let fields: [String: String]

    /// - Returns: `nil` for what is no HTTP/1.1 head. Bytes without the blank line.
    init?(_ head: some Collection<UInt8>) {
        let lines = String(decoding: Array(head), as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "),
            let status = Int(first.dropFirst(9).prefix(3)), (100...599).contains(status)
        else { return nil }
        self.status = status
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            let name = parts[0].lowercased()
            let value = parts[1].drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }
            let text = String(value.reversed())
            fields[name] = fields[name].map { "\($0), \(text)" } ?? text
        }
        self.fields = fields
    }

    /// The value under a name in lower case; several lines joined by commas.
    subscript(name: String) -> String? { fields[name] }

    /// - Returns: Where the blank line starts.
    static func end(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        let blank: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a]
        return (0...(bytes.count - 4)).first { bytes[$0..<$0 + 4].elementsEqual(blank) }
    }
}
