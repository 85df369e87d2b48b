import CLinux
import Dispatch
import Glibc
import TLS

/// What other threads tell a front's thread.
enum TLSFrontMessage: Sendable {
    case renew(TLSIdentity)
    case quiesce(done: DispatchSemaphore)
    case stop
}

/// Ends TLS in front of the gate: accepts connections, has each shake hands within the deadline of its request, and
/// relays plain bytes over a socket pair, whose other end the gate gets. Everything happens on a thread of its own, so
/// that a handshake, which costs a millisecond of computing, holds up no alert.
///
/// A client that says nothing, or little, costs a descriptor and some hundred bytes until its first record is whole.
final class TLSFront: ThreadLoop {
    let inbox: Inbox<TLSFrontMessage>
    private let descriptor: Int32
    private var listening: Int32
    private let options: HTTPServerOptions
    private var identity: TLSIdentity
    /// Takes a secured connection; false when nobody does any more.
    private let pass: (SecuredSocket) -> Bool
    private let crowd: Crowd
    /// By both of their descriptors.
    private var links: [Int32: TLSLink] = [:]
    private var lastNumber: UInt32 = 0
    private var counts: ConnectionCounts
    private var isListening = false
    /// Accepting rests until then after the system had no descriptor left.
    private var restsUntil: UInt64 = 0
    private var stopDeadline: UInt64?
    private var nextReap: UInt64 = 0
    private var hasDeadlines = false
    private var events = [epoll_event](repeating: epoll_event(), count: 128)
    private let buffer: UnsafeMutableRawBufferPointer

    /// - Parameters:
    ///   - listening: Becomes the front's own.
    ///   - pass: Called on the front's thread.
    init(
        listening: Int32, _ options: HTTPServerOptions, identity: TLSIdentity, crowd: Crowd,
        pass: @escaping @Sendable (SecuredSocket) -> Bool
    ) throws(HTTPServerError) {
        let descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else {
            let code = errno
            close(listening)
            throw HTTPServerError("epoll_create1", on: options.address, code: code)
        }
        do {
            inbox = try Inbox()
        } catch {
            close(descriptor)
            close(listening)
            throw error
        }
        self.descriptor = descriptor
        self.listening = listening
        self.options = options
        self.identity = identity
        self.crowd = crowd
        self.pass = pass
        counts = ConnectionCounts(options)
        buffer = .allocate(byteCount: TLSLink.bufferBytes, alignment: 16)
        _ = watch(inbox.descriptor, EPOLLIN.rawValue, EPOLL_CTL_ADD, number: 0)
        watchListening()
    }

    deinit {
        closeListening()
        close(descriptor)
        buffer.deallocate()
    }

    func abandon() { closeListening() }

    // MARK: Turning

    func run() {
        // libssl writes to sockets without MSG_NOSIGNAL.
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        while !isFinished {
            let isTimed = hasDeadlines || restsUntil > 0 || stopDeadline != nil || counts.isFull
            let count = epoll_wait(descriptor, &events, Int32(events.count), isTimed ? 100 : -1)
            for event in events.prefix(Int(max(0, count))) { take(event) }
            for message in inbox.take() { take(message) }
            reap()
        }
        closeListening()
        for link in Array(links.values) { drop(link) }
        for case .quiesce(let done) in inbox.shut() { done.signal() }
    }

