package import Trading

/// One HTTP arrival at a hook, as far as it can be told before its body is understood.
package struct Delivery: Hashable, Sendable {
    package let source: String
    /// The sender's address as the socket tells it.
    package let peer: String
    /// The connection was accepted, or the first byte of the request came on a kept one; wall time.
    package let acceptedAt: Timestamp
    /// The last byte of the body was in; wall time.
    package let bodyAt: Timestamp
    /// The body with its secret cut out: what may be kept.
    package let body: [UInt8]
    /// What the sender showed besides his secret, where anybody told.
    package let certificate: ClientCertificate?
    /// The id that stood beside its signature, where it was believed by one: a message without an id of its own is
    /// known by it.
    package let signedID: String?

    package init(
        source: String, peer: String, acceptedAt: Timestamp, bodyAt: Timestamp, body: [UInt8],
        certificate: ClientCertificate? = nil, signedID: String? = nil
    ) {
        self.source = source
        self.peer = peer
        self.acceptedAt = acceptedAt
        self.bodyAt = bodyAt
        self.body = body
        self.certificate = certificate
        self.signedID = signedID
    }
}
