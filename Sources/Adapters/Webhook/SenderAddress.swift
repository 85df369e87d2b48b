import Glibc

/// Tells who sent a request, through the proxies that the settings list.
struct SenderAddress: Sendable {
    let trustedProxies: Set<String>

    /// The sender's address: behind a listed proxy the right-most hop that is not one, since whatever stands to
    /// its left is the sender's own word.
    ///
    /// - Parameters:
    ///   - peer: The connection's other end.
    ///   - hops: What its `X-Forwarded-For` says.
    func of(_ peer: String, _ hops: String?) -> String {
        guard trustedProxies.contains(peer), let hops else { return peer }
        for hop in hops.split(separator: ",", omittingEmptySubsequences: false).reversed() {
            // What is no address was written by nobody who can be trusted, nor is anything before it.
            guard let address = Self.address(hop) else { return peer }
            if !trustedProxies.contains(address) { return address }
        }
        return peer
    }

    /// What an address counts as where addresses have a limit: of an IPv6 one its network of 64 bits, which one
    /// customer has whole.
    static func network(of address: String) -> String {
        var bytes = in6_addr()
        var spelt = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        // One of IPv4 within IPv6 is an address by itself.
        guard inet_pton(AF_INET6, address, &bytes) == 1, !address.hasPrefix("::ffff:") else { return address }
        withUnsafeMutableBytes(of: &bytes) { raw in for index in 8..<16 { raw[index] = 0 } }
        guard inet_ntop(AF_INET6, &bytes, &spelt, socklen_t(spelt.count)) != nil else { return address }
        return String(decoding: spelt.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// An address as `inet_ntop` writes it.
    private static func address(_ hop: Substring) -> String? {
        let text = String(
            hop.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
        var bytes = [UInt8](repeating: 0, count: 16)
        var spelt = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard text.utf8.count < spelt.count, inet_pton(family, text, &bytes) == 1,
            inet_ntop(family, &bytes, &spelt, socklen_t(spelt.count)) != nil
        else { return nil }
        let known = String(decoding: spelt.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        // What listens on both kinds of addresses writes those of IPv4 within IPv6.
        guard known.hasPrefix(mapped), known.contains(".") else { return known }
        return String(known.dropFirst(mapped.count))
    }

    private static let mapped = "::ffff:"
}
