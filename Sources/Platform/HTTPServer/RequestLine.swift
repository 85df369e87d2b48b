/// The first line of a request, of exactly three words with one space between each.
struct RequestLine {
    /// Bytes beside the target: the longest method, two spaces, the version and the line's end.
    static let frame = methodMax + 12
    private static let methodMax = 32

    let isPost: Bool
    let targetCount: Int
    let version: String

    /// Nil for what is no request line of HTTP/1.1 or 1.0.
    init?(_ line: UnsafeRawBufferPointer) {
        let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, !words[1].isEmpty, (1...Self.methodMax).contains(words[0].count),
            words[0].allSatisfy(Framing.isToken)
        else { return nil }
        guard let version = ["HTTP/1.1", "HTTP/1.0"].first(where: { words[2].elementsEqual($0.utf8) }) else {
            return nil
        }
        isPost = words[0].elementsEqual("POST".utf8)
        targetCount = words[1].count
        self.version = version
    }
}
