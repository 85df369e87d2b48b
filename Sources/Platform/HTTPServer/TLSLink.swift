import CLinux
import Glibc
import TLS

/// One connection that speaks TLS outside and plain HTTP inside. Known to the thread of its `TLSFront` only.
final class TLSLink {
    enum Stage {
        /// The client's first record is not whole yet: nothing is kept of it but the kernel's bytes.
        case silent
        case shaking(TLSSession)
        case relaying(TLSSession)
        /// Nothing more is said: what the client still sends is thrown away until he closes.
        case leaving
    }

    /// What becomes of it.
    enum Verdict: Hashable {
        case stays
        /// Hands are shaken: the plain side may begin.
        case isSecured
        case leaves
        /// At once, without a word.
        case drops
    }

    /// Told apart by it from a connection that had one of its descriptors before.
    let number: UInt32
    let outer: Int32
    let address: SocketAddress
    let peer: String
    let network: String
    let acceptedAt: UInt64
    var stage = Stage.silent
    /// The plain side's near end; below 0 without one.
    var inner: Int32 = -1
    /// When it is dropped (`CLOCK_MONOTONIC`, ns); nil while the plain side keeps the time.
    var deadline: UInt64?
    /// What epoll was told last.
    var outerInterest: UInt32 = 0
    var innerInterest: UInt32 = 0
    /// Whether the plain side has closed; it is not polled any more then, since it would always be ready.
    var isInnerHungUp = false
    let relayed = RelayedBytes()
    private var inbound = Leftover()
    private var outbound = Leftover()
    private var isOuterEnded = false
    private var isInnerEnded = false
    private var isInnerDeaf = false
    private var readWantsWrite = false
    private var shakeWantsWrite = false
    private var discardedBytes = 0

    init(number: UInt32, outer: Int32, address: SocketAddress, acceptedAt: UInt64, deadline: UInt64) {
        self.number = number
        self.outer = outer
        self.address = address
        self.acceptedAt = acceptedAt
        self.deadline = deadline
        peer = PeerAddress.text(of: address.storage)
        network = PeerAddress.network(of: address.storage)
    }

    /// Does what can be done without waiting.
    ///
    /// - Parameter buffer: Of at least `bufferBytes`.
    func turn(_ identity: TLSIdentity, _ buffer: UnsafeMutableRawBufferPointer) -> Verdict {
        switch stage {
        case .silent: look(identity, buffer)
        case .shaking(let session): shake(session)
        case .relaying(let session): relay(session, buffer)
        case .leaving: discard(buffer)
        }
    }

    // MARK: Beginning

    /// A record's head, and the most that stands behind one.
    static let bufferBytes = 5 + 16_384

