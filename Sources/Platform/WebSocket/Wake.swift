import CLinux
import Glibc

/// A descriptor that other threads make readable to end a `poll`.
final class Wake: Sendable {
    let descriptor: Int32

    /// - Returns: `nil` when the process has no descriptor left.
    init?() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    func ring() { eventfd_write(descriptor, 1) }

    /// Makes the descriptor unreadable again.
    func hush() {
        var count: eventfd_t = 0
        eventfd_read(descriptor, &count)
    }
}
