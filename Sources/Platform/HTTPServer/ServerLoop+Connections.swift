import CMicroHTTPD
import Synchronization

// Where connections and requests begin and end.
extension ServerLoop {
    func opened(_ connection: OpaquePointer) -> Connection {
        let now = MonotonicClock.now()
        let record = Connection(
            descriptor: cmhd_connection_fd(connection), peer: PeerAddress.text(of: connection),
            acceptedAt: now, deadline: now + MonotonicClock.nanoseconds(options.requestSeconds))
        connections[ObjectIdentifier(record)] = record
        return record
    }

    func closed(_ connection: Connection) {
        connections[ObjectIdentifier(connection)] = nil
        // At its limit the daemon takes up listening again only at the start of a turn.
        isUnsettled = true
    }

    func began(_ target: String, on connection: Connection) -> Request {
        let startedAt = connection.hasServed ? MonotonicClock.now() : connection.acceptedAt
        connection.hasServed = true
        connection.deadline = startedAt + MonotonicClock.nanoseconds(options.requestSeconds)
        inbox.requestsUnderWay.add(1, ordering: .relaxed)
        return Request(connection: connection, startedAt: startedAt, target: target)
    }

    func completed(_ request: Request) {
        if case .asked(let exchange) = request.phase {
            exchange.end()
            suspended[exchange.number] = nil
        }
        discount(request)
        let quiet = MonotonicClock.nanoseconds(options.idleSeconds + options.requestSeconds)
        request.connection.deadline = MonotonicClock.now() + quiet
    }

    func discount(_ request: Request) {
        guard request.isCounted else { return }
        request.isCounted = false
        inbox.requestsUnderWay.subtract(1, ordering: .relaxed)
    }
}