    private func look(_ identity: TLSIdentity, _ buffer: UnsafeMutableRawBufferPointer) -> Verdict {
        let count = recv(outer, buffer.baseAddress, buffer.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) ? .stays : .drops }
        // A handshake record (22) of SSL 3 or newer; what else somebody may say here is no TLS.
        guard buffer[0] == 22, count < 2 || buffer[1] == 3 else { return .leaves }
        guard count >= 5 else { return .stays }
        let length = Int(buffer[3]) << 8 | Int(buffer[4])
        guard (1...Self.bufferBytes - 5).contains(length) else { return .leaves }
        guard count >= 5 + length else { return .stays }
        guard let session = TLSSession(identity, on: outer) else { return .drops }
        stage = .shaking(session)
        return shake(session)
    }

    private func shake(_ session: TLSSession) -> Verdict {
        let step = session.shakeHands()
        shakeWantsWrite = step == .wantsWrite
        switch step {
        case .moved:
            stage = .relaying(session)
            return .isSecured
        case .wantsRead, .wantsWrite: return .stays
        case .ended, .failed: return .leaves
        }
    }

    // MARK: Relaying

    /// Of one connection at a time, so that the others have their turn.
    private static let roundsMax = 64

    private func relay(_ session: TLSSession, _ buffer: UnsafeMutableRawBufferPointer) -> Verdict {
        var rounds = 0
        while rounds < Self.roundsMax || isInnerHungUp {
            rounds += 1
            let (inward, outward) = (moveInward(session, buffer), moveOutward(session, buffer))
            guard let inward, let outward else { return .drops }
            if isInnerEnded, outbound.isEmpty {
                session.sayGoodbye()
                return .leaves
            }
            guard inward || outward else { break }
        }
        return .stays
    }

    /// - Returns: Whether anything moved; nil when the connection is broken.
    private func moveInward(_ session: TLSSession, _ buffer: UnsafeMutableRawBufferPointer) -> Bool? {
        guard inbound.isEmpty else { return sendInward() }
        guard !isOuterEnded, !isInnerDeaf else { return false }
        let step = session.read(into: buffer)
        readWantsWrite = step == .wantsWrite
        switch step {
        case .moved(let count):
            inbound.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            return sendInward()
        case .wantsRead, .wantsWrite: return false
        case .ended:
            isOuterEnded = true
            shutdown(inner, Int32(SHUT_WR))
            return true
        case .failed: return nil
        }
    }

    private func sendInward() -> Bool? {
        let sent = inbound.offer {
            send(inner, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        if sent > 0 {
            relayed.count.add(Int64(sent), ordering: .relaxed)
            return true
        }
        guard errno != EAGAIN, errno != EINTR else { return false }
        // The plain side has closed, and its last words may still be on their way.
        inbound = Leftover()
        isInnerDeaf = true
        return true
    }

    private func moveOutward(_ session: TLSSession, _ buffer: UnsafeMutableRawBufferPointer) -> Bool? {
        if outbound.isEmpty {
            guard !isInnerEnded else { return false }
            let count = recv(inner, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0, errno == EAGAIN || errno == EINTR { return false }
            guard count > 0 else {
                isInnerEnded = true
                return true
            }
            outbound.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        var isBroken = false
        let sent = outbound.offer { bytes in
            switch session.write(bytes) {
            case .moved(let count): return count
            case .wantsRead, .wantsWrite: return 0
            case .ended, .failed:
                isBroken = true
                return 0
            }
        }
        return isBroken ? nil : sent > 0
    }

    // MARK: Leaving

    /// A close with bytes unread would reset the connection and take the last words with it.
    private func discard(_ buffer: UnsafeMutableRawBufferPointer) -> Verdict {
        while discardedBytes < Self.discardedBytesMax {
            let count = recv(outer, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) ? .stays : .drops }
            discardedBytes += count
        }
        return .drops
    }

    private static let discardedBytesMax = 262_144

    // MARK: Waiting

    /// What the outer socket is polled for, as epoll's bits.
    var wantedOutside: UInt32 {
        switch stage {
        case .silent:
            // The bytes stay where they are until the record is whole, so only news of them counts.
            return EPOLLIN.rawValue | EPOLLET.rawValue
        case .shaking: return shakeWantsWrite ? EPOLLOUT.rawValue : EPOLLIN.rawValue
        case .relaying:
            let reads = inbound.isEmpty && !isOuterEnded && !isInnerDeaf
            let writes = !outbound.isEmpty || readWantsWrite
            return (reads ? EPOLLIN.rawValue : 0) | (writes ? EPOLLOUT.rawValue : 0)
        case .leaving: return EPOLLIN.rawValue
        }
    }

    /// What the plain side is polled for.
    var wantedInside: UInt32 {
        (outbound.isEmpty && !isInnerEnded ? EPOLLIN.rawValue : 0)
            | (inbound.isEmpty ? 0 : EPOLLOUT.rawValue)
    }
}

/// Bytes that one side gave and the other has not taken.
private struct Leftover {
    private var bytes: [UInt8] = []
    private var start = 0

    var isEmpty: Bool { start == bytes.count }

    mutating func take(_ more: UnsafeRawBufferPointer) {
        bytes = Array(more)
        start = 0
    }

    /// - Parameter taker: Says how many it took; below 1 for none.
    /// - Returns: The same.
    mutating func offer(_ taker: (UnsafeRawBufferPointer) -> Int) -> Int {
        let taken = bytes.withUnsafeBytes { taker(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        start += max(0, taken)
        if isEmpty { self = Leftover() }
        return taken
    }
}
