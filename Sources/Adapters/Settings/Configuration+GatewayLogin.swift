package import Trading

extension Configuration {
    /// One login at one venue.
    package struct GatewayLogin: Sendable {
        package let name: GatewayName
        /// A key of the firm table; nil where the settings give the addresses themselves.
        package let firm: String?
        /// `https://…`, or `http://…` on the loopback; no slash at its end.
        package let rest: String
        /// `wss://…`, or `ws://…` on the loopback.
        package let userHub: String
        package let marketHub: String?
        /// Whether a running bridge hears from it where the market stands; never without a market hub.
        package let tellsMarks: Bool
        package let username: Credential
        package let apiKey: Credential
        /// Path of a PEM file of certificate authorities to believe instead of the system's.
        package let caFile: String?
        /// Whether a clean stop ends the venue's session.
        package let logsOutOnStop: Bool
        /// The longest message taken from a hub; nil for the usual limit.
        package let hubBytesMax: Int?
        /// What the venue takes of this login within 60 s; nil for the usual limit.
        package let requestsPerMinute: Int?
    }
}
