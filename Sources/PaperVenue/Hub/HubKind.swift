/// The two hubs of the venue.
enum HubKind: String, CaseIterable, Sendable {
    case user = "/hubs/user"
    case market = "/hubs/market"

    init?(path: String) { self.init(rawValue: path.lowercased()) }

    /// The hub whose negotiation a path is.
    init?(negotiation path: String) {
        let tail = "/negotiate"
        guard path.lowercased().hasSuffix(tail) else { return nil }
        self.init(path: String(path.dropLast(tail.count)))
    }
}
