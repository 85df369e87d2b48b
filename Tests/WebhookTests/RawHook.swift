import Glibc

/// Sends bytes as they are and reads until the listener closes; every wait is bounded.
enum RawHook {
    /// - Returns: The status of each answer, in order; nil when no connection could be made, or the listener
    ///   neither answered nor closed in 15 s.
    static func statuses(sending bytes: [UInt8], port: UInt16) -> [Int]? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 15, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard connect(descriptor, port) else { return nil }
        // A listener that has seen enough may close before all of it is sent.
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        shutdown(descriptor, Int32(SHUT_WR))
        guard let answers = readToEnd(descriptor) else { return nil }
        return String(decoding: answers, as: UTF8.self).split(separator: "HTTP/1.").compactMap { answer in
            let words = answer.split(separator: " ")
            return words.count > 1 && ["0", "1"].contains(words[0]) ? Int(words[1]) : nil
        }
    }

    private static func connect(_ descriptor: Int32, _ port: UInt16) -> Bool {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func readToEnd(_ descriptor: Int32) -> [UInt8]? {
        var answers: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count > 0 {
                answers += piece.prefix(count)
            } else if count == 0 || errno == ECONNRESET {
                return answers
            } else {
                return nil
            }
        }
    }
}
