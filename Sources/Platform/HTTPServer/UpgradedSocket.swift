import CMicroHTTPD
import Glibc
import Synchronization

/// A connection that has left HTTP, as whoever asked for the upgrade uses it.
package final class UpgradedSocket: Sendable {
    /// Non-blocking, with Nagle's algorithm off; valid until `close()`. A server that stops shuts
    /// the connection down, so that reading ends, and leaves the descriptor to its owner.
    package let descriptor: Int32

    /// What the client sent behind its request: comes before anything read from the descriptor.
    package let leftover: [UInt8]

    let number: UInt64
    private let inbox: LoopInbox
    private let isOpen = Mutex(true)

    /// - Parameter descriptor: A duplicate of the daemon's own, so that neither side can close it
    ///   under the other.
    init(descriptor: Int32, leftover: [UInt8], number: UInt64, inbox: LoopInbox) {
        self.descriptor = descriptor
        self.leftover = leftover
        self.number = number
        self.inbox = inbox
    }

    deinit { close() }

    /// Ends the connection. Call it once nothing uses the descriptor any more; again it does nothing.
    package func close() {
        let closes = isOpen.withLock { isOpen in
            guard isOpen else { return false }
            isOpen = false
            shutdown(descriptor, Int32(SHUT_RDWR))
            Glibc.close(descriptor)
            return true
        }
        if closes { inbox.post(.closed(socket: number)) }
    }

    /// Ends the connection with a reset, as if the machine had lost it; then as `close()`.
    package func abort() {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            // Connecting to no address drops a TCP connection at once, whoever else has it open.
            var nowhere = sockaddr()
            nowhere.sa_family = sa_family_t(AF_UNSPEC)
            connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
        }
        close()
    }

    /// Ends the connection for both sides; the descriptor stays valid.
    func cut() {
        isOpen.withLock { if $0 { shutdown(descriptor, Int32(SHUT_RDWR)) } }
    }
}
