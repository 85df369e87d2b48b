import Dispatch
import Glibc
import Synchronization
package import TLS

/// An HTTP/1.1 server with one thread of its own; stopped when it is given up, if not before.
package final class HTTPServer: Sendable {
    /// The port it listens on.
    package let port: UInt16

    private let inbox: LoopInbox
    private let front: Inbox<TLSFrontMessage>?
    private let ended = DispatchGroup()
    private let thread: pthread_t

    /// Listens when it returns.
    package init(_ options: HTTPServerOptions, handler: any HTTPHandler) throws(HTTPServerError) {
        let faults = options.faults
        guard faults.isEmpty else {
            throw HTTPServerError(.badOption, faults.joined(separator: "; "))
        }
        let inbox = try LoopInbox()
        let (descriptor, port) = try ListeningSocket.open(address: options.address, port: options.port)
        let crowd = Crowd()
        let front = try options.tls.map { (identity) throws(HTTPServerError) in
            try TLSFront(listening: descriptor, options, identity: identity, crowd: crowd) {
                inbox.post(.secured($0))
            }
        }
        let gate = try Gate(listening: front == nil ? descriptor : nil, options, crowd: crowd)
        let loop = ServerLoop(options, handler: handler, inbox: inbox, gate: gate, front: front?.inbox)
        try loop.start()
        self.inbox = inbox
        self.front = front?.inbox
        self.port = port
        thread = try ServerThread.run(loop, ended: ended)
        guard let front else { return }
        do {
            _ = try ServerThread.run(front, ended: ended)
        } catch {
            inbox.post(.stop)
            ended.wait()
            throw error
        }
    }

    /// Shows another certificate to whoever comes from now on; connections that are open go on with theirs. Nothing on
    /// a server without TLS.
    package func renew(_ identity: TLSIdentity) { front?.post(.renew(identity)) }

    deinit { stop() }

    /// Requests whose line is in and whose answer is not out.
    package var requestsUnderWay: Int { inbox.requestsUnderWay.load(ordering: .relaxed) }

    /// Refuses new connections from now on; those that are open go on.
    package func quiesce() {
        let done = DispatchSemaphore(value: 0)
        guard inbox.post(.quiesce(done: done)), !isOwnThread else { return }
        done.wait()
    }

    /// Answers everything suspended with 503, gives requests under way a second to end, cuts
    /// upgraded sockets and ends the thread. Idle connections do not delay it. May be called again,
    /// and from several threads; called from a handler it returns before the server has stopped.
    package func stop() {
        inbox.post(.stop)
        if !isOwnThread { ended.wait() }
    }

    private var isOwnThread: Bool { pthread_equal(pthread_self(), thread) != 0 }
}
