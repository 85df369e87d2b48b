import Dispatch
import HTTPServer
import WebSocket

/// The venue's handler at the HTTP server: REST calls go to the runner, upgrades to the hubs.
final class VenueDoor: HTTPHandler {
    private let runner: CallRunner
    private let pump: HubPump
    private let desk: FaultDesk
    private let switches: VenueSurfaceSwitches
    private let negotiations = HubNegotiations()

    init(runner: CallRunner, pump: HubPump, desk: FaultDesk, switches: VenueSurfaceSwitches) {
        self.runner = runner
        self.pump = pump
        self.desk = desk
        self.switches = switches
    }

    func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission {
        guard let kind = HubKind(path: VenuePath.normal(head.path)) else { return .accept }
        let token = head.query("access_token") ?? VenueCall.token(in: head.header("Authorization"))
        guard let user = user(of: token) else { return .refuse(response(.unauthorized)) }
        guard head.method == "GET", head.header("Upgrade")?.lowercased() == "websocket",
            let key = head.header("Sec-WebSocket-Key")
        else { return .refuse(noConnection(head.query("id"))) }
        if let id = head.query("id"),
            !negotiations.take(id, on: kind, by: user.name, at: SteadyClock.microseconds)
        {
            return .refuse(noConnection(id))
        }
        let pump = pump
        return .upgrade(headers: [("Sec-WebSocket-Accept", WebSocketHandshake.accept(key: key))]) { socket in
            HubSocket.open(socket, on: kind, reach: Reach(user), pump: pump)
        }
    }

    func respond(to exchange: HTTPExchange) {
        let call = VenueCall(
            method: exchange.method, path: VenuePath.normal(exchange.path),
            authorization: exchange.header("Authorization"),
            contentType: exchange.header("Content-Type"), body: exchange.body)
        if let hub = HubKind(negotiation: call.path) {
            return exchange.reply(response(negotiate(call, hub, exchange)))
        }
        if call.path.lowercased() == "/swagger/v1/swagger.json" {
            return exchange.reply(response(description(call)))
        }
        if FaultDesk.isMeant(by: call.path), Self.isLocal(exchange.peer) {
            return exchange.reply(response(desk.answer(call)))
        }
        if CallLog.isMeant(by: call.path), Self.isLocal(exchange.peer) {
            return exchange.reply(response(CallLog.answer(call, desk.house)))
        }
        let (reply, delay) = runner.run(call)
        guard delay > 0 else { return exchange.reply(response(reply)) }
        let held = response(reply)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(delay)) { exchange.reply(held) }
    }

    /// The hub's negotiation, which most clients skip: WebSockets is all there is.
    private func negotiate(_ call: VenueCall, _ hub: HubKind, _ exchange: HTTPExchange) -> VenueReply {
        guard call.method == "POST" else { return .methodNotAllowed(allowed: "POST") }
        guard let user = user(of: exchange.query("access_token") ?? call.token) else { return .unauthorized }
        let version = min(1, max(0, exchange.query("negotiateVersion").flatMap(Int.init) ?? 0))
        let offer = negotiations.offer(
            hub, to: user.name, version: version, at: SteadyClock.microseconds)
        guard let offer else { return VenueReply(status: 503) }
        return .json { writer in
            writer.member("negotiateVersion", version)
            writer.member("connectionId", offer.connectionID)
            writer.member("connectionToken", ifPresent: offer.connectionToken)
            writer.key("availableTransports")
            writer.array { writer in
                writer.object { writer in
                    writer.member("transport", "WebSockets")
                    writer.key("transferFormats")
                    writer.array { for format in ["Text", "Binary"] { $0.value(format) } }
                }
            }
        }
    }

    /// No login is needed for it. Its examples are the first account and its market's active contract.
    private func description(_ call: VenueCall) -> VenueReply {
        guard call.method == "GET" else { return .methodNotAllowed(allowed: "GET") }
        let examples = runner.api.house.turn { core, _ -> [String: OpenAPIExample] in
            let contract = core.catalogue.available(on: core.day).first { $0.product.root == "MNQ" }
            return [
                "accountId": .whole(core.book.accounts.keys.min()?.number ?? 1),
                "contractId": .text(contract?.id.text ?? ""),
            ]
        }
        return VenueReply(
            status: 200, headers: [("Content-Type", "application/json; charset=utf-8")],
            body: OpenAPI.document(examples: examples))
    }

    private func user(of token: String?) -> VenueUser? {
        runner.api.house.sessions { sessions, now in sessions.user(of: token, at: now) }
    }

    /// Only the machine itself sets faults. The gate passes strangers on from 127.0.0.2.
    private static func isLocal(_ peer: String) -> Bool { peer == "127.0.0.1" || peer == "::1" }

    /// What the framework says without an id, and to one that it does not know.
    private func noConnection(_ id: String?) -> HTTPResponse {
        let text = id == nil ? "Connection ID required" : "No Connection with that ID"
        return HTTPResponse(
            status: id == nil ? 400 : 404, headers: [("Content-Type", "text/plain")],
            body: Array(text.utf8))
    }

    private func response(_ reply: VenueReply) -> HTTPResponse {
        var headers = reply.headers
        if reply.status == 401, !switches.namesScheme {
            headers.removeAll { $0.name == "WWW-Authenticate" }
        }
        headers.append(("Date", HTTPDate.text(runner.api.house.clock.now)))
        return HTTPResponse(status: reply.status, headers: headers, body: reply.body)
    }
}
