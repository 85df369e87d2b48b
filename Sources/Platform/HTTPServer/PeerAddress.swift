import Glibc

/// Writes down who is at the other end.
enum PeerAddress {
    /// - Returns: The client's IP address without its port; "" for an address of another kind.
    static func text(of address: sockaddr_storage) -> String {
        withUnsafeBytes(of: address) { text($0, family: Int32(address.ss_family)) }
    }

    /// What limits of one address count as one: an IPv4 address, and of an IPv6 one the network of 64 bits,
    /// which one customer has whole.
    static func network(of address: sockaddr_storage) -> String {
        guard Int32(address.ss_family) == AF_INET6 else { return text(of: address) }
        var network = address
        withUnsafeMutableBytes(of: &network) { raw in
            guard let base = raw.baseAddress else { return }
            let place = base.assumingMemoryBound(to: sockaddr_in6.self)
            withUnsafeMutableBytes(of: &place.pointee.sin6_addr) { bytes in
                for index in 8..<16 { bytes[index] = 0 }
            }
        }
        return text(of: network)
    }

    private static func text(_ raw: UnsafeRawBufferPointer, family: Int32) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
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
