import JSON

/// What has come in, as tests ask for it. It takes no more memory after a year than after a day.
struct RequestLog: Sendable {
    /// So many of the latest tags are remembered at least, and twice as many at most.
    static let tagsMin = 65_536
    /// Where calls to everything else than an endpoint are counted.
    private static let elsewhere = ""

    private var counts: [String: Int] = [:]
    /// Place calls by the number of their tag, which a text of any length has.
    private var copies: [UInt64: Int] = [:]
    /// Those of tags that came before.
    private var copiesBefore: [UInt64: Int] = [:]

    /// A call as it arrived, answered or not.
    mutating func note(path: String, body: [UInt8]) {
        let endpoint = VenueEndpoint(path: path)
        counts[endpoint?.rawValue ?? Self.elsewhere, default: 0] += 1
        guard endpoint == .place, let tag = Self.tag(in: body) else { return }
        let number = Scatter.seed(0, named: tag)
        let before = copies[number] ?? copiesBefore[number] ?? 0
        if copies[number] == nil, copies.count >= Self.tagsMin {
            copiesBefore = copies
            copies = [:]
        }
        copies[number] = before + 1
    }

    /// Of a path that is no endpoint: how many calls went to any such path.
    func count(of path: String) -> Int { counts[VenueEndpoint(path: path)?.rawValue ?? Self.elsewhere] ?? 0 }

    func copies(of tag: String) -> Int {
        let number = Scatter.seed(0, named: tag)
        return copies[number] ?? copiesBefore[number] ?? 0
    }

    /// By path in lower case; calls to what is no endpoint under the empty one.
    var all: [String: Int] { counts }

    private static func tag(in body: [UInt8]) -> String? {
        (try? JSONDocument(body).root)?["customTag"]?.string
    }
}
