import HTTPServer
package import Journey
import Trading

/// Guards what is asked by hand on the control listener: `POST /operator/orders`, `GET /operator/orders/TAG`,
/// `POST /operator/control`, `POST /operator/explain`, and `POST /operator/reconcile` or
/// `POST /operator/reconcile/ACCOUNT`.
///
/// For programs on this machine that can read the token's file. No page in a browser gets in: it sends `Origin`
/// across sites, and a name that was rebound to loopback stands in `Host`.
package struct OperatorDoor: Sendable {
    package static let orders = "/operator/orders"

    package static let reconcile = "/operator/reconcile"

    package static let control = "/operator/control"

    package static let explain = "/operator/explain"

    /// Tells what would become of a message, and does nothing; hands on one JSON object.
    package typealias Explain =
        @Sendable ([UInt8], @escaping @Sendable (OperatorIntake.Answer) -> Void) -> Void

    private let token: SharedSecret
    private let intake: OperatorIntake
    private let explanation: Explain

    package init(token: SharedSecret, intake: OperatorIntake, explain: @escaping Explain) {
        self.token = token
        self.intake = intake
        explanation = explain
    }

    /// Whether a path is behind this door.
    static func leads(to path: String) -> Bool {
        [control, explain].contains(path)
            || [orders, reconcile].contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    private static func isReconcile(_ path: String) -> Bool {
        path == reconcile || path.hasPrefix(reconcile + "/")
    }

    func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission {
        let isPosted =
            [Self.orders, Self.control, Self.explain].contains(head.path) || Self.isReconcile(head.path)
        let method = isPosted ? "POST" : "GET"
        guard head.method == method else {
            return .refuse(HTTPResponse(status: 405, headers: [(name: "Allow", value: method)]))
        }
        guard Self.isLoopback(head.peer), Self.isLoopback(host: head.header("Host") ?? ""),
            head.header("Origin") == nil
        else { return .refuse(HTTPResponse(status: 403)) }
        let scheme = "bearer "
        guard let offered = head.header("Authorization"), offered.lowercased().hasPrefix(scheme),
            token.matches(Array(offered.utf8.dropFirst(scheme.utf8.count)))
        else {
            return .refuse(HTTPResponse(status: 401, headers: [(name: "WWW-Authenticate", value: "Bearer")]))
        }
        return .accept
    }

    func respond(to exchange: HTTPExchange) {
        let reply: @Sendable (OperatorIntake.Answer) -> Void = { answer in
            exchange.reply(
                HTTPResponse(
                    status: answer.status,
                    headers: [
                        (name: "Content-Type", value: "application/json"),
                        (name: "Cache-Control", value: "no-store"),
                    ], body: answer.body))
        }
        if Self.isReconcile(exchange.path) {
            let name = String(exchange.path.dropFirst(Self.reconcile.count + 1))
            return intake.reconcile(name.isEmpty ? nil : AccountName(name), then: reply)
        }
        guard exchange.path != Self.explain else { return explanation(exchange.body, reply) }
        guard ![Self.orders, Self.control].contains(exchange.path) else {
            return intake.take(exchange.body, peer: exchange.peer, then: reply)
        }
        let tag = OrderTag(String(exchange.path.dropFirst(Self.orders.count + 1)))
        guard HookPath.isName(tag.text) else { return reply(OperatorIntake.Answer(status: 404, body: [])) }
        intake.show(tag, then: reply)
    }

    private static func isLoopback(_ address: String) -> Bool {
        address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }

    /// The host without its port: `127.0.0.1`, `localhost` or `[::1]`.
    package static func isLoopback(host: String) -> Bool {
        let parts = host.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let isPort = { (text: Substring) in text.allSatisfy { $0.isASCII && $0.isNumber } && !text.isEmpty }
        if host.hasPrefix("[::1]") {
            let rest = host.dropFirst("[::1]".count)
            return rest.isEmpty || (rest.hasPrefix(":") && isPort(rest.dropFirst()))
        }
        guard let name = parts.first, parts.count == 1 || isPort(parts[1]) else { return false }
        return name == "127.0.0.1" || name.lowercased() == "localhost"
    }
}
