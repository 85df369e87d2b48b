import Dispatch
import Glibc
import HTTPServer
import Synchronization

/// Answers by path: `/echo` at once, `/hold` when it is told to.
final class TestHandler: HTTPHandler {
    private struct State {
        var held: [HTTPExchange] = []
        var sockets: [UpgradedSocket] = []
        var admitted = 0
    }

    private let state = Mutex(State())
    private let holds = DispatchSemaphore(value: 0)
    private let upgrades = DispatchSemaphore(value: 0)
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

    var admitted: Int { state.withLock { $0.admitted } }

    func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission {
        state.withLock { $0.admitted += 1 }
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
        case "/badheader":
            exchange.reply(HTTPResponse(status: 200, headers: [("A", "b\r\nC: d")]))
        default:
            exchange.reply(HTTPResponse(status: 200, headers: [("X-Test", "yes")], body: exchange.body))
        }
    }

    /// - Returns: The oldest exchange held, or nil when none comes.
    func takeHeld() -> HTTPExchange? {
        guard holds.wait(timeout: .now() + 20) == .success else { return nil }
        return state.withLock { $0.held.removeFirst() }
    }

    func takeUpgraded() -> UpgradedSocket? {
        guard upgrades.wait(timeout: .now() + 20) == .success else { return nil }
        return state.withLock { $0.sockets.removeFirst() }
    }
}
