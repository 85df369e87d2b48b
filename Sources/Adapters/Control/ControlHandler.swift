package import HTTPServer

/// Answers the operator on loopback: `/healthz`, `/readyz`, `/metrics`, and behind its own door what moves money.
package final class ControlHandler: HTTPHandler {
    /// Hands the status of the moment to its argument, from whatever thread has it.
    package typealias Ask = @Sendable (@escaping @Sendable (ControlStatus) -> Void) -> Void

    private let ask: Ask
    private let door: OperatorDoor?

    package init(door: OperatorDoor? = nil, ask: @escaping Ask) {
        self.door = door
        self.ask = ask
    }

    package func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission {
        if let door, OperatorDoor.leads(to: head.path) { return door.admit(head) }
        guard ["/healthz", "/readyz", "/metrics"].contains(head.path) else {
            return .refuse(HTTPResponse(status: 404))
        }
        guard head.method == "GET" else {
            return .refuse(HTTPResponse(status: 405, headers: [(name: "Allow", value: "GET")]))
        }
        return .accept
    }

    /// Healthy means that the bridge's own loop answers; ready, that entries can be taken on every account.
    package func respond(to exchange: HTTPExchange) {
        let path = exchange.path
        if let door, OperatorDoor.leads(to: path) { return door.respond(to: exchange) }
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

    private static func response(_ status: Int, _ type: String, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, headers: [(name: "Content-Type", value: type)], body: body)
    }
}
