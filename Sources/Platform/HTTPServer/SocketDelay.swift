import CLinux
import Glibc

/// Nagle's algorithm, which holds back small messages for 40 ms.
enum SocketDelay {
    /// - Returns: Whether the system took it.
    @discardableResult
    static func end(on descriptor: Int32) -> Bool {
        var one: Int32 = 1
        return setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size)) == 0
    }
}
