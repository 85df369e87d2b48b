import JSON

/// What has come in, as tests ask for it.
struct RequestLog: Sendable {
    private var counts: [String: Int] = [:]
    private var copies: [String: Int] = [:]

    /// A call as it arrived, answered or not.
    mutating func note(path: String, body: [UInt8]) {
        counts[path.lowercased(), default: 0] += 1
        guard VenueEndpoint(path: path) == .place, let tag = Self.tag(in: body) else { return }
        copies[tag, default: 0] += 1
    }

    func count(of path: String) -> Int { counts[path.lowercased()] ?? 0 }
    func copies(of tag: String) -> Int { copies[tag] ?? 0 }
    var all: [String: Int] { counts }

    private static func tag(in body: [UInt8]) -> String? {
        (try? JSONDocument(body).root)?["customTag"]?.string
    }
}
