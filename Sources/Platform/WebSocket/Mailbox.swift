import Synchronization

/// What other threads ask of a connection's thread.
final class Mailbox: Sendable {
    enum Message {
        case text([UInt8])
        case binary([UInt8])
    }

    struct Orders {
        var messages: [Message] = []
        var closeCode: Int?
        var isAborting = false
        var isStopping = false
    }

    /// For the connection's thread to watch.
    let wake: Wake

    private struct State {
        var orders = Orders()
        var hasEnded = false
    }

    private let state = Mutex(State())

    init(_ wake: Wake) { self.wake = wake }

    /// Messages are dropped without a word once the connection has ended: its terminal event says so.
    func leave(_ change: (inout Orders) -> Void) {
        state.withLock { state in
            change(&state.orders)
            if state.hasEnded { state.orders.messages = [] }
        }
        wake.ring()
    }

    /// Everything left since the last time. A stop or an abort stays.
    func take() -> Orders {
        wake.hush()
        return state.withLock { state in
            defer {
                state.orders.messages = []
                state.orders.closeCode = nil
            }
            return state.orders
        }
    }

    var isStopping: Bool { state.withLock { $0.orders.isStopping || $0.orders.isAborting } }

    func end() {
        state.withLock { state in
            state.hasEnded = true
            state.orders.messages = []
        }
    }
}
