import CCurl

/// Sends requests over kept connections, all from one thread of its own.
///
/// HTTP/1.1 only, nothing followed, no proxy, certificates checked. Plain http goes to loopback hosts only.
package final class HTTPClient: Sendable {
    private let inbox: Inbox
    private let thread: WorkerThread

    /// - Throws: `HTTPClientFailure` when libcurl or the system has no more to give.
    package init(_ options: HTTPClientOptions = HTTPClientOptions()) throws(HTTPClientFailure) {
        let inbox = Inbox(try Self.multiHandle(options))
        let caFile = options.caFile
        guard let thread = WorkerThread({ runLoop(inbox, caFile: caFile) }) else {
            throw HTTPClientFailure(reach: .notSent, reason: "the system has no thread to give")
        }
        self.inbox = inbox
        self.thread = thread
    }

    deinit { stop() }

    /// Sends a request and reports its end exactly once.
    ///
    /// - Parameter then: Runs on the client's thread and must not block it; once the client has stopped, on
    ///   the caller's.
    package func send(
        _ request: HTTPClientRequest,
        then: @escaping @Sendable (Result<HTTPClientResponse, HTTPClientFailure>) -> Void
    ) {
        if !inbox.submit(Submission(request: request, finish: then)) {
            then(.failure(HTTPClientFailure(reach: .notSent, reason: "the HTTP client has stopped")))
        }
    }

    package func send(_ request: HTTPClientRequest) async -> Result<HTTPClientResponse, HTTPClientFailure> {
        await withCheckedContinuation { continuation in
            send(request) { continuation.resume(returning: $0) }
        }
    }

    /// Ends every open request, closes every connection and waits for the thread. Doing it twice is fine.
    package func stop() {
        inbox.stop()
        thread.join()
    }

    private static func multiHandle(_ options: HTTPClientOptions) throws(HTTPClientFailure) -> MultiHandle {
        do throws(CurlError) {
            let multi = try MultiHandle()
            try multi.set(CURLMOPT_MAX_HOST_CONNECTIONS, options.connectionsPerHostMax)
            // Else libcurl sizes its store of kept connections by the transfers under way, which may be none.
            try multi.set(CURLMOPT_MAXCONNECTS, options.connectionsPerHostMax * 4)
            return multi
        } catch {
            throw HTTPClientFailure(reach: .notSent, reason: error.text)
        }
    }
}

/// The client's thread, from first to last.
private func runLoop(_ inbox: Inbox, caFile: String?) {
    guard let multi = inbox.borrowHandle() else { return }
    var loop = TransferLoop(multi, caFile: caFile)
    var isSound = true
    while isSound {
        let news = inbox.take()
        for submission in news.waiting { loop.begin(submission) }
        if news.isStopping { break }
        isSound = loop.turn() && multi.wait(milliseconds: loop.waitMilliseconds)
    }
    let why = isSound ? "the HTTP client has stopped" : "libcurl's loop has failed"
    let late = inbox.close()
    loop.abandon(why)
    for submission in late {
        submission.finish(.failure(HTTPClientFailure(reach: .notSent, reason: why)))
    }
}
