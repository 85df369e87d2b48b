import Glibc
import Journey
import Synchronization
import Trading

@testable import HTTPServer
@testable import Webhook

/// The bytes of one connection, from the gate through libmicrohttpd to the hook. The first byte says in pieces of how
/// many bytes they come, 0 being all at once, and by its highest bit that a stranger sends them and no listed proxy.
@_cdecl("LLVMFuzzerTestOneInput")
public func feedRequestPath(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = input(start, count)
    guard let first = bytes.first else { return 0 }
    let sent = Array(bytes.dropFirst())
    let (piece, isStranger) = (Int(first & 0x7F), first & 0x80 != 0)
    judgeHead(sent, piece: max(1, piece))
    Listener.seen.withLock { $0 = [] }
    let answers = Listener.visit(sent, piece: piece == 0 ? max(1, sent.count) : piece, isStranger: isStranger)
    var expected = StrictRequest.all(in: sent)
    if isStranger { expected = Array(expected.prefix(1)) }
    let seen = Listener.seen.withLock { $0 }
    promise(seen.count <= expected.count, "no request is made up")
    for (request, strict) in zip(seen, expected) {
        promise(request == strict, "a request is what a strict reader takes it for")
    }
    for status in answers {
        let isKnown = [200, 400, 401, 404, 411, 413, 414, 431, 503].contains(status)
        promise(isKnown || status == 505 && !isStranger, "answered \(status)")
    }
    return 0
}

/// However the bytes of a head are cut, the gate says the same.
private func judgeHead(_ bytes: [UInt8], piece: Int) {
    let limits = WebhookIntake.listenerOptions.headLimits
    let whole = bytes.withUnsafeBytes { raw in
        var reader = HeadReader(limits)
        return reader.read(raw)
    }
    var reader = HeadReader(limits)
    var verdict = HeadReader.Verdict.wanting
    var end = 0
    while verdict == .wanting, end < bytes.count {
        end = min(bytes.count, end + piece)
        verdict = bytes.withUnsafeBytes { reader.read(UnsafeRawBufferPointer(rebasing: $0[..<end])) }
    }
    promise(verdict == whole, "where a head is cut does not matter")
}

/// A request as a reader finds it that takes nothing but the plainest form.
private struct StrictRequest: Equatable {
    let path: String
    let body: [UInt8]

    /// Those in front of the first that is written otherwise.
    ///
    /// In a later head NUL and a line feed end a line as well: the daemon leaves the same behind for both.
    static func all(in bytes: [UInt8]) -> [StrictRequest] {
        var found: [StrictRequest] = []
        var rest = bytes[...]
        while let (request, after) = next(in: rest, isLater: !found.isEmpty) {
            found.append(request)
            rest = after
        }
        return found
    }

    private static func next(
        in bytes: ArraySlice<UInt8>, isLater: Bool
    ) -> (StrictRequest, ArraySlice<UInt8>)? {
        let lineEnd: [UInt8] = [13, 10]
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes
        while true {
            let ends = [place(of: lineEnd, in: rest), isLater ? place(of: [0, 10], in: rest) : nil]
            guard let end = ends.compactMap({ $0 }).min() else { return nil }
            let line = rest[..<end]
            rest = rest[(end + lineEnd.count)...]
            if line.isEmpty { break }
            lines.append(line)
        }
        guard let first = lines.first else { return nil }
        let words = first.split(separator: 32, omittingEmptySubsequences: false)
        guard words.count == 3, ["HTTP/1.1", "HTTP/1.0"].contains(text(words[2])) else { return nil }
        var (hosts, lengths, length) = (0, 0, 0)
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: 58) else { return nil }
            let value = line[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
            switch text(line[..<colon]).lowercased() {
            case "host": hosts += 1
            case "content-length":
                guard let count = Int(text(value)), value.allSatisfy({ (48...57).contains($0) }) else {
                    return nil
                }
                (lengths, length) = (lengths + 1, count)
            case "transfer-encoding": return nil
            default: break
            }
        }
        guard hosts == 1, lengths <= 1, rest.count >= length else { return nil }
        let body = rest.prefix(length)
        return (
            StrictRequest(path: text(words[1]), body: Array(body)), rest.dropFirst(length)
        )
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// One listener for all inputs, turned by hand.
private enum Listener {
    static let secret = "fuzz-0123456789abcdefghijklm"
    /// What the hook was asked, in order.
    static let seen = Mutex<[StrictRequest]>([])

