import Glibc

/// One try to take a connection off a listening socket.
enum Acceptance {
    case one(descriptor: Int32, from: SocketAddress)
    /// Nobody waits.
    case none
    /// One that had gone already.
    case gone
    /// The system has no descriptor or no memory left.
    case exhausted

    /// - Returns: The connection's descriptor does not block and is not handed on to programs that are started.
    static func next(on listening: Int32) -> Acceptance {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let accepted = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.accept(listening, $0, &length) }
        }
        guard accepted >= 0 else {
            if errno == EAGAIN { return .none }
            // Any other failure is of this one connection, unless the system is out of something.
            return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) ? .exhausted : .gone
        }
        guard fcntl(accepted, F_SETFD, FD_CLOEXEC) == 0, fcntl(accepted, F_SETFL, O_NONBLOCK) == 0 else {
            close(accepted)
            return .gone
        }
        // A failure costs 40 ms and nothing else.
        SocketDelay.end(on: accepted)
        return .one(descriptor: accepted, from: SocketAddress(storage: address, length: length))
    }
}

/// Where a connection comes from, as the system told it.
struct SocketAddress: Sendable {
    let storage: sockaddr_storage
    let length: socklen_t
}
