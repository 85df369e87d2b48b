extension Configuration {
    /// An address and a port to listen on.
    package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
        /// An IPv4 or IPv6 literal, without brackets.
        package let address: String
        /// 0 lets the system choose.
        package let port: UInt16

        package static let webhookDefault = Endpoint(address: "127.0.0.1", port: 8080)
        package static let controlDefault = Endpoint(address: "127.0.0.1", port: 8081)

        private init(address: String, port: UInt16) {
            self.address = address
            self.port = port
        }

        /// Reads `127.0.0.1:8080` and `[::1]:8080`; nil for anything else, host names included, since what
        /// they stand for can change.
        package init?(_ text: some StringProtocol) {
            guard let colon = text.lastIndex(of: ":") else { return nil }
            let digits = text[text.index(after: colon)...]
            guard let port = UInt16(digits), String(port) == digits else { return nil }
            let host = text[..<colon]
            let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
            guard let address = IPAddress(isBracketed ? String(host.dropFirst().dropLast()) : String(host)),
                address.isV6 == isBracketed
            else { return nil }
            self.init(address: address.text, port: port)
        }

        package var description: String {
            address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        }

        package var isLoopback: Bool { IPAddress(address)?.isLoopback ?? false }

        /// Whether both cannot be listened on at once.
        func collides(with other: Endpoint) -> Bool {
            guard port == other.port, port != 0 else { return false }
            if address == other.address { return true }
            let isSameFamily = address.contains(":") == other.address.contains(":")
            return isSameFamily && [address, other.address].contains { $0 == "0.0.0.0" || $0 == "::" }
        }
    }
}
