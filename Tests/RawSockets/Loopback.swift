import CLinux
import Glibc

/// Plain sockets on 127.0.0.1.
package enum Loopback {
    /// - Returns: A listening descriptor and the port the system picked.
    package static func listen(backlog: Int32 = 128) throws(SocketError) -> (descriptor: Int32, port: UInt16)
    {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        var address = address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, backlog) == 0
                    ? getsockname(descriptor, address, &length) : -1
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw SocketError("bind")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// - Returns: A port on which nothing listens, and which nobody else is given as long as the tests run: a
    ///   socket that never listens keeps it.
    package static func closedPort() throws(SocketError) -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        var address = address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw SocketError("bind")
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// - Parameter waits: `false` returns at once; the connection may still be under way.
    package static func connect(to port: UInt16, waits: Bool = true) throws(SocketError) -> Int32 {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | (waits ? 0 : SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, Int32(kind), 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        var address = address(port: port)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 || (!waits && errno == EINPROGRESS) else {
            defer { close(descriptor) }
            throw SocketError("connect")
        }
        return descriptor
    }

    /// - Returns: Two connected descriptors.
    package static func pair() throws(SocketError) -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SocketError("socketpair") }
        return (ends[0], ends[1])
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        return address
    }
}
