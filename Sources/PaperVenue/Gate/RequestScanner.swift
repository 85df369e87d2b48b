/// Cuts a client's byte stream into whole HTTP requests, so that the gate can drop one before the server sees
/// any of it.
///
/// It knows just enough for that. What it does not know (chunked bodies, upgrades, very long bodies, anything
/// odd) turns it off for the rest of the connection, and the bytes pass as they are: judging them is the
/// server's work.
struct RequestScanner: Sendable {
    struct Request: Hashable, Sendable {
        /// Without query.
        let path: String
        let body: [UInt8]
        /// Head and body as they came.
        let bytes: [UInt8]
    }

    enum Piece: Hashable, Sendable {
        case request(Request)
        case raw([UInt8])
    }

    private static let headBytesMax = 32_768
    private static let bodyBytesMax = 65_536
    private static let blank = Array("\r\n\r\n".utf8)

    private var pending: [UInt8] = []
    private var isRaw = false

    init() {}

    /// What the bytes complete; the rest waits.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [Piece] {
        pending += bytes
        var pieces: [Piece] = []
        while !pending.isEmpty {
            if isRaw {
                pieces.append(.raw(pending))
                pending = []
                continue
            }
            guard let end = endOfHead else {
                if pending.count <= Self.headBytesMax { break }
                isRaw = true
                continue
            }
            guard let request = request(headEnd: end) else {
                if isRaw { continue }
                break
            }
            pieces.append(.request(request))
            pending.removeFirst(request.bytes.count)
        }
        return pieces
    }

    /// The index behind the blank line.
    private var endOfHead: Int? {
        guard pending.count >= 4 else { return nil }
        return pending.indices.dropLast(3).first { pending[$0..<($0 + 4)].elementsEqual(Self.blank) }
            .map { $0 + 4 }
    }

    /// The first request when its body is in; nil while it is not, or when it turned the scanner off.
    private mutating func request(headEnd: Int) -> Request? {
        let lines = String(decoding: pending[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        let headers = lines.dropFirst().compactMap(Self.header)
        let length = headers.first { $0.name == "content-length" }.map { Int($0.value) ?? -1 } ?? 0
        let isOdd = headers.contains { ["transfer-encoding", "upgrade", "expect"].contains($0.name) }
        guard words.count == 3, !isOdd, length >= 0, length <= Self.bodyBytesMax else {
            isRaw = true
            return nil
        }
        guard pending.count >= headEnd + length else { return nil }
        let path = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
        return Request(
            path: String(path), body: Array(pending[headEnd..<(headEnd + length)]),
            bytes: Array(pending[..<(headEnd + length)]))
    }

    private static func header(_ line: Substring) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        return (line[..<colon].lowercased(), String(value))
    }
}
