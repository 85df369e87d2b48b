import CCurl
import Glibc

/// A URL taken apart by libcurl's own parser, so that what is checked here is what it connects to.
package struct WebAddress: Sendable {
    /// `https` and `wss`.
    package let isSecure: Bool
    /// As it stands in the URL, in lower case; an IPv6 address keeps its brackets.
    package let host: String
    package let port: UInt16
    /// Path and query as a request line carries them. May hold a token: not for error texts.
    package let target: String

    /// - Returns: `nil` for what libcurl cannot read, any scheme but `http`, `https`, `ws` and `wss`, and a
    ///   URL with a user name or password.
    package init?(_ url: String) {
        guard let parser = curl_url() else { return nil }
        defer { curl_url_cleanup(parser) }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME)
        guard curl_url_set(parser, CURLUPART_URL, url, flags) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: parser)?.lowercased(),
            ["http", "https", "ws", "wss"].contains(scheme),
            Self.part(CURLUPART_USER, of: parser) == nil, Self.part(CURLUPART_PASSWORD, of: parser) == nil,
            let host = Self.part(CURLUPART_HOST, of: parser)?.lowercased(), !host.isEmpty
        else { return nil }
        self.isSecure = ["https", "wss"].contains(scheme)
        self.host = host
        self.port = Self.part(CURLUPART_PORT, of: parser).flatMap { UInt16($0) } ?? (isSecure ? 443 : 80)
        let path = Self.part(CURLUPART_PATH, of: parser) ?? "/"
        self.target = path + (Self.part(CURLUPART_QUERY, of: parser).map { "?" + $0 } ?? "")
    }

    /// Scheme, host and port: safe to show.
    package var origin: String { "\(isSecure ? "https" : "http")://\(host):\(port)" }

    /// Whether the host is this machine by its name: 127.0.0.0/8, `::1` or `localhost`, which libcurl
    /// never looks up.
    package var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1 && UInt32(bigEndian: address.s_addr) >> 24 == 127
    }

    private static func part(_ part: CURLUPart, of parser: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parser, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
