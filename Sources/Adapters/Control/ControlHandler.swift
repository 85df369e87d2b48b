package import HTTPServer
package import Trading

/// Answers the operator on loopback: `/healthz`, `/readyz`, `/metrics`, and behind its own door what moves money.
package final class ControlHandler: HTTPHandler {
    /// Hands the status of the moment to its argument, from whatever thread has it.
    package typealias Ask = @Sendable (@escaping @Sendable (ControlStatus) -> Void) -> Void

    /// Runs something once so much time has passed, on a thread of its own.
    package typealias Alarm = @Sendable (Span, @escaping @Sendable () -> Void) -> Void

    /// How long the bridge's loop may take to tell how it stands.
    package static let patience = Span.seconds(1)

    private let ask: Ask
    private let alarm: Alarm?
    private let door: OperatorDoor?

    /// - Parameter alarm: Ends a wait for a loop that is stuck; without it whoever asks waits too.
    package init(door: OperatorDoor? = nil, alarm: Alarm? = nil, ask: @escaping Ask) {
        self.door = door
        self.alarm = alarm
        self.ask = ask
    }

    package func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission {
        if let door, OperatorDoor.leads(to: head.path) { return door.admit(head) }
        guard ["/healthz", "/readyz", "/metrics"].contains(head.path) else {
            return .refuse(HTTPResponse(status: 404))
        }
        // The server leaves the body out of an answer to HEAD.
        guard ["GET", "HEAD"].contains(head.method) else {
            return .refuse(HTTPResponse(status: 405, headers: [(name: "Allow", value: "GET, HEAD")]))
        }
        return .accept
    }

    /// Healthy means that the bridge's own loop answers; ready, that entries can be taken on every account but those
    /// that a person stopped.
    package func respond(to exchange: HTTPExchange) {
        let path = exchange.path
        if let door, OperatorDoor.leads(to: path) { return door.respond(to: exchange) }
        // Whichever comes second is not sent.
        alarm?(Self.patience) {
            exchange.reply(path == "/readyz" ? Self.stuckReadiness : Self.stuck)
        }
        ask { status in
            switch path {
            case "/healthz":
                exchange.reply(Self.response(200, "text/plain; charset=utf-8", Array("ok\n".utf8)))
            case "/readyz":
                exchange.reply(
                    Self.response(status.isReady ? 200 : 503, "application/json", status.readiness))
            default:
                exchange.reply(Self.response(200, "text/plain; version=0.0.4", status.exposition))
            }
        }
    }

    private static let stuckReason = "the ledger's writer has not answered for a second: its disk hangs"

    private static var stuck: HTTPResponse {
        response(503, "text/plain; charset=utf-8", Array((stuckReason + "\n").utf8))
    }

    private static var stuckReadiness: HTTPResponse {
        let part = ControlStatus.Part(name: "ledger", isReady: false, reason: stuckReason)
        return response(503, "application/json", ControlStatus(parts: [part], metrics: []).readiness)
    }

    private static func response(_ status: Int, _ type: String, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, headers: [(name: "Content-Type", value: type)], body: body)
    }
}
