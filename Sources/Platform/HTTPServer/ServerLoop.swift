import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// Turns the daemon. Everything here happens on the server's thread, from `run` on.
final class ServerLoop {
    let options: HTTPServerOptions
    let handler: any HTTPHandler
    let inbox: LoopInbox
    var isStopping: Bool { stopDeadline != nil }
    /// Connections whose answer is owed, by the exchange's number.
    var suspended: [UInt64: (connection: OpaquePointer, request: Request)] = [:]
    var upgradedSockets: [UInt64: (handle: OpaquePointer, socket: Weak<UpgradedSocket>)] = [:]
    var connections: [ObjectIdentifier: Connection] = [:]

    private let listening: Int32
    private var daemon: OpaquePointer?
    private var daemonDescriptor: Int32 = -1
    private var isQuiesced = false
    private var stopDeadline: UInt64?
    private var lastNumber: UInt64 = 0
    private var nextReap: UInt64 = 0

    /// How finely deadlines are kept.
    private static let reapMilliseconds = 100
    private static let stopGrace = MonotonicClock.nanoseconds(1)

    init(
        _ options: HTTPServerOptions, handler: any HTTPHandler, inbox: LoopInbox, listening: Int32
    ) {
        self.options = options
        self.handler = handler
        self.inbox = inbox
        self.listening = listening
    }

    /// Starts the daemon, which does nothing until `run` turns it.
    func start() throws(HTTPServerError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let items = DaemonOptions.items(options, listening: listening, context: context)
        guard let daemon = cmhd_start(DaemonOptions.flags, 0, daemonRequest, context, items) else {
            close(listening)
            throw HTTPServerError(.badOption, "libmicrohttpd refused the server's options")
        }
        self.daemon = daemon
        daemonDescriptor = cmhd_epoll_fd(daemon)
    }

    /// Ends a daemon that never ran.
    func abandon() {
        MHD_stop_daemon(daemon)
        daemon = nil
    }

    func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    func log(_ line: String) { options.log(line) }

    /// Turns until the server has stopped.
    func run() {
        while !isFinished() {
            wait()
            for message in inbox.take() { take(message) }
            if MHD_run_wait(daemon, 0) != .YES { log("libmicrohttpd could not poll its sockets") }
            reap()
        }
        finish()
    }

    private func take(_ message: LoopMessage) {
        switch message {
        case .replied(let number):
            if let connection = suspended[number]?.connection { MHD_resume_connection(connection) }
        case .closed(let number):
            if let entry = upgradedSockets.removeValue(forKey: number) {
                _ = cmhd_upgrade_close(entry.handle)
            }
        case .quiesce(let done):
            quiesce()
            done.signal()
        case .stop:
            beginStop()
        }
    }

    /// Waits for a socket, a message, or the next moment something has to be done.
    private func wait() {
        var milliseconds: CUnsignedLongLong = 0
        var timeout: Int32 = -1
        if MHD_get_timeout(daemon, &milliseconds) == .YES {
            timeout = Int32(clamping: milliseconds)
            if timeout == 0 { return }
        }
        if !connections.isEmpty || isStopping {
            let step = Int32(Self.reapMilliseconds)
            timeout = timeout < 0 ? step : min(timeout, step)
        }
        var descriptors = [
            pollfd(fd: daemonDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: inbox.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        // An interrupted wait is a turn with nothing to do.
        _ = poll(&descriptors, 2, timeout)
    }

    /// Shuts the connections that are past their deadline; the daemon then closes them.
    private func reap() {
        let now = MonotonicClock.now()
        guard now >= nextReap else { return }
        nextReap = now + UInt64(Self.reapMilliseconds) * 1_000_000
        for connection in connections.values {
            guard let deadline = connection.deadline, deadline <= now else { continue }
            shutdown(connection.descriptor, Int32(SHUT_RDWR))
            connection.deadline = nil
        }
    }

    private func quiesce() {
        guard !isQuiesced else { return }
        isQuiesced = true
        // The daemon gives the descriptor back, and this thread is the one that polls it.
        let descriptor = MHD_quiesce_daemon(daemon)
        if descriptor >= 0 { close(descriptor) }
    }

    private func beginStop() {
        guard !isStopping else { return }
        quiesce()
        stopDeadline = MonotonicClock.now() + Self.stopGrace
        let unavailable = HTTPResponse(status: 503, closes: true)
        for (number, entry) in suspended {
            guard case .asked(let exchange) = entry.request.phase else { continue }
            // A reply that came just before is the one that goes out.
            exchange.reply(unavailable)
            _ = number
        }
    }

    private func isFinished() -> Bool {
        guard let stopDeadline else { return false }
        guard suspended.isEmpty else { return false }
        return inbox.requestsUnderWay.load(ordering: .relaxed) == 0 || MonotonicClock.now() >= stopDeadline
    }

    /// Nothing is suspended, which is when the daemon may be stopped.
    private func finish() {
        for entry in upgradedSockets.values {
            entry.socket.value?.cut()
            _ = cmhd_upgrade_close(entry.handle)
        }
        upgradedSockets = [:]
        MHD_stop_daemon(daemon)
        daemon = nil
        for case .quiesce(let done) in inbox.shut() { done.signal() }
    }
}

/// A reference that keeps nothing alive.
struct Weak<Object: AnyObject> {
    weak var value: Object?
}
