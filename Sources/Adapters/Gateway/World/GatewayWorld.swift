import HTTPClient
package import WebSocket

/// What a client needs of the machine it runs on. Each client has one of its own.
package struct GatewayWorld: Sendable {
    package typealias MakeSocket =
        @Sendable (WebSocketOptions, @escaping @Sendable (WebSocketEvent) -> Void) -> any HubSocket

    package let queue: any WorkQueue
    package let transport: any Transport
    /// Makes a socket that has not started; its events come from anywhere.
    package let makeSocket: MakeSocket
    /// Makes a source of chance for the jitter of waits.
    package let makeDice: @Sendable () -> any RandomNumberGenerator

    package init(
        queue: any WorkQueue, transport: any Transport, makeSocket: @escaping MakeSocket,
        makeDice: @escaping @Sendable () -> any RandomNumberGenerator
    ) {
        self.queue = queue
        self.transport = transport
        self.makeSocket = makeSocket
        self.makeDice = makeDice
    }

    /// Threads, libcurl and sockets.
    static func machine(
        _ options: GatewayClientOptions, label: String = "gateway"
    ) throws(HTTPClientFailure) -> GatewayWorld {
        let transport = try HTTPClient(
            HTTPClientOptions(
                caFile: options.caFile,
                connectionsPerHostMax: Self.connections(accounts: options.accounts.count)))
        return GatewayWorld(
            queue: ThreadQueue(label: "\(label).\(options.name)"), transport: transport,
            makeSocket: { WebSocketClient($0, events: $1) },
            makeDice: { SystemRandomNumberGenerator() })
    }

    /// One money-moving call per account may be on its way, the reads that the queue allows, and a login: none
    /// waits for a connection.
    private static func connections(accounts: Int) -> Int {
        min(accounts + RequestQueue<Void>.readsUnderWayMax + 2, 128)
    }
}
