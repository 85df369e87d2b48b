import CLinux
import Glibc
import TLS

/// Accepts connections, and keeps each until the head of its first request is whole and good; the daemon
/// gets no other. A connection that drips costs a descriptor and a few hundred bytes here, and none of the
/// daemon's memory.
///
/// The bytes are only looked at: the daemon reads them again. Known to the server's thread only.
final class Gate {
    /// An epoll descriptor: readable when `turn` has something to do.
    let descriptor: Int32
    private var listening: Int32
    private let options: HTTPServerOptions
    private let crowd: Crowd
    private var visitors: [Int32: Visitor] = [:]
    /// At the gate and past it.
    private var counts: ConnectionCounts
    private var isListening = false
    /// Accepting rests until then after the system had no descriptor left.
    private var restsUntil: UInt64 = 0
    private var events: [epoll_event]
    private var buffer: [UInt8]

    /// - Parameters:
    ///   - listening: Becomes the gate's own; nil where a `TLSFront` accepts.
    ///   - crowd: Tells whether somebody waits for a place there.
    init(listening: Int32?, _ options: HTTPServerOptions, crowd: Crowd) throws(HTTPServerError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else {
            let code = errno
            if let listening { close(listening) }
            throw HTTPServerError("epoll_create1", on: options.address, code: code)
        }
        self.listening = listening ?? -1
        self.options = options
        self.crowd = crowd
        counts = ConnectionCounts(options)
        events = [epoll_event](repeating: epoll_event(), count: 128)
        buffer = [UInt8](repeating: 0, count: options.headBytesMax + 1)
        watchListening()
    }

    deinit {
        closeAll()
        close(descriptor)
    }

    var isEmpty: Bool { visitors.isEmpty }

    // MARK: Turning

    /// Does what can be done without waiting.
    ///
    /// - Parameters:
    ///   - pass: Takes a connection over, its descriptor included.
    ///   - ended: Told of a connection that was passed, by its descriptor, once its client sends no more. The daemon
    ///     misses that where the end stands behind bytes that it reads in one piece.
    func turn(_ pass: (Visitor) -> Void, ended: (Int32) -> Void) {
        let count = epoll_wait(descriptor, &events, Int32(events.count), 0)
        guard count > 0 else { return }
        for event in events.prefix(Int(count)) {
            if event.data.fd == listening {
                accept(pass)
            } else if let visitor = visitors[event.data.fd] {
                let hasEnded = event.events & EPOLLRDHUP.rawValue != 0
                visitor.isLeaving ? discard(visitor) : look(at: visitor, hasEnded: hasEnded, pass)
            } else {
                ended(event.data.fd)
            }
        }
    }

    private func accept(_ pass: (Visitor) -> Void) {
        for _ in 0..<Self.acceptedAtOnce where !counts.isFull {
            switch Acceptance.next(on: listening) {
            case .one(let accepted, let address):
                take(accepted, from: address, acceptedAt: MonotonicClock.now(), pass)
            case .none: return
            case .gone: continue
            case .exhausted: return rest()
            }
        }
        if counts.isFull { watchListening() }
    }

    private static let acceptedAtOnce = 64

    /// Takes a connection whose TLS was ended elsewhere; its time counts from when it was accepted there.
    func take(_ secured: SecuredSocket, _ pass: (Visitor) -> Void) {
        take(
            secured.descriptor, from: secured.address, acceptedAt: secured.acceptedAt,
            certificate: secured.certificate, relayed: secured.relayed, pass)
    }

    private func take(
        _ accepted: Int32, from address: SocketAddress, acceptedAt: UInt64,
        certificate: PeerCertificate? = nil, relayed: RelayedBytes? = nil, _ pass: (Visitor) -> Void
    ) {
        let visitor = Visitor(
            descriptor: accepted, address: address, acceptedAt: acceptedAt,
            deadline: acceptedAt + MonotonicClock.nanoseconds(options.requestSeconds),
            limits: options.headLimits, certificate: certificate, relayed: relayed)
        var interest = epoll_event()
        interest.events = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        interest.data.fd = accepted
        guard counts.hasRoom(for: visitor.peer, of: visitor.network),
            epoll_ctl(descriptor, EPOLL_CTL_ADD, accepted, &interest) == 0
        else {
            close(accepted)
            return
        }
        visitors[accepted] = visitor
        counts.add(visitor.network)
        look(at: visitor, pass)
    }

