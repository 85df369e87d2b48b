import Synchronization
package import TLS

/// One request, whole, and the way to answer it.
package final class HTTPExchange: Sendable {
    package let method: String
    /// As the client wrote it: not decoded, without the query.
    package let path: String
    /// The client's IP address.
    package let peer: String
    /// What the client showed, where TLS was ended here.
    package let certificate: PeerCertificate?
    package let body: [UInt8]
    /// `CLOCK_MONOTONIC` in nanoseconds: when the connection was accepted; for a later request on
    /// the same connection, when its request line was in.
    package let acceptedAt: UInt64
    /// `CLOCK_MONOTONIC` in nanoseconds: when the body was complete.
    package let completedAt: UInt64

    private enum State {
        /// The handler has it and the server waits on its thread.
        case asked
        /// The connection is set aside until the reply.
        case suspended
        case replied(HTTPResponse)
        /// The connection ends without an answer.
        case cut
        case ended
    }

    /// What the handler left behind when it returned.
    enum Standing {
        case replied(HTTPResponse)
        case cut
        /// The next reply wakes the server.
        case suspended
    }

    let number: UInt64
    private let queryText: String
    private let keptHeaders: [(name: String, value: String)]
    /// Who waits for a reply that does not come at once.
    private enum Waiter {
        case server(LoopInbox)
        case caller(@Sendable (HTTPResponse) -> Void)
    }

    private let waiter: Waiter
    private let state = Mutex(State.asked)

    init(
        number: UInt64, request: Request, peer: String, certificate: PeerCertificate?, body: [UInt8],
        keptHeaders: [(name: String, value: String)], completedAt: UInt64, inbox: LoopInbox
    ) {
        self.number = number
        method = request.method
        path = request.path
        queryText = request.query
        acceptedAt = request.startedAt
        self.peer = peer
        self.certificate = certificate
        self.body = body
        self.keptHeaders = keptHeaders
        self.completedAt = completedAt
        waiter = .server(inbox)
    }

    /// A request that no server took in: its reply goes straight to `answered`, once.
    package init(
        method: String = "POST", path: String, peer: String, body: [UInt8],
        answered: @escaping @Sendable (HTTPResponse) -> Void
    ) {
        number = 0
        self.method = method
        self.path = path
        queryText = ""
        (acceptedAt, completedAt) = (0, 0)
        self.peer = peer
        certificate = nil
        self.body = body
        keptHeaders = []
        waiter = .caller(answered)
        state.withLock { $0 = .suspended }
    }

    /// - Returns: The first value of that name, decoded.
    package func query(_ name: String) -> String? { QueryText.value(of: name, in: queryText) }

    /// - Parameter name: One of the options' `keptHeaders`, in any case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return keptHeaders.first { $0.name == wanted }?.value
    }

    /// Answers the request; a second reply, or one after the client has gone, does nothing.
    package func reply(_ response: HTTPResponse) {
        let wakes = state.withLock { state in
            switch state {
            case .asked:
                state = .replied(response)
                return false
            case .suspended:
                state = .replied(response)
                return true
            case .replied, .cut, .ended:
                return false
            }
        }
        guard wakes else { return }
        switch waiter {
        case .server(let inbox): inbox.post(.replied(number: number))
        case .caller(let answered): answered(response)
        }
    }

    /// Ends the connection without an answer, in the place of a reply.
    package func cut() {
        let wakes = state.withLock { state in
            switch state {
            case .asked:
                state = .cut
                return false
            case .suspended:
                state = .cut
                return true
            case .replied, .cut, .ended:
                return false
            }
        }
        if wakes, case .server(let inbox) = waiter { inbox.post(.replied(number: number)) }
    }

    /// Leaves an exchange without a reply suspended.
    func suspendUnlessReplied() -> Standing {
        state.withLock { state in
            switch state {
            case .replied(let response): return .replied(response)
            case .cut: return .cut
            case .asked, .suspended, .ended:
                state = .suspended
                return .suspended
            }
        }
    }

    /// - Returns: The reply of an exchange that was suspended; nil where there is none.
    func takeReply() -> HTTPResponse? {
        state.withLock { state in
            guard case .replied(let response) = state else { return nil }
            state = .ended
            return response
        }
    }

    func end() { state.withLock { $0 = .ended } }
}
