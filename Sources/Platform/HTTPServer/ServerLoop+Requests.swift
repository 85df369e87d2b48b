import CMicroHTTPD

// One request's way through the server.
extension ServerLoop {
    /// Decides by the head. Answering here leaves the body unread and closes the connection, so a
    /// request without a body is answered in the daemon's next call instead.
    func headIn(
        _ request: Request, on connection: OpaquePointer, version: String, isStrict: Bool
    ) -> MHD_Result {
        let framing = Framing.read(connection)
        guard isStrict || !seesLaterHeads, request.isWellFormed, let body = framing.body(version: version)
        else {
            return answer(request, on: connection, with: HTTPResponse(status: 400, closes: true))
        }
        // Of a connection's first head the gate has seen to these.
        guard request.place.count <= options.targetBytesMax else {
            return answer(request, on: connection, with: HTTPResponse(status: 414, closes: true))
        }
        guard cmhd_head_size(connection) <= options.headBytesMax,
            MHD_get_connection_values_n(connection, .HEADER_KIND, nil, nil) <= options.headersMax
        else {
            return answer(request, on: connection, with: HTTPResponse(status: 431, closes: true))
        }
        // A body that neither has a length nor comes in chunks would be read as the next request.
        let isLengthMissing = request.method == "POST" && !framing.hasLength
        if options.needsLength, isLengthMissing || body == .chunked {
            return answer(request, on: connection, with: HTTPResponse(status: 411, closes: true))
        }
        request.wireBytes = body.bytes.map { Int64(cmhd_head_size(connection)) + Int64($0) }
        if case .bytes(let count) = body, count > options.bodyBytesMax {
            handler.refused(HTTPRequestHead(request, on: connection), bodyBytes: count)
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
                let protocols = HeaderLookup.value(of: "Upgrade", on: connection),
                HeaderLookup.value(of: "Connection", on: connection, has: "upgrade")
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
        switch exchange.suspendUnlessReplied() {
        case .replied(let response): return answer(request, on: connection, with: response)
        case .cut: return .NO
        case .suspended:
            suspended[exchange.number] = (connection, request)
            MHD_suspend_connection(connection)
            return .YES
        }
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
            number: nextNumber(), request: request, peer: request.connection.peer,
            certificate: request.connection.certificate, body: body, keptHeaders: kept,
            completedAt: MonotonicClock.now(), inbox: inbox)
    }

    func answer(
        _ request: Request, on connection: OpaquePointer, with response: HTTPResponse
    ) -> MHD_Result {
        if case .asked(let exchange) = request.phase { exchange.end() }
        request.phase = .done
        request.connection.deadline =
            MonotonicClock.now() + MonotonicClock.nanoseconds(options.answerSeconds)
        guard let made = DaemonResponse.make(response, closes: response.closes || !keeps(request.connection))
        else {
            log("an answer with status \(response.status) had a header that cannot be sent")
            guard let failure = DaemonResponse.make(HTTPResponse(status: 500), closes: true) else {
                return .NO
            }
            defer { MHD_destroy_response(failure) }
            return MHD_queue_response(connection, 500, failure)
        }
        defer { MHD_destroy_response(made) }
        return MHD_queue_response(connection, UInt32(response.status), made)
    }
}
