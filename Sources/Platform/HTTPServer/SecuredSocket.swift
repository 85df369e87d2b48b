import Glibc
import TLS

/// The plain end of a connection whose other end speaks TLS; whoever takes it closes it.
struct SecuredSocket: Sendable {
    let descriptor: Int32
    let address: SocketAddress
    /// `CLOCK_MONOTONIC` in nanoseconds: when the connection was accepted, before any TLS.
    let acceptedAt: UInt64
    /// What the client showed.
    let certificate: PeerCertificate?
    let relayed: RelayedBytes
}