    /// The hook behind a note of what came.
    private final class Handler: HTTPHandler {
        let intake: WebhookIntake

        init(_ intake: WebhookIntake) { self.intake = intake }

        func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission { intake.admit(head) }

        func respond(to exchange: HTTPExchange) {
            seen.withLock { $0.append(StrictRequest(path: exchange.path, body: exchange.body)) }
            intake.respond(to: exchange)
        }
    }

    private static let headers = CertificateHeaders(
        subject: "X-Client-Subject", fingerprint: "X-Client-SHA256", certificate: "X-Client-Certificate")

    nonisolated(unsafe) private static let loop: ServerLoop = {
        let time = Timestamp(microseconds: 1_790_000_000_000_000)
        guard let secret = SharedSecret(secret), let decoy = SharedSecret(String(repeating: "z", count: 32)),
            let key = SigningKey("whsec_" + String(repeating: "A", count: 32)), let inbox = try? LoopInbox()
        else { preconditionFailure("a listener") }
        let intake = WebhookIntake(
            sources: SourceBook(
                [
                    Source(
                        name: "orb", secrets: LiveSecrets(secret), signingKey: key,
                        addresses: ["127.0.0.1", "203.0.113.9"])
                ], decoy: decoy),
            trustedProxies: ["127.0.0.1"], certificateHeaders: headers,
            clock: { Moment(wall: time, steady: time) }, submit: { _ in false })
        var options = WebhookIntake.listenerOptions
        options.keptHeaders += headers.names
        options.keptAddresses = ["127.0.0.1"]
        do {
            let gate = try Gate(listening: nil, options, crowd: Crowd())
            let loop = ServerLoop(options, handler: Handler(intake), inbox: inbox, gate: gate, front: nil)
            try loop.start()
            return loop
        } catch { preconditionFailure("\(error)") }
    }()

    /// - Returns: The status of each answer, in order.
    static func visit(_ bytes: [UInt8], piece: Int, isStranger: Bool) -> [Int] {
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        promise(socketpair(AF_UNIX, kind, 0, &pair) == 0, "a pair of sockets")
        defer { close(pair[0]) }
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { raw in
            let place = raw.baseAddress!.assumingMemoryBound(to: sockaddr_in.self)
            place.pointee.sin_family = sa_family_t(AF_INET)
            place.pointee.sin_addr.s_addr = (isStranger ? 0xCB00_7109 : INADDR_LOOPBACK).bigEndian
        }
        let address = SocketAddress(storage: storage, length: socklen_t(MemoryLayout<sockaddr_in>.size))
        let secured = SecuredSocket(
            descriptor: pair[1], address: address, acceptedAt: MonotonicClock.now(), certificate: nil,
            relayed: RelayedBytes())
        promise(loop.inbox.post(.secured(secured)), "the loop takes a connection")
        loop.turn()
        var answer: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + piece)
            let count = bytes[start..<end].withUnsafeBytes {
                send(pair[0], $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            start += count
            loop.turn()
        }
        shutdown(pair[0], Int32(SHUT_WR))
        for _ in 0..<200 where !loop.isIdle {
            loop.turn()
            read(pair[0], into: &answer)
        }
        promise(loop.isIdle, "a connection whose client has ended ends")
        read(pair[0], into: &answer)
        return statuses(in: answer)
    }

    private static func read(_ descriptor: Int32, into answer: inout [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while case let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)), count > 0 {
            answer += buffer.prefix(count)
        }
    }

    private static func statuses(in answer: [UInt8]) -> [Int] {
        var found: [Int] = []
        var rest = answer[...]
        while let start = place(of: Array("HTTP/1.1 ".utf8), in: rest) {
            rest = rest[(start + 9)...]
            found.append(Int(String(decoding: rest.prefix(3), as: UTF8.self)) ?? 0)
        }
        return found
    }
}

extension ServerLoop {
    /// Whether no connection is left.
    fileprivate var isIdle: Bool { gate.isEmpty && connections.isEmpty }
}
