import Dispatch
import HTTPServer

/// The venue's handler at the HTTP server: REST calls go to the runner, upgrades to the hub.
final class VenueDoor: HTTPHandler {
    static let hubPath = "/hubs/user"

    private let runner: CallRunner
    private let pump: HubPump

    init(runner: CallRunner, pump: HubPump) {
        self.runner = runner
        self.pump = pump
    }

    func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission { .accept }

    func respond(to exchange: HTTPExchange) {
        let call = VenueCall(
            method: exchange.method, path: exchange.path, authorization: exchange.header("Authorization"),
            contentType: exchange.header("Content-Type"), body: exchange.body)
        if call.path.lowercased() == Self.hubPath + "/negotiate" {
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
