import CMicroHTTPD
import Glibc

/// Tells from where the daemon's texts lie in its buffer whether a head was written strictly.
///
/// The daemon parses in place and puts zeros where separators stood. A space too many, a bare line feed, a
/// folded line or a NUL leaves a gap of another size, or moves a text away. The gate sees the first head of a
/// connection alone; this sees every one.
struct HeadLayout {
    /// Where the next header's name has to begin; nil once something lay elsewhere.
    private var next: UnsafePointer<CChar>?
    private static let lineEnd = 2

    /// Whether a daemon's buffer is known to be laid out like that. Another library may take this one's place without
    /// a build: Debian 13 has 1.0.1 under the same name.
    static func knows(daemon version: String) -> Bool { version == "0.9.75" }

    /// - Parameter target: Where the daemon showed the target, and its length; it may be overwritten since.
    static func isStrict(
        method: UnsafePointer<CChar>, target: (start: UInt, count: Int), version: UnsafePointer<CChar>,
        on connection: OpaquePointer
    ) -> Bool {
        guard UInt(bitPattern: method) + UInt(strlen(method)) + 1 == target.start,
            target.start + UInt(target.count) + 1 == UInt(bitPattern: version),
            ["HTTP/1.1", "HTTP/1.0"].contains(String(cString: version))
        else { return false }
        var layout = HeadLayout(next: version + strlen(version) + lineEnd)
        withUnsafeMutablePointer(to: &layout) {
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, followHeader, $0)
        }
        // The empty line at the end left two zeros as well, and they are the head's last bytes: zeros that the
        // client sent behind the last value would look like it.
        let wholeHead = cmhd_head_size(connection)
        guard let end = layout.next, end + lineEnd == method + wholeHead else { return false }
        return end[0] == 0 && end[1] == 0
    }

    fileprivate mutating func follow(
        _ name: UnsafePointer<CChar>, _ value: UnsafePointer<CChar>, _ valueCount: Int
    ) {
        guard next == name, name < value else {
            next = nil
            return
        }
        next = value + valueCount + Self.lineEnd
    }
}

/// The daemon's callback for each header, in their order.
private func followHeader(
    context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?, nameCount: Int,
    value: UnsafePointer<CChar>?, valueCount: Int
) -> MHD_Result {
    guard let layout = context?.assumingMemoryBound(to: HeadLayout.self), let name, let value else {
        return .YES
    }
    layout.pointee.follow(name, value, valueCount)
    return .YES
}
