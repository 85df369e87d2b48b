import CMicroHTTPD
import Glibc

/// Writes down who is at the other end.
enum PeerAddress {
    /// - Returns: The client's IP address without its port; "" if the daemon does not know it.
    static func text(of connection: OpaquePointer) -> String {
        guard let address = cmhd_client_address(connection) else { return "" }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let raw = UnsafeRawPointer(address)
        let family = Int32(address.pointee.sa_family)
        let written: UnsafePointer<CChar>?
        switch family {
        case AF_INET:
            var bytes = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
            written = inet_ntop(family, &bytes, &text, socklen_t(text.count))
        case AF_INET6:
            var bytes = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            written = inet_ntop(family, &bytes, &text, socklen_t(text.count))
        default:
            return ""
        }
        guard written != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
