import Dispatch
import Glibc

/// What a thread of the server's turns.
protocol ThreadLoop: AnyObject {
    /// Returns when it is over.
    func run()
    /// Ends what never ran.
    func abandon()
}

/// The threads a server's loops run on.
enum ServerThread {
    fileprivate final class Start {
        let loop: any ThreadLoop
        let ended: DispatchGroup

        init(_ loop: any ThreadLoop, _ ended: DispatchGroup) {
            self.loop = loop
            self.ended = ended
        }
    }

    /// Hands the loop over: from here on only that thread touches it.
    ///
    /// - Parameter ended: Entered now, left when the loop is over.
    static func run(
        _ loop: sending any ThreadLoop, ended: DispatchGroup
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
