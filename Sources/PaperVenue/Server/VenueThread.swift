import Glibc
import Synchronization

/// One thread of the venue's own, from its start to its join.
final class VenueThread: Sendable {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let handle: Mutex<pthread_t?>

    /// - Throws: when the system has no thread to give.
    init(_ body: @escaping @Sendable () -> Void) throws(PaperVenueError) {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body: body))
        let code = pthread_create(&thread, nil, runWork, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw PaperVenueError("cannot start a thread: \(String(cString: strerror(code)))", .system)
        }
        handle = Mutex(thread)
    }

    /// Waits until the body has returned; once.
    func join() {
        let thread = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let thread { precondition(pthread_join(thread, nil) == 0, "a thread is joined once") }
    }

    fileprivate static func run(_ context: UnsafeMutableRawPointer) {
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
    }
}

private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { VenueThread.run(context) }
    return nil
}
