/// Reads the raw bytes of a request's head as they come, before the daemon sees any of them.
///
/// libmicrohttpd 0.9.75 takes a bare LF for a line's end, joins folded lines, ends texts at a NUL, skips
/// empty lines in front and spaces between, and answers 505 to versions it does not know. Whatever is not
/// written as RFC 9112 wants it is refused here instead.
struct HeadReader {
    enum Verdict: Hashable {
        /// Good so far.
        case wanting
        case whole
        case refused(status: Int)
    }

    struct Limits {
        let headBytes: Int
        let targetBytes: Int
        let headers: Int
        /// Whether a POST must tell its body's length beforehand: none is chunked.
        let needsLength: Bool
    }

    private let limits: Limits
    private var lineStart = 0
    private var scanned = 0
    private var headerCount = 0
    private var requestLine: RequestLine?
    private var framing = Framing()

    init(_ limits: Limits) { self.limits = limits }

    /// - Parameter bytes: Everything since the connection began, with more at its end than the last time.
    mutating func read(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        while scanned < bytes.count {
            guard scanned < limits.headBytes else { return .refused(status: 431) }
            if requestLine == nil, scanned > limits.targetBytes + RequestLine.frame {
                return .refused(status: 414)
            }
            let byte = bytes[scanned]
            scanned += 1
            if byte == UInt8(ascii: "\n") {
                guard scanned - lineStart >= 2, bytes[scanned - 2] == Self.carriageReturn else {
                    return .refused(status: 400)
                }
                let verdict = end(of: UnsafeRawBufferPointer(rebasing: bytes[lineStart..<(scanned - 2)]))
                guard verdict == .wanting else { return verdict }
                lineStart = scanned
            } else if !isAllowed(byte, after: scanned - 1 > lineStart ? bytes[scanned - 2] : 0) {
                return .refused(status: 400)
            }
        }
        return .wanting
    }

    private static let carriageReturn = UInt8(ascii: "\r")

    /// Whether a byte other than a line feed may stand in a line; a carriage return stands at its end only.
    private func isAllowed(_ byte: UInt8, after previous: UInt8) -> Bool {
        if previous == Self.carriageReturn { return false }
        if byte == Self.carriageReturn { return true }
        return requestLine == nil ? (0x20...0x7E).contains(byte) : Framing.isText(byte)
    }

    private mutating func end(of line: UnsafeRawBufferPointer) -> Verdict {
        guard let requestLine else { return takeRequestLine(line) }
        guard !line.isEmpty else { return whole(requestLine) }
        headerCount += 1
        guard headerCount <= limits.headers else { return .refused(status: 431) }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return .refused(status: 400) }
        // A name with white space in front of it would be a folded line, and one with white space behind it is
        // read differently by different readers: neither is a token.
        let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
        framing.add(
            name: UnsafeRawBufferPointer(rebasing: line[..<colon]),
            value: UnsafeRawBufferPointer(rebasing: value))
        return framing.isWellFormed ? .wanting : .refused(status: 400)
    }

    private mutating func takeRequestLine(_ line: UnsafeRawBufferPointer) -> Verdict {
        guard let read = RequestLine(line) else { return .refused(status: 400) }
        guard read.targetCount <= limits.targetBytes else { return .refused(status: 414) }
        requestLine = read
        return .wanting
    }

    private func whole(_ line: RequestLine) -> Verdict {
        guard framing.body(version: line.version) != nil else { return .refused(status: 400) }
        if limits.needsLength, line.isPost, !framing.hasLength { return .refused(status: 411) }
        // libmicrohttpd answers a length that it cannot hold by itself, before it asks anybody.
        if framing.isBeyondCounting { return .refused(status: 413) }
        return .whole
    }
}
