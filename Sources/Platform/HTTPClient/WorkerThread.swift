import Dispatch
import Glibc
import Synchronization

/// A thread of its own for a C library's loop. It takes no signals: those belong to the main thread.
package final class WorkerThread: Sendable {
    private let handle: Mutex<pthread_t?>
    private let ended = DispatchGroup()

    /// - Returns: `nil` when the system has no thread to give.
    package init?(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(ThreadBody(run: body))
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        // A new thread inherits the mask of the one that makes it.
        pthread_sigmask(SIG_SETMASK, &all, &before)
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, runThreadBody, box.toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        guard code == 0 else {
            box.release()
            return nil
        }
        ended.enter()
        handle = Mutex(thread)
    }

    /// Waits until the thread has ended, and gives its resources back. Every caller waits, save the thread
    /// itself: that one cannot, and is let go instead.
    package func join() {
        let mine = handle.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let mine else {
            ended.wait()
            return
        }
        if pthread_equal(mine, pthread_self()) != 0 {
            pthread_detach(mine)
        } else {
            pthread_join(mine, nil)
        }
        ended.leave()
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThreadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
