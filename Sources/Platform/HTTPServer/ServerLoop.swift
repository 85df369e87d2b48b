import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// Turns the daemon. Everything here happens on the server's thread, from `run` on.
final class ServerLoop: ThreadLoop {
    let options: HTTPServerOptions
    let handler: any HTTPHandler
    let inbox: LoopInbox
    /// Connections whose answer is owed, by the exchange's number.
    var suspended: [UInt64: (connection: OpaquePointer, request: Request)] = [:]
    var upgrades: [UInt64: Upgrade] = [:]
    /// Those that the daemon has, by descriptor.
    var connections: [Int32: Connection] = [:]
    /// Descriptors of connections whose clients send no more.
    var ended: Set<Int32> = []
    /// Whether the daemon has to be turned once more before waiting.
    var isUnsettled = false

    /// One connection that has left HTTP; its socket belongs to whoever asked for the upgrade.
    struct Upgrade {
        let handle: OpaquePointer
        weak var socket: UpgradedSocket?
    }

    let gate: Gate
    /// Where TLS is ended in front of the gate, the way to that thread.
    let front: Inbox<TLSFrontMessage>?
    /// Whether heads that the gate does not see can be judged in the daemon's buffer.
    let seesLaterHeads: Bool
    /// Connections on their way from the gate to the daemon, by descriptor.
    var arriving: [Int32: Visitor] = [:]
    private var daemon: OpaquePointer?
    private var polled: [pollfd] = []
    private var stopDeadline: UInt64?
    private var lastNumber: UInt64 = 0
    private var nextReap: UInt64 = 0

    /// How finely deadlines are kept.
    private static let reapMilliseconds: Int32 = 100
    /// How long stopping waits for requests under way.
    private static let stopGrace = MonotonicClock.nanoseconds(1)

    init(
        _ options: HTTPServerOptions, handler: any HTTPHandler, inbox: LoopInbox, gate: Gate,
        front: Inbox<TLSFrontMessage>?
    ) {
        self.options = options
        self.handler = handler
        self.inbox = inbox
        self.gate = gate
        self.front = front
        seesLaterHeads = HeadLayout.knows(daemon: options.daemonVersion)
    }

    /// Whether a connection may carry another request.
    func keeps(_ connection: Connection) -> Bool {
        seesLaterHeads && options.keptAddresses?.contains(connection.peer) ?? true
    }

    var isStopping: Bool { stopDeadline != nil }

    func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    func log(_ line: String) { options.log(line) }

    /// With TLS in front the daemon's sockets are pairs, which have no such options of TCP and need none: each answer
    /// would complain of it.
    /// Nor has it to tell that a handler wanted a connection ended: strangers could fill the log with that.
    func logDaemon(_ line: String) {
        if line.contains("Application reported internal error") { return }
        let ofPairs = ["TCP_NODELAY", "TCP_CORK", "push the data from buffers"]
        let isOfPair = ofPairs.contains { line.contains($0) }
        if options.tls == nil || !isOfPair { log(line) }
    }

    /// Starts the daemon, which does nothing until `run` turns it.
    func start() throws(HTTPServerError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let items = DaemonOptions.items(options, context: context)
        guard let daemon = cmhd_start(DaemonOptions.flags, 0, daemonRequest, context, items) else {
            throw HTTPServerError(.system, "libmicrohttpd could not start")
        }
        self.daemon = daemon
        polled = [
            pollfd(fd: cmhd_epoll_fd(daemon), events: Int16(POLLIN), revents: 0),
            pollfd(fd: inbox.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: gate.descriptor, events: Int16(POLLIN), revents: 0),
        ]
    }

    /// Ends a daemon that never ran.
    func abandon() {
        MHD_stop_daemon(daemon)
        daemon = nil
    }

    /// Turns until the server has stopped.
    func run() {
        while !isFinished {
            wait()
            turn()
        }
        finish()
    }

    /// Does what can be done without waiting.
    func turn() {
        for message in inbox.take() { take(message) }
        isUnsettled = false
        gate.turn(handOver) { ended.insert($0) }
        if MHD_run_wait(daemon, 0) != .YES { log("libmicrohttpd could not poll its sockets") }
        cutUnfinished()
        reap()
    }

