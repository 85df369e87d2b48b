import CMicroHTTPD

/// Counts and checks the headers that say where a request ends.
///
/// libmicrohttpd 0.9.75 takes the first of two `Content-Length`s or `Host`s and prefers
/// `Transfer-Encoding` over `Content-Length`; a proxy in front may choose otherwise, and the
/// difference smuggles a second request in. So whatever is ambiguous is refused.
struct Framing {
    enum Body: Hashable {
        case none
        case bytes(Int)
        case chunked

        /// How long it is; nil where that is not told beforehand.
        var bytes: Int? {
            switch self {
            case .none: 0
            case .bytes(let count): count
            case .chunked: nil
            }
        }
    }

    private var hosts = 0
    private var lengths = 0
    private var encodings = 0
    private var length: Int? = 0
    private var isChunked = false
    private(set) var isWellFormed = true

    /// The headers of a request that the daemon has read.
    static func read(_ connection: OpaquePointer) -> Framing {
        var framing = Framing()
        withUnsafeMutablePointer(to: &framing) {
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, readHeader, $0)
        }
        return framing
    }

    /// What body follows, or nil when the request has to be refused. HTTP/1.0 knows no chunks.
    func body(version: String) -> Body? {
        guard let body else { return nil }
        return body == .chunked && version == "HTTP/1.0" ? nil : body
    }

    /// Whether the length is told beforehand.
    var hasLength: Bool { lengths == 1 }

    /// Whether the length is more than a number of 63 bits.
    var isBeyondCounting: Bool { length == .max }

    mutating func add(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        guard !name.isEmpty, name.allSatisfy(Self.isToken), value.allSatisfy(Self.isText) else {
            isWellFormed = false
            return
        }
        if Self.matches(name, "host") {
            hosts += 1
        } else if Self.matches(name, "content-length") {
            lengths += 1
            length = Self.decimal(value)
        } else if Self.matches(name, "transfer-encoding") {
            encodings += 1
            isChunked = Self.matches(value, "chunked")
        }
    }

    private var body: Body? {
        guard isWellFormed, hosts == 1, lengths + encodings <= 1, let length else { return nil }
        if encodings == 1 { return isChunked ? .chunked : nil }
        return length == 0 ? Body.none : .bytes(length)
    }

    /// A length that overflows is no smaller than one that does not: it saturates.
    private static func decimal(_ text: UnsafeRawBufferPointer) -> Int? {
        guard !text.isEmpty else { return nil }
        var number = 0
        for byte in text {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (tens, over) = number.multipliedReportingOverflow(by: 10)
            let (sum, beyond) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            number = over || beyond ? Int.max : sum
        }
        return number
    }

    /// RFC 9110, 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// Everything but control characters; a tab may stand between words.
    static func isText(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t")
    }

    private static func matches(_ offered: UnsafeRawBufferPointer, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { name in
            offered.count == name.count
                && zip(offered, name).allSatisfy { HeaderLookup.lowercased($0) == $1 }
        }
    }
}

/// The daemon's callback for each header.
private func readHeader(
    context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?, nameCount: Int,
    value: UnsafePointer<CChar>?, valueCount: Int
) -> MHD_Result {
    context?.assumingMemoryBound(to: Framing.self).pointee.add(
        name: UnsafeRawBufferPointer(start: name, count: name == nil ? 0 : nameCount),
        value: UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueCount))
    return .YES
}
