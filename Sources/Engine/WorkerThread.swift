import Glibc
import Synchronization

/// One thread of our own, for work that waits: never a thread of the shared pool.
package final class WorkerThread: Sendable {
    private let handle = Mutex<pthread_t?>(nil)

    package init() {}

    /// What the thread runs, handed over once.
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// - Returns: false when the system gives no thread.
    package func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                work.body()
                return nil
            }, work.toOpaque())
        guard code == 0 else {
            work.release()
            return false
        }
        handle.withLock { $0 = thread }
        return true
    }

    /// Waits until the body has returned; at once when it never began or was joined before.
    package func join() {
        let thread = handle.withLock { handle -> pthread_t? in
            defer { handle = nil }
            return handle
        }
        if let thread { pthread_join(thread, nil) }
    }
}
