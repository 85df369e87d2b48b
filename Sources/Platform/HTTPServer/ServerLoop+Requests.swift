import CMicroHTTPD
import Glibc
import Synchronization

// One request's way through the server.
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

    private func discount(_ request: Request) {
        guard request.isCounted else { return }
        request.isCounted = false
        inbox.requestsUnderWay.subtract(1, ordering: .relaxed)
    }

    /// Decides by the head. Answering here leaves the body unread and closes the connection, so a
    /// request without a body is answered in the daemon's next call instead.
    func headIn(_ request: Request, on connection: OpaquePointer, version: String) -> MHD_Result {
        guard let body = Framing.read(connection) else {
            return answer(request, on: connection, with: HTTPResponse(status: 400, closes: true))
        }
        if case .bytes(let count) = body, count > options.bodyBytesMax {
            return answer(request, on: connection, with: HTTPResponse(status: 413, closes: true))
        }
        switch handler.admit(HTTPRequestHead(request, on: connection)) {
        case .accept:
            if case .bytes(let count) = body { request.body.reserveCapacity(min(count, 65_536)) }
            request.phase = .body
        case .refuse(let response):
            guard body == .none else { return answer(request, on: connection, with: response) }
            request.phase = .answer(response)
        case .upgrade(let headers, let opened):
            guard body == .none, version == "HTTP/1.1",
                let protocols = HeaderLookup.value(of: "Upgrade", on: connection)
            else {
                return answer(request, on: connection, with: HTTPResponse(status: 400, closes: true))
            }
            let named = headers.contains { $0.name.lowercased() == "upgrade" }
            request.phase = .upgrade(
                headers: named ? headers : [("Upgrade", protocols)] + headers, opened: opened)
        }
        return .YES
    }

    func collect(_ piece: UnsafeRawBufferPointer, for request: Request) -> MHD_Result {
        switch request.phase {
        case .body:
            if request.body.count + piece.count <= options.bodyBytesMax {
                request.body.append(contentsOf: piece)
            } else {
                request.body = []
                request.phase = .discarding(bytes: piece.count)
            }
            return .YES
        case .discarding(let bytes):
            // An answer can only follow the whole body; past this it is not worth waiting for.
            guard bytes + piece.count <= Self.discardedBytesMax else { return .NO }
            request.phase = .discarding(bytes: bytes + piece.count)
            return .YES
        case .head, .answer, .upgrade, .asked, .done:
            return .YES
        }
    }

    private static var discardedBytesMax: Int { 1_048_576 }

    /// The request is whole, or its connection was resumed.
    func proceed(_ request: Request, on connection: OpaquePointer) -> MHD_Result {
        switch request.phase {
        case .body:
            return ask(request, on: connection)
        case .discarding:
            return answer(request, on: connection, with: HTTPResponse(status: 413, closes: true))
        case .answer(let response):
            return answer(request, on: connection, with: response)
        case .upgrade(let headers, _):
            return upgrade(request, on: connection, headers: headers)
        case .asked(let exchange):
            suspended[exchange.number] = nil
            guard let response = exchange.takeReply() else { return .NO }
            return answer(request, on: connection, with: response)
        case .head, .done:
            return .YES
        }
    }

    private func ask(_ request: Request, on connection: OpaquePointer) -> MHD_Result {
        if isStopping {
            return answer(request, on: connection, with: HTTPResponse(status: 503, closes: true))
        }
        request.connection.deadline = nil
        let exchange = exchange(of: request, on: connection)
        request.phase = .asked(exchange)
        handler.respond(to: exchange)
        if let response = exchange.replyOrSuspend() {
            return answer(request, on: connection, with: response)
        }
        suspended[exchange.number] = (connection, request)
        MHD_suspend_connection(connection)
        return .YES
    }

    private func exchange(of request: Request, on connection: OpaquePointer) -> HTTPExchange {
        var kept: [(name: String, value: String)] = []
        for name in options.keptHeaders {
            guard let value = HeaderLookup.value(of: name, on: connection) else { continue }
            kept.append((name.lowercased(), value))
        }
        let body = request.body
        request.body = []
        return HTTPExchange(
            number: nextNumber(), request: request, peer: request.connection.peer, body: body,
            keptHeaders: kept, completedAt: MonotonicClock.now(), inbox: inbox)
    }

    private func answer(
        _ request: Request, on connection: OpaquePointer, with response: HTTPResponse
    ) -> MHD_Result {
        if case .asked(let exchange) = request.phase { exchange.end() }
        request.phase = .done
        request.connection.deadline =
            MonotonicClock.now() + MonotonicClock.nanoseconds(options.answerSeconds)
        guard let made = DaemonResponse.make(response) else {
            log("an answer with status \(response.status) had a header that cannot be sent")
            guard let failure = DaemonResponse.make(HTTPResponse(status: 500, closes: true)) else {
                return .NO
            }
            defer { MHD_destroy_response(failure) }
            return MHD_queue_response(connection, 500, failure)
        }
        defer { MHD_destroy_response(made) }
        return MHD_queue_response(connection, UInt32(response.status), made)
    }

    private func upgrade(
        _ request: Request, on connection: OpaquePointer, headers: [(name: String, value: String)]
    ) -> MHD_Result {
        let context = Unmanaged.passUnretained(self).toOpaque()
        guard let response = MHD_create_response_for_upgrade(daemonUpgraded, context) else {
            return .NO
        }
        defer { MHD_destroy_response(response) }
        guard DaemonResponse.add(headers, to: response) else {
            log("an upgrade had a header that cannot be sent")
            return answer(request, on: connection, with: HTTPResponse(status: 500, closes: true))
        }
        return MHD_queue_response(connection, 101, response)
    }

    /// Hands the socket over. The daemon turns Nagle's algorithm on before it does, which holds
    /// back small messages for 40 ms.
    func upgraded(
        _ request: Request, descriptor: Int32, leftover: [UInt8], handle: OpaquePointer
    ) {
        guard case .upgrade(_, let opened) = request.phase else { return }
        request.phase = .done
        request.connection.deadline = nil
        discount(request)
        var one: Int32 = 1
        let off = setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard off == 0, own >= 0, !isStopping else {
            if own >= 0 { close(own) }
            _ = cmhd_upgrade_close(handle)
            return
        }
        let socket = UpgradedSocket(
            descriptor: own, leftover: leftover, number: nextNumber(), inbox: inbox)
        upgradedSockets[socket.number] = (handle, Weak(value: socket))
        opened(socket)
    }
}
