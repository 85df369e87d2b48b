import Glibc
import HTTPClient
import Synchronization

/// Accepts on 127.0.0.1 and hands every connection to a closure on a thread of its own.
package final class RawServer: Sendable {
    package let port: UInt16

    private struct State {
        var connections: [RawConnection] = []
        var threads: [WorkerThread] = []
        var isStopped = false
    }

    private let listener: Int32
    private let state = Mutex(State())
    private let accepting = Mutex<WorkerThread?>(nil)

    /// - Parameter serve: The connection is closed when it returns, unless it gave the descriptor away.
    package init(_ serve: @escaping @Sendable (RawConnection) -> Void) throws(SocketError) {
        (listener, port) = try Loopback.listen()
        let thread = WorkerThread { [self] in acceptAll(serve) }
        accepting.withLock { $0 = thread }
    }

    /// Ends the listener and every connection, and waits for their threads.
    package func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        accepting.withLock { $0 }?.join()
        close(listener)
        let (connections, threads) = state.withLock { ($0.connections, $0.threads) }
        for connection in connections { connection.shut() }
        for thread in threads { thread.join() }
        accepting.withLock { $0 = nil }
    }

    private func acceptAll(_ serve: @escaping @Sendable (RawConnection) -> Void) {
        var index = 0
        while true {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            let connection = RawConnection(descriptor, index: index)
            index += 1
            let thread = WorkerThread {
                serve(connection)
                connection.close()
            }
            state.withLock { state in
                state.connections.append(connection)
                if let thread { state.threads.append(thread) }
            }
        }
    }
}