    /// Waits for a socket, a message, or the next moment something has to be done.
    private func wait() {
        guard !isUnsettled else { return }
        var milliseconds: CUnsignedLongLong = 0
        var timeout: Int32 = -1
        if MHD_get_timeout(daemon, &milliseconds) == .YES { timeout = Int32(clamping: milliseconds) }
        guard timeout != 0 else { return }
        if !connections.isEmpty || !gate.isEmpty || gate.isResting || isStopping {
            timeout = timeout < 0 ? Self.reapMilliseconds : min(timeout, Self.reapMilliseconds)
        }
        // An interrupted wait is a turn with nothing to do.
        _ = poll(&polled, nfds_t(polled.count), timeout)
    }

    private func take(_ message: LoopMessage) {
        switch message {
        case .replied(let number):
            if let connection = suspended[number]?.connection { MHD_resume_connection(connection) }
        case .closed(let number):
            if let upgrade = upgrades.removeValue(forKey: number) {
                _ = cmhd_upgrade_close(upgrade.handle)
            }
        case .secured(let socket): gate.take(socket, handOver)
        case .quiesce(let done):
            gate.closeListening()
            if front?.post(.quiesce(done: done)) != true { done.signal() }
        case .stop:
            beginStop()
        }
    }

    /// Shuts the connections that are past their deadline; the daemon then closes them. All of them
    /// are open: a connection leaves the list before its descriptor is closed, on this thread.
    private func reap() {
        let now = MonotonicClock.now()
        guard now >= nextReap else { return }
        nextReap = now + UInt64(Self.reapMilliseconds) * 1_000_000
        gate.reap(now)
        for connection in connections.values {
            connection.lookForNext(at: now)
            if let began = connection.nextBeganAt {
                connection.deadline = began + MonotonicClock.nanoseconds(options.requestSeconds)
            }
            guard let deadline = connection.deadline, deadline <= now else { continue }
            shutdown(connection.descriptor, Int32(SHUT_RDWR))
            connection.deadline = nil
        }
    }

    /// Shuts connections whose client sends no more and whose request is not whole: it never will be. A request
    /// that is whole is answered, whatever its client sends.
    private func cutUnfinished() {
        for descriptor in ended {
            guard let request = connections[descriptor]?.request, request.isUnfinished,
                Gate.isReadToItsEnd(descriptor)
            else { continue }
            shutdown(descriptor, Int32(SHUT_RDWR))
            ended.remove(descriptor)
            isUnsettled = true
        }
    }

    /// Gives the daemon a connection whose first head is good.
    private func handOver(_ visitor: Visitor) {
        // A descriptor comes again only once it was closed: whoever had it never came in.
        if let lost = arriving.updateValue(visitor, forKey: visitor.descriptor) { gate.gone(lost.network) }
        let result = withUnsafePointer(to: &visitor.address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                MHD_add_connection(daemon, visitor.descriptor, $0, visitor.addressLength)
            }
        }
        isUnsettled = true
        // The daemon has closed what it does not take.
        if result != .YES, arriving.removeValue(forKey: visitor.descriptor) != nil {
            gate.gone(visitor.network)
        }
    }

    /// From here on nothing new is suspended.
    private func beginStop() {
        guard !isStopping else { return }
        gate.closeListening()
        stopDeadline = MonotonicClock.now() + Self.stopGrace
        for entry in suspended.values {
            guard case .asked(let exchange) = entry.request.phase else { continue }
            // Where a reply came just before, that one goes out.
            exchange.reply(HTTPResponse(status: 503, closes: true))
        }
    }

    /// The daemon aborts the process if it is stopped while a connection is suspended.
    private var isFinished: Bool {
        guard let stopDeadline, suspended.isEmpty else { return false }
        return inbox.requestsUnderWay.load(ordering: .relaxed) == 0
            || MonotonicClock.now() >= stopDeadline
    }

    private func finish() {
        for upgrade in upgrades.values {
            upgrade.socket?.cut()
            _ = cmhd_upgrade_close(upgrade.handle)
        }
        upgrades = [:]
        gate.closeAll()
        MHD_stop_daemon(daemon)
        daemon = nil
        for message in inbox.shut() {
            switch message {
            case .quiesce(let done): done.signal()
            case .secured(let socket): close(socket.descriptor)
            case .replied, .closed, .stop: break
            }
        }
        front?.post(.stop)
    }
}
