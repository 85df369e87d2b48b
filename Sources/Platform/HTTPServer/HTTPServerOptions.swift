import CMicroHTTPD
package import TLS

/// Where a server listens and what it tolerates; every limit of the daemon is set from here.
package struct HTTPServerOptions: Sendable {
    /// An IPv4 or IPv6 literal. An IPv6 address takes IPv6 only, also `::`.
    package var address = "127.0.0.1"

    /// 0 picks a free port; `HTTPServer.port` tells which.
    package var port: UInt16 = 0

    /// Ends TLS itself with this certificate; nil for plain HTTP.
    package var tls: TLSIdentity?

    /// A longer body is answered with 413, by its declared length before any of it is read.
    package var bodyBytesMax = 16_384

    /// Connections over this wait in the kernel's backlog. Upgraded sockets count.
    package var connectionsMax = 512

    /// Connections over this, from one address, are closed at once; 0 means no limit.
    package var connectionsPerAddressMax = 0

    /// Addresses without that limit, as `inet_ntop` writes them: proxies, which speak for many.
    package var addressesUnlimited: Set<String> = []

    /// Addresses whose connections may carry more than one request; nil for all. Other connections end with their
    /// first answer, and what comes behind that request is not read: the gate sees every head of theirs.
    package var keptAddresses: Set<String>?

    /// A longer head is answered with 431; its request line has a limit of its own.
    package var headBytesMax = 16_384

    /// A longer request target is answered with 414.
    package var targetBytesMax = 8_192

    /// More headers are answered with 431.
    package var headersMax = 100

    /// Whether a POST that does not tell its length beforehand is answered with 411, so that none is chunked.
    package var needsLength = false

    /// The daemon's version, as it tells it. Of one whose buffer is not known each connection ends with its first
    /// answer, so that the gate sees every head.
    package var daemonVersion = String(cString: MHD_get_version())

    /// How long a connection may lie without a byte in either direction.
    package var idleSeconds = 10

    /// How long a request may take from the connection's acceptance to its last body byte, whatever
    /// drips in. On a kept connection it counts from the request's first byte, as far as the system tells how many
    /// have come (which Linux does, within a tenth of a second); otherwise from the request line, which itself must be
    /// in `idleSeconds + requestSeconds` after the answer before.
    package var requestSeconds = 5

    /// How long a client may take to read one answer.
    package var answerSeconds = 30

    /// Memory of one connection: request line, headers and buffers. Larger headers are a 431.
    package var connectionMemoryBytes = 32_768

    /// Names of the headers copied into the exchange, where they outlive the head.
    package var keptHeaders: [String] = []

    /// Receives the daemon's complaints, one line each without a line end, on the server's thread.
    package var log: @Sendable (String) -> Void = { _ in }

    package init() {}

    var headLimits: HeadReader.Limits {
        HeadReader.Limits(
            headBytes: headBytesMax, targetBytes: targetBytesMax, headers: headersMax,
            needsLength: needsLength)
    }
}
