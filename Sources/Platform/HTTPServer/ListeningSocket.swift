import Glibc

/// Opens the socket a server listens on, so that each failure has its name.
enum ListeningSocket {
    static let backlog: Int32 = 511

    /// - Returns: The descriptor, listening and non-blocking, and its port.
    static func open(
        address: String, port: UInt16
    ) throws(HTTPServerError) -> (descriptor: Int32, port: UInt16) {
        let place = address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        var storage = sockaddr_storage()
        guard let length = fill(&storage, address: address, port: port) else {
            throw HTTPServerError(.badAddress, "\(address) is not an IPv4 or IPv6 address")
        }
        let family = Int32(storage.ss_family)
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw HTTPServerError("socket", on: place, code: errno) }
        if let failure = listen(descriptor, &storage, length) {
            close(descriptor)
            throw HTTPServerError(failure.call, on: place, code: failure.code)
        }
        return (descriptor, boundPort(descriptor))
    }

    private static func fill(
        _ storage: inout sockaddr_storage, address: String, port: UInt16
    ) -> socklen_t? {
        withUnsafeMutableBytes(of: &storage) { bytes in
            guard let base = bytes.baseAddress else { return nil }
            let v4 = base.assumingMemoryBound(to: sockaddr_in.self)
            if inet_pton(AF_INET, address, &v4.pointee.sin_addr) == 1 {
                v4.pointee.sin_family = sa_family_t(AF_INET)
                v4.pointee.sin_port = port.bigEndian
                return socklen_t(MemoryLayout<sockaddr_in>.size)
            }
            let v6 = base.assumingMemoryBound(to: sockaddr_in6.self)
            v6.pointee = sockaddr_in6()
            guard inet_pton(AF_INET6, address, &v6.pointee.sin6_addr) == 1 else { return nil }
            v6.pointee.sin6_family = sa_family_t(AF_INET6)
            v6.pointee.sin6_port = port.bigEndian
            return socklen_t(MemoryLayout<sockaddr_in6>.size)
        }
    }

    private static func listen(
        _ descriptor: Int32, _ storage: inout sockaddr_storage, _ length: socklen_t
    ) -> (call: String, code: Int32)? {
        guard set(descriptor, SOL_SOCKET, SO_REUSEADDR) else { return ("setsockopt", errno) }
        if Int32(storage.ss_family) == AF_INET6,
            !set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY)
        {
            return ("setsockopt", errno)
        }
        let bound = withUnsafePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0 else { return ("bind", errno) }
        guard Glibc.listen(descriptor, backlog) == 0 else { return ("listen", errno) }
        return nil
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32) -> Bool {
        var one: Int32 = 1
        return setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    private static func boundPort(_ descriptor: Int32) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) {
            let named = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
            guard named == 0 else { return 0 }
            // The port lies at the same place in both families' addresses.
            return $0.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }
}
