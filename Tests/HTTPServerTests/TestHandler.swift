import Dispatch
import Glibc
import HTTPServer
import Synchronization
import TLSPeer

/// Answers by path: `/echo` at once, `/hold` when it is told to.
final class TestHandler: HTTPHandler {
    private struct State {
        var held: [HTTPExchange] = []
        var sockets: [UpgradedSocket] = []
        var admitted = 0
        var lastPath = ""
    }

    private let state = Mutex(State())
    private let holds = DispatchSemaphore(value: 0)
    private let upgrades = DispatchSemaphore(value: 0)
    private let blocks = DispatchSemaphore(value: 0)
    private let unblock = DispatchSemaphore(value: 0)
    private let upgradeHeaders: [(name: String, value: String)]
    private let describe: @Sendable (borrowing HTTPRequestHead) -> String?

    /// - Parameter describe: What `/head` is answered with.
    init(
        upgradeHeaders: [(name: String, value: String)] = [],
        describe: @escaping @Sendable (borrowing HTTPRequestHead) -> String? = { _ in nil }
    ) {
        self.upgradeHeaders = upgradeHeaders
        self.describe = describe
    }

    static let large = 64 << 20

    private func facts(_ exchange: HTTPExchange) -> String {
        let isOrdered = exchange.acceptedAt <= exchange.completedAt
        return [
            exchange.method, exchange.path, exchange.peer, exchange.query("q") ?? "no query",
            exchange.header("x-kept") ?? "no header", exchange.header("X-Other") ?? "not kept",
            isOrdered ? "in order" : "out of order",
        ].joined(separator: "|")
    }

    /// Runs while the server's thread stands still in a request for `/block`.
    func whileBlocked(_ body: () throws -> Void) rethrows -> Bool {
        guard blocks.wait(timeout: .now() + 60) == .success else { return false }
        defer { unblock.signal() }
        try body()
        return true
    }

    var admitted: Int { state.withLock { $0.admitted } }

    var lastPath: String { state.withLock { $0.lastPath } }

    func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission {
        let path = head.path
        state.withLock {
            $0.admitted += 1
            $0.lastPath = path
        }
        switch head.path {
        case "/refuse":
            return .refuse(HTTPResponse(status: 404, body: Array("no".utf8)))
        case "/head":
            return .refuse(HTTPResponse(status: 200, body: Array((describe(head) ?? "none").utf8)))
        case "/upgrade":
            return .upgrade(headers: upgradeHeaders) { socket in
                self.state.withLock { $0.sockets.append(socket) }
                self.upgrades.signal()
            }
        default:
            return .accept
        }
    }

    func respond(to exchange: HTTPExchange) {
        switch exchange.path {
        case "/hold":
            state.withLock { $0.held.append(exchange) }
            holds.signal()
        case "/twice":
            exchange.reply(HTTPResponse(status: 200, body: Array("first".utf8)))
            exchange.reply(HTTPResponse(status: 200, body: Array("second".utf8)))
        case "/block":
            blocks.signal()
            _ = unblock.wait(timeout: .now() + 60)
            exchange.reply(HTTPResponse(status: 200))
        case "/large":
            exchange.reply(HTTPResponse(status: 200, body: [UInt8](repeating: 97, count: Self.large)))
        case "/facts":
            exchange.reply(HTTPResponse(status: 200, body: Array(facts(exchange).utf8)))
        case "/certificate":
            let shown = exchange.certificate.map { certificate in
                [
                    certificate.subject, hexadecimal(certificate.sha256),
                    certificate.isVouchedFor ? "vouched for" : "anybody's",
                ].joined(separator: "|")
            }
            exchange.reply(HTTPResponse(status: 200, body: Array((shown ?? "none").utf8)))
        case "/closing":
            exchange.reply(HTTPResponse(status: 200, closes: true))
        case "/badheader":
            exchange.reply(HTTPResponse(status: 200, headers: [("A", "b\r\nC: d")]))
        default:
            exchange.reply(HTTPResponse(status: 200, headers: [("X-Test", "yes")], body: exchange.body))
        }
    }

    /// - Returns: The oldest exchange held, or nil when none comes.
    func takeHeld() -> HTTPExchange? {
        guard holds.wait(timeout: .now() + 60) == .success else { return nil }
        return state.withLock { $0.held.removeFirst() }
    }

    func takeUpgraded() -> UpgradedSocket? {
        guard upgrades.wait(timeout: .now() + 60) == .success else { return nil }
        return state.withLock { $0.sockets.removeFirst() }
    }
}
