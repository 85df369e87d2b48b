import CMicroHTTPD

/// Gathers the values of one header name.
enum HeaderLookup {
    fileprivate struct Search {
        let name: [UInt8]
        var value: [UInt8]?
    }

    /// - Returns: The values of every header of that name, in any case, joined by ", ".
    static func value(of name: String, on connection: OpaquePointer) -> String? {
        var search = Search(name: name.utf8.map(lowercased))
        withUnsafeMutablePointer(to: &search) {
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, gatherValue, $0)
        }
        return search.value.map { String(decoding: $0, as: UTF8.self) }
    }

    /// - Parameter token: In lower case.
    /// - Returns: Whether the header, a list of tokens, names that one.
    static func value(of name: String, on connection: OpaquePointer, has token: String) -> Bool {
        guard let value = value(of: name, on: connection) else { return false }
        return value.lowercased().split(whereSeparator: { ", \t".contains($0) })
            .contains { $0 == token }
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

/// The daemon's callback for each header.
private func gatherValue(
    context: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?, nameCount: Int,
    value: UnsafePointer<CChar>?, valueCount: Int
) -> MHD_Result {
    guard let search = context?.assumingMemoryBound(to: HeaderLookup.Search.self), let name else {
        return .YES
    }
    let offered = UnsafeRawBufferPointer(start: name, count: nameCount)
    guard offered.count == search.pointee.name.count,
        zip(offered, search.pointee.name).allSatisfy({ HeaderLookup.lowercased($0) == $1 })
    else { return .YES }
    let bytes = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueCount)
    if search.pointee.value == nil {
        search.pointee.value = Array(bytes)
    } else {
        search.pointee.value? += Array(", ".utf8) + bytes
    }
    return .YES
}
