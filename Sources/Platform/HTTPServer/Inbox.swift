import CLinux
import Glibc
import Synchronization

/// The one way into a thread of the server's; a post wakes it.
final class Inbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var isOpen = true
    }

    private let state = Mutex(State())
    /// An eventfd, readable while messages wait.
    let descriptor: Int32

    init() throws(HTTPServerError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard descriptor >= 0 else { throw HTTPServerError("eventfd", on: "any address", code: errno) }
    }

    deinit { close(descriptor) }

    /// - Returns: Whether the thread will see it: false once it has ended.
    @discardableResult
    func post(_ message: Message) -> Bool {
        state.withLock { state in
            guard state.isOpen else { return false }
            state.messages.append(message)
            // The first of a batch wakes the thread; writing 1 to an eventfd that was read dry
            // cannot fail.
            if state.messages.count == 1 { _ = eventfd_write(descriptor, 1) }
            return true
        }
    }

    func take() -> [Message] {
        state.withLock { state in
            guard !state.messages.isEmpty else { return [] }
            var count: eventfd_t = 0
            _ = eventfd_read(descriptor, &count)
            let messages = state.messages
            state.messages = []
            return messages
        }
    }

    /// - Returns: What nobody will read any more.
    func shut() -> [Message] {
        state.withLock { state in
            state.isOpen = false
            let messages = state.messages
            state.messages = []
            return messages
        }
    }
}
