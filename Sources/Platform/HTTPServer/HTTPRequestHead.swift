import CMicroHTTPD
package import TLS

/// The head of a request; valid only during the call it is handed to.
package struct HTTPRequestHead: ~Copyable {
    package let method: String
    /// As the client wrote it: not decoded, without the query.
    package let path: String
    /// The client's IP address.
    package let peer: String
    /// What the client showed, where TLS was ended here.
    package let certificate: PeerCertificate?
    /// Whether the target has a query, even an empty one.
    package let hasQuery: Bool
    private let queryText: String
    private let connection: OpaquePointer

    init(_ request: Request, on connection: OpaquePointer) {
        method = request.method
        path = request.path
        peer = request.connection.peer
        certificate = request.connection.certificate
        hasQuery = request.hasQuery
        queryText = request.query
        self.connection = connection
    }

    /// - Returns: The values of every header of that name, in any case, joined by ", ".
    package func header(_ name: String) -> String? { HeaderLookup.value(of: name, on: connection) }

    /// - Returns: The first value of that name, decoded.
    package func query(_ name: String) -> String? { QueryText.value(of: name, in: queryText) }
}
