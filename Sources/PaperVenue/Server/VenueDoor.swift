import Dispatch
import HTTPServer
import WebSocket

/// The venue's handler at the HTTP server: REST calls go to the runner, upgrades to the hubs.
final class VenueDoor: HTTPHandler {
    private let runner: CallRunner
    private let pump: HubPump

    init(runner: CallRunner, pump: HubPump) {
        self.runner = runner
        self.pump = pump
    }

    func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission {
        guard let kind = HubKind(path: head.path) else { return .accept }
        let bearer = VenueCall(
            method: head.method, path: head.path, authorization: head.header("Authorization")
        ).token
        let token = head.query("access_token") ?? bearer
        let user = runner.api.house.sessions { sessions, now in sessions.user(of: token, at: now) }
        guard let user else { return .refuse(response(.unauthorized)) }
        guard head.method == "GET", head.header("Upgrade")?.lowercased() == "websocket",
            let key = head.header("Sec-WebSocket-Key")
        else {
            return .refuse(HTTPResponse(status: 400, body: Array("Connection ID required".utf8)))
        }
        let pump = pump
        return .upgrade(headers: [("Sec-WebSocket-Accept", WebSocketHandshake.accept(key: key))]) { socket in
            HubSocket.open(socket, on: kind, reach: Reach(user), pump: pump)
        }
    }

    func respond(to exchange: HTTPExchange) {
        let call = VenueCall(
            method: exchange.method, path: exchange.path, authorization: exchange.header("Authorization"),
            contentType: exchange.header("Content-Type"), body: exchange.body)
        if HubKind(negotiation: call.path) != nil {
            return exchange.reply(response(runner.api.negotiate(call)))
        }
        let (reply, delay) = runner.run(call)
        guard delay > 0 else { return exchange.reply(response(reply)) }
        let held = response(reply)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(delay)) { exchange.reply(held) }
    }

    private func response(_ reply: VenueReply) -> HTTPResponse {
        HTTPResponse(status: reply.status, headers: reply.headers, body: reply.body)
    }
}
