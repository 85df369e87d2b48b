import Dispatch
import Synchronization

/// What other threads tell a server's thread.
enum LoopMessage: Sendable {
    case replied(number: UInt64)
    case closed(socket: UInt64)
    /// A connection has come whose TLS is ended; its descriptor goes with it.
    case secured(SecuredSocket)
    case quiesce(done: DispatchSemaphore)
    case stop
}

/// The way into a server's thread, and how much it has to do.
final class LoopInbox: Sendable {
    private let inbox: Inbox<LoopMessage>
    let requestsUnderWay = Atomic<Int>(0)

    init() throws(HTTPServerError) { inbox = try Inbox() }

    var descriptor: Int32 { inbox.descriptor }

    /// - Returns: Whether the thread will see it: false once the server has stopped.
    @discardableResult
    func post(_ message: LoopMessage) -> Bool { inbox.post(message) }

    func take() -> [LoopMessage] { inbox.take() }

    /// - Returns: What nobody will read any more.
    func shut() -> [LoopMessage] { inbox.shut() }
}
