import Synchronization

/// One request, whole, and the way to answer it.
package final class HTTPExchange: Sendable {
    package let method: String
    /// As the client wrote it: not decoded, without the query.
    package let path: String
    /// The client's IP address.
    package let peer: String
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
        case ended
    }

    let number: UInt64
    private let queryText: String
    private let keptHeaders: [(name: String, value: String)]
    private let inbox: LoopInbox
    private let state = Mutex(State.asked)

    init(
        number: UInt64, request: Request, peer: String, body: [UInt8],
        keptHeaders: [(name: String, value: String)], completedAt: UInt64, inbox: LoopInbox
    ) {
        self.number = number
        method = request.method
        path = request.path
        queryText = request.query
        acceptedAt = request.startedAt
        self.peer = peer
        self.body = body
        self.keptHeaders = keptHeaders
        self.completedAt = completedAt
        self.inbox = inbox
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
            case .replied, .ended:
                return false
            }
        }
        if wakes { inbox.post(.replied(number: number)) }
    }

    /// - Returns: The reply if it came already; otherwise the next reply wakes the server.
    func replyOrSuspend() -> HTTPResponse? {
        state.withLock { state in
            if case .replied(let response) = state { return response }
            state = .suspended
            return nil
        }
    }

    /// - Returns: The reply of an exchange that was suspended.
    func takeReply() -> HTTPResponse? {
        state.withLock { state in
            guard case .replied(let response) = state else { return nil }
            state = .ended
            return response
        }
    }

    func end() { state.withLock { $0 = .ended } }
}
