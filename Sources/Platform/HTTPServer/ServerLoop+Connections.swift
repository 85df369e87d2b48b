import CMicroHTTPD
import Synchronization

// Where connections and requests begin and end.
extension ServerLoop {
    func opened(_ connection: OpaquePointer) -> Connection {
        let descriptor = cmhd_connection_fd(connection)
        let visitor = arriving.removeValue(forKey: descriptor)
        let acceptedAt = visitor?.acceptedAt ?? MonotonicClock.now()
        let record = Connection(
            descriptor: descriptor, peer: visitor?.peer ?? "",
            network: visitor?.network ?? "", acceptedAt: acceptedAt,
            deadline: acceptedAt + MonotonicClock.nanoseconds(options.requestSeconds),
            certificate: visitor?.certificate, relayed: visitor?.relayed)
        connections[descriptor] = record
        return record
    }

    func closed(_ connection: Connection) {
        connections[connection.descriptor] = nil
        ended.remove(connection.descriptor)
        gate.gone(connection.network)
    }

    func began(
        _ target: String, at place: (start: UInt, count: Int), on connection: Connection
    ) -> Request {
        let startedAt = connection.began(at: MonotonicClock.now())
        connection.deadline = startedAt + MonotonicClock.nanoseconds(options.requestSeconds)
        inbox.requestsUnderWay.add(1, ordering: .relaxed)
        let request = Request(connection: connection, startedAt: startedAt, target: target, place: place)
        connection.request = request
        return request
    }

    func completed(_ request: Request) {
        if case .asked(let exchange) = request.phase {
            exchange.end()
            suspended[exchange.number] = nil
        }
        discount(request)
        request.connection.request = nil
        request.connection.served(request)
        let quiet = MonotonicClock.nanoseconds(options.idleSeconds + options.requestSeconds)
        request.connection.deadline = MonotonicClock.now() + quiet
    }

    func discount(_ request: Request) {
        guard request.isCounted else { return }
        request.isCounted = false
        inbox.requestsUnderWay.subtract(1, ordering: .relaxed)
    }
}