    private func take(_ event: epoll_event) {
        let socket = Int32(truncatingIfNeeded: event.data.u64)
        if socket == listening { return accept() }
        // An event may be of a connection that went in this turn, and its descriptor another's since.
        guard let link = links[socket], link.number == UInt32(event.data.u64 >> 32) else { return }
        let isBroken = event.events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
        if isBroken, socket == link.outer { return drop(link) }
        if isBroken {
            // The plain side has closed. What it said is still read, and goes out as fast as the client takes it.
            _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, link.inner, nil)
            link.isInnerHungUp = true
            setDeadline(of: link, seconds: options.answerSeconds)
        }
        turn(link)
    }

    private func take(_ message: TLSFrontMessage) {
        switch message {
        case .renew(let identity): self.identity = identity
        case .quiesce(let done):
            closeListening()
            done.signal()
        case .stop:
            closeListening()
            stopDeadline = MonotonicClock.now() + MonotonicClock.nanoseconds(1)
            for link in Array(links.values) where !link.isRelaying { drop(link) }
        }
    }

    /// The plain sides are all closed by then; what they said last is given a second to leave.
    private var isFinished: Bool {
        guard let stopDeadline else { return false }
        return links.isEmpty || MonotonicClock.now() >= stopDeadline
    }

    private func turn(_ link: TLSLink) {
        switch link.turn(identity, buffer) {
        case .stays: poll(link)
        case .isSecured: secure(link)
        case .leaves: leave(link)
        case .drops: drop(link)
        }
    }

    /// Tells epoll what a connection waits for, where that has changed.
    private func poll(_ link: TLSLink) {
        if link.outerInterest != link.wantedOutside {
            link.outerInterest = link.wantedOutside
            guard watch(link.outer, link.outerInterest, EPOLL_CTL_MOD, number: link.number) else {
                return drop(link)
            }
        }
        guard link.inner >= 0, !link.isInnerHungUp, link.innerInterest != link.wantedInside else { return }
        link.innerInterest = link.wantedInside
        guard watch(link.inner, link.innerInterest, EPOLL_CTL_MOD, number: link.number) else {
            return drop(link)
        }
    }

    private func watch(_ socket: Int32, _ wanted: UInt32, _ operation: Int32, number: UInt32) -> Bool {
        var interest = epoll_event()
        interest.events = wanted
        interest.data.u64 = UInt64(number) << 32 | UInt64(UInt32(socket))
        return epoll_ctl(descriptor, operation, socket, &interest) == 0
    }

    // MARK: Coming

    private static let acceptedAtOnce = 64

    private func accept() {
        for _ in 0..<Self.acceptedAtOnce where !counts.isFull {
            switch Acceptance.next(on: listening) {
            case .one(let accepted, let address): take(accepted, address)
            case .none: return
            case .gone: continue
            case .exhausted: return rest()
            }
        }
        if counts.isFull { watchListening() }
    }

    private func take(_ accepted: Int32, _ address: SocketAddress) {
        let now = MonotonicClock.now()
        lastNumber = lastNumber == .max ? 1 : lastNumber + 1
        let link = TLSLink(
            number: lastNumber, outer: accepted, address: address, acceptedAt: now,
            deadline: now + MonotonicClock.nanoseconds(options.requestSeconds))
        link.outerInterest = link.wantedOutside
        guard counts.hasRoom(for: link.peer, of: link.network),
            watch(accepted, link.outerInterest, EPOLL_CTL_ADD, number: link.number)
        else {
            close(accepted)
            return
        }
        links[accepted] = link
        counts.add(link.network)
        hasDeadlines = true
        turn(link)
    }

    /// Hands the plain side over. From here on the gate and the daemon keep the time.
    private func secure(_ link: TLSLink) {
        guard case .relaying(let session) = link.stage else { return }
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            options.log("no descriptor is left for another connection")
            return drop(link)
        }
        link.inner = pair[0]
        links[link.inner] = link
        let secured = SecuredSocket(
            descriptor: pair[1], address: link.address, acceptedAt: link.acceptedAt,
            certificate: session.peer, relayed: link.relayed)
        link.innerInterest = link.wantedInside
        guard watch(link.inner, link.innerInterest, EPOLL_CTL_ADD, number: link.number), pass(secured)
        else {
            close(pair[1])
            return drop(link)
        }
        link.deadline = nil
        // A client that has Nagle's algorithm on holds its request back until its last words of the handshake are
        // acknowledged.
        SocketDelay.acknowledge(on: link.outer)
        turn(link)
    }

    // MARK: Going

    private func leave(_ link: TLSLink) {
        closeInner(of: link)
        shutdown(link.outer, Int32(SHUT_WR))
        link.stage = .leaving
        link.deadline = nil
        setDeadline(of: link, seconds: 1)
        turn(link)
    }

    private func setDeadline(of link: TLSLink, seconds: Int) {
        let deadline = MonotonicClock.now() + MonotonicClock.nanoseconds(seconds)
        link.deadline = min(link.deadline ?? deadline, deadline)
        hasDeadlines = true
    }

    /// Once; a second call does nothing.
    private func drop(_ link: TLSLink) {
        guard links[link.outer] === link else { return }
        closeInner(of: link)
        links[link.outer] = nil
        close(link.outer)
        counts.remove(link.network)
        watchListening()
    }

    private func closeInner(of link: TLSLink) {
        guard link.inner >= 0 else { return }
        links[link.inner] = nil
        close(link.inner)
        link.inner = -1
    }

    private func reap() {
        let now = MonotonicClock.now()
        guard now >= nextReap else { return }
        nextReap = now + 100_000_000
        if hasDeadlines {
            let timed = links.values.filter { $0.deadline != nil }
            hasDeadlines = !timed.isEmpty
            // One that relays stands there twice.
            for link in timed where link.deadline.map({ $0 <= now }) == true { drop(link) }
        }
        makeRoom(now)
        if restsUntil > 0, now >= restsUntil {
            restsUntil = 0
            watchListening()
        }
    }

    /// Where all places are taken and somebody waits, those go who have not shaken hands within a second; behind the
    /// gate those who have not shown a whole head.
    private func makeRoom(_ now: UInt64) {
        var waited = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
        let isCrowded = counts.isFull && listening >= 0 && Glibc.poll(&waited, 1, 0) > 0
        crowd.isWaiting.store(isCrowded, ordering: .relaxed)
        guard isCrowded else { return }
        let slow = links.values.filter {
            !$0.isRelaying && $0.acceptedAt + MonotonicClock.nanoseconds(1) <= now
        }
        for link in slow.sorted(by: { $0.acceptedAt < $1.acceptedAt }).prefix(Self.acceptedAtOnce) {
            drop(link)
        }
    }

    // MARK: Listening

    private func rest() {
        options.log("no descriptor is left for another connection")
        restsUntil = MonotonicClock.now() + 200_000_000
        watchListening()
    }

    private func watchListening() {
        let wants = listening >= 0 && restsUntil == 0 && !counts.isFull
        guard wants != isListening, listening >= 0 else { return }
        _ = watch(listening, EPOLLIN.rawValue, wants ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, number: 0)
        isListening = wants
    }

    private func closeListening() {
        guard listening >= 0 else { return }
        close(listening)
        listening = -1
        isListening = false
    }
}

extension TLSLink {
    fileprivate var isRelaying: Bool { if case .relaying = stage { true } else { false } }
}
