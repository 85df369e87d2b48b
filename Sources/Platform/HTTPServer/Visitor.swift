import Glibc
import TLS

/// A connection whose head has not been read yet. Known to the server's thread only.
final class Visitor {
    let descriptor: Int32
    let peer: String
    /// What it counts under where addresses have a limit.
    let network: String
    let acceptedAt: UInt64
    /// When it is closed (`CLOCK_MONOTONIC`, ns).
    var deadline: UInt64
    var reader: HeadReader
    /// Whether it was refused: what it still sends is thrown away until it closes.
    var isLeaving = false
    var discardedBytes = 0
    var address: sockaddr_storage
    let addressLength: socklen_t
    /// What the client showed where TLS was ended here.
    let certificate: PeerCertificate?
    let relayed: RelayedBytes?

    init(
        descriptor: Int32, address: SocketAddress, acceptedAt: UInt64, deadline: UInt64,
        limits: HeadReader.Limits, certificate: PeerCertificate?, relayed: RelayedBytes?
    ) {
        self.descriptor = descriptor
        self.address = address.storage
        addressLength = address.length
        self.certificate = certificate
        self.relayed = relayed
        self.acceptedAt = acceptedAt
        self.deadline = deadline
        peer = PeerAddress.text(of: address.storage)
        network = PeerAddress.network(of: address.storage)
        reader = HeadReader(limits)
    }
}
