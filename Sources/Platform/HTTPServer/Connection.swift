import CLinux
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
    /// Bytes of the requests that are over.
    private var servedBytes: Int64 = 0
    /// Of what a `TLSFront` handed on; nil where the client's own socket is the daemon's.
    private let relayed: RelayedBytes?
    /// When the next request was seen to have begun (`CLOCK_MONOTONIC`, ns); nil before.
    private(set) var nextBeganAt: UInt64?

    init(
        descriptor: Int32, peer: String, network: String, acceptedAt: UInt64, deadline: UInt64,
        certificate: PeerCertificate?, relayed: RelayedBytes?
    ) {
        self.descriptor = descriptor
        self.peer = peer
        self.network = network
        self.acceptedAt = acceptedAt
        self.deadline = deadline
        self.certificate = certificate
        self.relayed = relayed
    }

    /// A request is over: what else has come, or comes, is of the next.
    func served(_ request: Request) {
        nextBeganAt = nil
        // Of one whose length nobody told, all that came until now counts as its.
        servedBytes = request.wireBytes.map { servedBytes + $0 } ?? receivedBytes ?? servedBytes
    }

    /// Looks whether the next request has begun; the daemon reads a request line piece by piece and tells of none
    /// before it is whole.
    func lookForNext(at now: UInt64) {
        guard hasServed, request == nil, nextBeganAt == nil, let receivedBytes, receivedBytes > servedBytes
        else { return }
        nextBeganAt = now
    }

    /// A request line is in.
    ///
    /// - Returns: When the request began.
    func began(at now: UInt64) -> UInt64 {
        defer {
            hasServed = true
            nextBeganAt = nil
        }
        return hasServed ? nextBeganAt ?? now : acceptedAt
    }

    /// What the client has sent, read or not; nil where the system does not tell.
    private var receivedBytes: Int64? {
        if let relayed { return relayed.count.load(ordering: .relaxed) }
        let count = clinux_tcp_received(descriptor)
        return count < 0 ? nil : count
    }
}
