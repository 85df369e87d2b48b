import CCurl

/// Header lines in the form libcurl wants them; freed with their owner.
final class HeaderList {
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    /// - Throws: `HTTPClientFailure` for a name or value that could smuggle in another line. The text names
    ///   neither.
    init(_ fields: [(name: String, value: String)], origin: String) throws(HTTPClientFailure) {
        // Expect would make libcurl wait for a go-ahead before the body; the guessed type of a body is wrong.
        var lines = ["Expect:"]
        if !fields.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        for (name, value) in fields {
            guard HTTPHeaderSyntax.isName(name), HTTPHeaderSyntax.isValue(value) else {
                throw HTTPClientFailure(
                    reach: .notSent, reason: "\(origin): a header has a forbidden character")
            }
            // libcurl takes "Name:" for an order to leave the header out.
            let isBlank = value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            lines.append(isBlank ? "\(name);" : "\(name): \(value)")
        }
        for line in lines {
            guard let longer = curl_slist_append(head, line) else {
                throw HTTPClientFailure(reach: .notSent, reason: "\(origin): out of memory")
            }
            head = longer
        }
    }

    deinit { curl_slist_free_all(head) }
}
