import TLS

/// One connection, from its acceptance until the daemon lets it go. Known to the server's thread only.
final class Connection {
    let descriptor: Int32
    let peer: String
    /// What it counts under where addresses have a limit.
    let network: String
    let acceptedAt: UInt64
    /// What the client showed where TLS was ended here.
    let certificate: PeerCertificate?
    /// When the connection is cut (`CLOCK_MONOTONIC`, ns); nil while the handler owes an answer.
    var deadline: UInt64?
    /// Whether a request line has been in already: a later request counts its time from its own.
    var hasServed = false
    /// The one that is under way.
    weak var request: Request?

    init(
        descriptor: Int32, peer: String, network: String, acceptedAt: UInt64, deadline: UInt64,
        certificate: PeerCertificate?
    ) {
        self.descriptor = descriptor
        self.peer = peer
        self.network = network
        self.acceptedAt = acceptedAt
        self.deadline = deadline
        self.certificate = certificate
    }
}
