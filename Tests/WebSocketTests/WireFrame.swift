import RawSockets

/// One frame as RFC 6455, section 5.2, lays it out, built and read without wslay.
struct WireFrame: Hashable {
    enum Kind: UInt8 {
        case continuation = 0
        case text, binary
        case close = 8
        case ping, pong
    }

    var kind: Kind
    var payload: [UInt8]
    var isFinal = true
    var mask: [UInt8]?

    init(_ kind: Kind, _ payload: [UInt8], isFinal: Bool = true, mask: [UInt8]? = nil) {
        self.kind = kind
        self.payload = payload
        self.isFinal = isFinal
        self.mask = mask
    }

    init(_ kind: Kind, _ text: String, isFinal: Bool = true, mask: [UInt8]? = nil) {
        self.init(kind, Array(text.utf8), isFinal: isFinal, mask: mask)
    }

    static func close(_ code: UInt16, _ reason: String = "", mask: [UInt8]? = nil) -> WireFrame {
        WireFrame(.close, [UInt8(code >> 8), UInt8(code & 255)] + Array(reason.utf8), mask: mask)
    }

    var bytes: [UInt8] {
        var bytes = [(isFinal ? 0x80 : 0) | kind.rawValue]
        let masked: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case ..<126: bytes.append(masked | UInt8(payload.count))
        case ..<65_536: bytes += [masked | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            bytes.append(masked | 127)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        guard let mask else { return bytes + payload }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    /// The code of a close frame.
    var closeCode: Int? { payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil }

    /// - Returns: The first frame and how many bytes it took; `nil` while it is incomplete.
    static func first(in bytes: [UInt8]) -> (frame: WireFrame, count: Int)? {
        guard bytes.count >= 2, let kind = Kind(rawValue: bytes[0] & 15) else { return nil }
        var length = Int(bytes[1] & 127)
        var start = 2
        if length >= 126 {
            let width = length == 126 ? 2 : 8
            guard bytes.count >= 2 + width else { return nil }
            length = bytes[2..<2 + width].reduce(0) { $0 << 8 | Int($1) }
            start += width
        }
        var mask: [UInt8]?
        if bytes[1] & 128 != 0 {
            guard bytes.count >= start + 4 else { return nil }
            mask = Array(bytes[start..<start + 4])
            start += 4
        }
        guard bytes.count >= start + length else { return nil }
        let payload = bytes[start..<start + length].enumerated().map { index, byte in
            mask.map { byte ^ $0[index % 4] } ?? byte
        }
        let frame = WireFrame(kind, payload, isFinal: bytes[0] & 128 != 0, mask: mask)
        return (frame, start + length)
    }
}

/// Reads frames off a raw connection.
struct WireReader {
    let connection: RawConnection
    private var unread: [UInt8] = []

    init(_ connection: RawConnection) { self.connection = connection }

    /// - Returns: `nil` at the end of the connection.
    mutating func next() -> WireFrame? {
        while true {
            if let (frame, count) = WireFrame.first(in: unread) {
                unread.removeFirst(count)
                return frame
            }
            guard let more = connection.readSome() else { return nil }
            unread += more
        }
    }
}
