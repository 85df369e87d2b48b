import Dispatch
import Glibc

/// The thread a server's loop runs on.
enum ServerThread {
    fileprivate final class Start {
        let loop: ServerLoop
        let ended: DispatchGroup

        init(_ loop: ServerLoop, _ ended: DispatchGroup) {
            self.loop = loop
            self.ended = ended
        }
    }

    /// Hands the loop over: from here on only that thread touches it.
    ///
    /// - Parameter ended: Entered now, left when the loop is over.
    static func run(
        _ loop: sending ServerLoop, ended: DispatchGroup
    ) throws(HTTPServerError) -> pthread_t {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(loop, ended))
        ended.enter()
        let code = pthread_create(&thread, nil, runLoop, start.toOpaque())
        guard code == 0 else {
            start.takeUnretainedValue().loop.abandon()
            start.release()
            ended.leave()
            throw HTTPServerError(.system, "pthread_create: \(String(cString: strerror(code)))")
        }
        pthread_detach(thread)
        return thread
    }
}

private func runLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let start = Unmanaged<ServerThread.Start>.fromOpaque(context).takeRetainedValue()
    start.loop.run()
    start.ended.leave()
    return nil
}
