import Glibc
import HTTPClient

/// An upgraded connection from its first frame to its terminal event, on one thread.
final class Session {
    private enum Phase: Equatable {
        case open
        /// A close frame has gone one way or the other; nanoseconds until which the rest may take.
        case closing(until: UInt64)
        /// The terminal event is out; the peer may still read our close frame.
        case draining(until: UInt64)
        case over
    }

    private let stream: any ByteStream
    private let frames: Frames
    private let mailbox: Mailbox
    private let events: @Sendable (WebSocketEvent) -> Void

    private var keepAlive: KeepAlive
    private var phase = Phase.open
    private var peerClose: (code: Int, reason: String)?
    private var mayHaveMore = false
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    private static let closeNanoseconds: UInt64 = 5_000_000_000
    private static let drainNanoseconds: UInt64 = 1_000_000_000
    /// What may wait for a peer that does not read.
    private static let outgoingBytesMax = 32 << 20
    /// Reads in one turn, so that a busy peer does not keep us from sending.
    private static let readsPerTurn = 16

    init(
        _ role: Frames.Role, on stream: any ByteStream, mailbox: Mailbox, limits: SessionLimits,
        events: @escaping @Sendable (WebSocketEvent) -> Void
    ) throws(WebSocketFault) {
        self.stream = stream
        self.mailbox = mailbox
        self.events = events
        frames = try Frames(role, messageBytesMax: limits.messageBytesMax)
        keepAlive = KeepAlive(
            pingSeconds: limits.pingSeconds, silenceSeconds: limits.silenceSeconds,
            now: monotonicNanoseconds())
    }

    /// - Parameter leftover: Bytes the upgrade had read too far.
    func run(leftover: [UInt8]) {
        events(.opened)
        attempt { () throws(WebSocketFault) in try deliver(leftover) }
        while phase != .over {
            attempt { () throws(WebSocketFault) in try turn() }
            conclude()
            if phase != .over { wait() }
        }
        stream.close()
    }

    private func attempt(_ step: () throws(WebSocketFault) -> Void) {
        do throws(WebSocketFault) {
            try step()
        } catch {
            lose(error)
        }
    }
}

// MARK: - A turn

extension Session {
    private func turn() throws(WebSocketFault) {
        try obey()
        try beat()
        try pumpOut()
        try pumpIn()
        try pumpOut()
    }

    private func obey() throws(WebSocketFault) {
        let orders = mailbox.take()
        if orders.isAborting {
            stream.abort()
            throw WebSocketFault("aborted on this side")
        }
        for message in orders.messages { try frames.send(message) }
        if let code = orders.closeCode { try beginClosing(code) }
        if orders.isStopping {
            try frames.close(code: 1001)
            try pumpOut()
            throw WebSocketFault("stopped on this side")
        }
    }

    private func beginClosing(_ code: Int) throws(WebSocketFault) {
        try frames.close(code: code)
        if phase == .open { phase = .closing(until: monotonicNanoseconds() + Self.closeNanoseconds) }
    }

    private func beat() throws(WebSocketFault) {
        guard phase == .open else { return }
        switch keepAlive.due(at: monotonicNanoseconds()) {
        case .ping: try frames.ping()
        case .giveUp: throw WebSocketFault("nothing came from the peer for too long")
        case .nothing: break
        }
    }

    private func pumpOut() throws(WebSocketFault) {
        while !frames.outgoing.isEmpty {
            guard let count = try stream.write(frames.outgoing[...]), count > 0 else { break }
            frames.removeOutgoing(count)
        }
        guard frames.outgoing.count <= Self.outgoingBytesMax else {
            throw WebSocketFault("the peer does not read what it is sent")
        }
    }

    private func pumpIn() throws(WebSocketFault) {
        mayHaveMore = false
        for _ in 0..<Self.readsPerTurn {
            guard let count = try stream.read(into: &buffer) else { return }
            guard count > 0 else {
                throw WebSocketFault("the peer ended the connection without a close frame")
            }
            keepAlive.heard(at: monotonicNanoseconds())
            try deliver(buffer[..<count])
            // Our answer to the last frame goes out before the end of the connection is looked for.
            if isDone && !isDraining { return }
        }
        mayHaveMore = true
    }

    private func deliver(_ bytes: some Collection<UInt8>) throws(WebSocketFault) {
        for message in try frames.feed(bytes) {
            switch message {
            case .text(let text): events(.text(text))
            case .binary(let bytes): events(.binary(bytes))
            case .pong: events(.ponged)
            case .ping: break
            case .close(let code, let reason): peerClose = (code, reason)
            }
        }
    }
}

// MARK: - The end

extension Session {
    /// Moves on to the next phase when the frames say so, or the time.
    private func conclude() {
        let now = monotonicNanoseconds()
        switch phase {
        case .over: break
        case .draining(let until): if now >= until { phase = .over }
        case .open, .closing:
            if let peerClose {
                if phase == .open { phase = .closing(until: now + Self.closeNanoseconds) }
                if frames.outgoing.isEmpty || hasPassed(now) {
                    finish(.closed(code: peerClose.code, reason: peerClose.reason))
                    phase = .over
                }
            } else if let code = frames.violation {
                finish(.failed(reason: "the peer broke a rule of the protocol, code \(code)", status: nil))
                phase = .draining(until: now + Self.drainNanoseconds)
            } else if hasPassed(now) {
                lose(WebSocketFault("the peer did not answer the close frame"))
            }
        }
    }

    /// Whether the peer's last frame is in.
    private var isDone: Bool { peerClose != nil || frames.violation != nil }

    private var isDraining: Bool {
        if case .draining = phase { return true }
        return false
    }

    private func hasPassed(_ now: UInt64) -> Bool {
        if case .closing(let until) = phase { return now >= until }
        return false
    }

    /// The connection is gone. After a close frame of the peer's, that is how it should be.
    private func lose(_ fault: WebSocketFault) {
        switch phase {
        case .over: break
        case .draining: phase = .over
        case .open, .closing:
            if let peerClose {
                finish(.closed(code: peerClose.code, reason: peerClose.reason))
            } else {
                finish(.failed(reason: fault.reason, status: fault.status))
            }
            phase = .over
        }
    }

    private func finish(_ event: WebSocketEvent) {
        mailbox.end()
        events(event)
    }

    private func wait() {
        let wanted = POLLIN | (frames.outgoing.isEmpty ? 0 : POLLOUT)
        var watched = [
            pollfd(fd: stream.descriptor, events: Int16(wanted), revents: 0),
            pollfd(fd: mailbox.wake.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        poll(&watched, 2, mayHaveMore ? 0 : waitMilliseconds)
    }

    /// Until the next deadline, rounded up; -1 when there is none.
    private var waitMilliseconds: Int32 {
        let deadline: UInt64?
        switch phase {
        case .open: deadline = keepAlive.deadline
        case .closing(let until), .draining(let until): deadline = until
        case .over: return 0
        }
        guard let deadline else { return -1 }
        let now = monotonicNanoseconds()
        return deadline <= now ? 0 : Int32(clamping: (deadline - now + 999_999) / 1_000_000)
    }
}
