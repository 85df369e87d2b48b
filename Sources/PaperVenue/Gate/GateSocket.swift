import Glibc

/// The socket calls of the gate, each checked and translated here.
enum GateSocket {
    /// A non-blocking listening socket and its port.
    static func listen(address: String, port: UInt16) throws(PaperVenueError) -> (Int32, UInt16) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, String(port), &hints, &found) == 0, let found else {
            throw PaperVenueError("\(address) is no IP address")
        }
        defer { freeaddrinfo(found) }
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(found.pointee.ai_family, type, 0)
        guard descriptor >= 0 else { throw fault("socket", address, port) }
        var on: Int32 = 1
        guard setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, 4) == 0,
            bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0,
            Glibc.listen(descriptor, 128) == 0, let bound = Self.port(of: descriptor)
        else {
            let error = fault("listen", address, port)
            Glibc.close(descriptor)
            throw error
        }
        return (descriptor, bound)
    }

    /// The next waiting client; nil when there is none.
    static func accept(_ listening: Int32) -> Int32? {
        let descriptor = Glibc.accept(listening, nil, nil)
        guard descriptor >= 0 else { return nil }
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            Glibc.close(descriptor)
            return nil
        }
        setNoDelay(descriptor)
        return descriptor
    }

    /// Whether a client comes from this machine.
    static func isLocal(_ descriptor: Int32) -> Bool {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            let raw = UnsafeRawPointer(pointer)
            let read = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getpeername(descriptor, $0, &size)
            }
            guard read == 0 else { return false }
            if Int32(pointer.pointee.ss_family) == AF_INET {
                let address = raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr
                return UInt32(bigEndian: address) >> 24 == 127
            }
            var bytes = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return withUnsafeBytes(of: &bytes) { bytes in
                let isMapped = bytes[10] == 0xFF && bytes[11] == 0xFF && bytes[12] == 127
                let isOne = bytes[10..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
                return bytes[..<10].allSatisfy { $0 == 0 } && (isMapped || isOne)
            }
        }
    }

    /// A connection to the server behind, on 127.0.0.1; nil when it does not take one.
    ///
    /// - Parameter isLocal: A stranger is passed on from 127.0.0.2, by which the server knows him.
    static func connect(port: UInt16, isLocal: Bool) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = isLocal ? 0 : with(0x7F00_0002, port: 0) { bind(descriptor, $0, size) }
        guard bound == 0, with(0x7F00_0001, port: port, { Glibc.connect(descriptor, $0, size) }) == 0,
            fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0
        else {
            Glibc.close(descriptor)
            return nil
        }
        setNoDelay(descriptor)
        return descriptor
    }

    private static func with(
        _ host: UInt32, port: UInt16, _ body: (UnsafePointer<sockaddr>) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }

    enum Reading { case bytes([UInt8]), nothing, end }

    static func read(_ descriptor: Int32, into chunk: inout [UInt8]) -> Reading {
        let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count > 0 { return .bytes(Array(chunk[..<count])) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .end
    }

    /// How many bytes the socket took; nil when it is broken.
    static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Int? {
        let count = bytes.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// Closes so that the peer sees a reset.
    static func reset(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        if setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, size) != 0 { errno = 0 }
        Glibc.close(descriptor)
    }

    private static func setNoDelay(_ descriptor: Int32) {
        var on: Int32 = 1
        if setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4) != 0 { errno = 0 }
    }

    private static func port(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size) == 0
            }
                ? pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    UInt16(bigEndian: $0.pointee.sin_port)
                } : nil
        }
    }

    private static func fault(_ call: String, _ address: String, _ port: UInt16) -> PaperVenueError {
        PaperVenueError("cannot listen on \(address):\(port): \(call): \(String(cString: strerror(errno)))")
    }
}
