/// Checks an address as the settings give it: encrypted, or plain within this machine.
enum GatewayAddress {
    enum Kind {
        case rest, hub
        /// Of a receiver of notifications: its path and query may hold a token.
        case receiver

        var secure: String { self == .hub ? "wss" : "https" }
        var plain: String { self == .hub ? "ws" : "http" }
    }

    /// The address as it is. No objection repeats it: an address may hold a password.
    static func check(_ text: String, _ kind: Kind) throws(Objection) -> String {
        let form = "\(kind.secure)://host/path"
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw Objection("is no address", remedy: "write \(form)")
        }
        let scheme = text[..<colon]
        let rest = text[colon...].dropFirst(3)
        guard scheme == kind.secure || scheme == kind.plain else {
            throw Objection(
                "starts with the wrong scheme",
                remedy: "start it with \(kind.secure)://, or on this machine with \(kind.plain)://")
        }
        try kind == .receiver ? checkReceiver(rest, form) : checkBase(rest, form)
        let host = try host(of: rest.prefix { $0 != "/" && $0 != "?" }, form)
        guard scheme == kind.secure || isLoopback(host) else {
            throw Objection(
                "is not encrypted",
                remedy: "use \(kind.secure)://; \(kind.plain):// is for this machine's loopback only")
        }
        return text
    }

    /// An address that paths are put behind.
    private static func checkBase(_ rest: Substring, _ form: String) throws(Objection) {
        guard !rest.contains("@") else {
            throw Objection("holds a login", remedy: "write the login as username and api_key")
        }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw Objection("holds a query or a fragment", remedy: "write \(form) alone")
        }
        guard rest.utf8.allSatisfy(isAllowed) else {
            throw Objection("holds a character that no address takes", remedy: "write \(form)")
        }
        guard !rest.hasSuffix("/") else {
            throw Objection("ends with a slash", remedy: "remove the slash at its end")
        }
    }

    /// An address that is used as it is.
    private static func checkReceiver(_ rest: Substring, _ form: String) throws(Objection) {
        guard !rest.prefix(while: { $0 != "/" && $0 != "?" }).contains("@") else {
            throw Objection("holds a login", remedy: "write it as authorization: env:NAME, or file:PATH")
        }
        guard !rest.contains("#") else {
            throw Objection("holds a fragment", remedy: "remove # and what follows")
        }
        guard rest.utf8.allSatisfy({ isAllowed($0) || "?=&%+@!$'()*,;".utf8.contains($0) }) else {
            throw Objection("holds a character that no address takes", remedy: "write it with %XX")
        }
    }

    /// The host of an address that was checked, with its port: safe to show, whatever else the address holds.
    static func shownHost(of address: String) -> String {
        let rest = address.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).dropFirst(2)
        return String((rest.first ?? "").prefix { $0 != "/" && $0 != "?" })
    }

    /// The host in front of a valid port or of none.
    private static func host(of authority: Substring, _ form: String) throws(Objection) -> Substring {
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
        let colon = (end.map { authority[$0...] } ?? authority).firstIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)]
        guard isHost(host) else { throw Objection("names no host", remedy: "write \(form)") }
        if let colon {
            let digits = authority[authority.index(after: colon)...]
            guard let port = UInt16(digits), port > 0, String(port) == digits else {
                throw Objection("has no valid port", remedy: "write 1 to 65535 after the host's colon")
            }
        }
        return host
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            return host.hasSuffix("]") && IPAddress(String(host.dropFirst().dropLast()))?.isV6 ?? false
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// 127.0.0.0/8, `::1` or `localhost`, as the HTTP client sees it.
    private static func isLoopback(_ host: Substring) -> Bool {
        let bare = host.hasPrefix("[") ? host.dropFirst().dropLast() : host
        return host.lowercased() == "localhost" || IPAddress(String(bare))?.isLoopback ?? false
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "-._~:/[]".utf8.contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
    }
}
