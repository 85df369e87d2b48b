import CLinux
import Glibc

/// One GET of this machine, waited for.
enum PlainRequest {
    /// - Returns: The body; nil when it was not answered with 200.
    static func get(_ path: String, port: UInt16) -> [UInt8]? {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard Loopback.connect(descriptor, port) else { return nil }
        let request = Array(
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return nil
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        guard answer.starts(with: Array("HTTP/1.1 200".utf8)) else { return nil }
        let end = Array("\r\n\r\n".utf8)
        for index in answer.indices.dropLast(3)
        where answer[index] == 13 && answer[index..<index + 4].elementsEqual(end) {
            return Array(answer[(index + 4)...])
        }
        return nil
    }
}
