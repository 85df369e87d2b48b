import CLinux
import Glibc

/// Nagle's algorithm, which holds back small messages for 40 ms, here or at the other end.
enum SocketDelay {
    /// - Returns: Whether the system took it.
    @discardableResult
    static func end(on descriptor: Int32) -> Bool { set(TCP_NODELAY, on: descriptor) }

    /// Tells the other end at once that its bytes have come, and not with the next answer: it may wait for that before
    /// it says more.
    static func acknowledge(on descriptor: Int32) { _ = set(TCP_QUICKACK, on: descriptor) }

    private static func set(_ option: Int32, on descriptor: Int32) -> Bool {
        var one: Int32 = 1
        return setsockopt(
            descriptor, Int32(IPPROTO_TCP), option, &one, socklen_t(MemoryLayout<Int32>.size)) == 0
    }
}