    /// - Parameter hasEnded: Whether the client said that it sends no more: what is not whole then never is.
    private func look(at visitor: Visitor, hasEnded: Bool = false, _ pass: (Visitor) -> Void) {
        let count = recv(visitor.descriptor, &buffer, buffer.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        guard count > 0 else {
            if count == 0 || errno != EAGAIN && errno != EINTR { drop(visitor) }
            return
        }
        let verdict = buffer.withUnsafeBytes {
            visitor.reader.read(UnsafeRawBufferPointer(rebasing: $0[..<count]))
        }
        switch verdict {
        case .wanting: if hasEnded { drop(visitor) }
        case .whole:
            visitors[visitor.descriptor] = nil
            var interest = epoll_event()
            interest.events = EPOLLRDHUP.rawValue | EPOLLET.rawValue
            interest.data.fd = visitor.descriptor
            _ = epoll_ctl(descriptor, EPOLL_CTL_MOD, visitor.descriptor, &interest)
            pass(visitor)
        case .refused(let status): refuse(visitor, status)
        }
    }

    /// Whether everything that a client sent was taken, and nothing more comes.
    static func isReadToItsEnd(_ descriptor: Int32) -> Bool {
        var next: UInt8 = 0
        return recv(descriptor, &next, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 0
    }

    // MARK: Leaving

    /// Answers, and waits a moment for the other side to close: a close with bytes unread would reset the
    /// connection and take the answer with it.
    private func refuse(_ visitor: Visitor, _ status: Int) {
        let answer = Array(GateAnswer.text(status).utf8)
        _ = send(visitor.descriptor, answer, answer.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        shutdown(visitor.descriptor, Int32(SHUT_WR))
        visitor.isLeaving = true
        visitor.deadline = min(visitor.deadline, MonotonicClock.now() + MonotonicClock.nanoseconds(1))
        discard(visitor)
    }

    private func discard(_ visitor: Visitor) {
        while visitor.discardedBytes < Self.discardedBytesMax {
            let count = recv(visitor.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else {
                if count == 0 || errno != EAGAIN && errno != EINTR { drop(visitor) }
                return
            }
            visitor.discardedBytes += count
        }
        drop(visitor)
    }

    private static let discardedBytesMax = 262_144

    private func drop(_ visitor: Visitor) {
        visitors[visitor.descriptor] = nil
        close(visitor.descriptor)
        gone(visitor.network)
    }

    /// A connection of that network is no more, wherever it was.
    func gone(_ network: String) {
        counts.remove(network)
        watchListening()
    }

    /// Closes those past their deadline.
    func reap(_ now: UInt64) {
        for visitor in visitors.values where visitor.deadline <= now { drop(visitor) }
        makeRoom(now)
        if restsUntil > 0, now >= restsUntil {
            restsUntil = 0
            watchListening()
        }
    }

    /// Where all places are taken and somebody waits, those go who have not shown a whole head in a second.
    private func makeRoom(_ now: UInt64) {
        guard isCrowded else { return }
        let silent = visitors.values.filter { $0.acceptedAt + MonotonicClock.nanoseconds(1) <= now }
        for visitor in silent.sorted(by: { $0.acceptedAt < $1.acceptedAt }).prefix(Self.acceptedAtOnce) {
            drop(visitor)
        }
    }

    private var isCrowded: Bool {
        guard counts.isFull, listening >= 0 else { return crowd.isWaiting.load(ordering: .relaxed) }
        var waited = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
        return poll(&waited, 1, 0) > 0
    }

    // MARK: Listening

    private func rest() {
        options.log("no descriptor is left for another connection")
        restsUntil = MonotonicClock.now() + 200_000_000
        watchListening()
    }

    /// Whether the system is out of descriptors, so that time alone leads on.
    var isResting: Bool { restsUntil > 0 }

    private func watchListening() {
        let wants = listening >= 0 && restsUntil == 0 && !counts.isFull
        guard wants != isListening else { return }
        var interest = epoll_event()
        interest.events = EPOLLIN.rawValue
        interest.data.fd = listening
        let operation = wants ? EPOLL_CTL_ADD : EPOLL_CTL_DEL
        if listening >= 0 { _ = epoll_ctl(descriptor, operation, listening, &interest) }
        isListening = wants
    }

    /// Refuses new connections from now on.
    func closeListening() {
        guard listening >= 0 else { return }
        close(listening)
        listening = -1
        isListening = false
    }

    func closeAll() {
        closeListening()
        for visitor in visitors.values { close(visitor.descriptor) }
        visitors = [:]
    }
}
