/// How many connections there are, in all and of each network.
struct ConnectionCounts {
    private(set) var total = 0
    private var ofNetworks: [String: Int] = [:]
    private let options: HTTPServerOptions

    init(_ options: HTTPServerOptions) { self.options = options }

    var isFull: Bool { total >= options.connectionsMax }

    /// Whether one address may have another connection.
    func hasRoom(for peer: String, of network: String) -> Bool {
        let limit = options.connectionsPerAddressMax
        return limit == 0 || ofNetworks[network, default: 0] < limit
            || options.addressesUnlimited.contains(peer)
    }

    mutating func add(_ network: String) {
        ofNetworks[network, default: 0] += 1
        total += 1
    }

    mutating func remove(_ network: String) {
        total -= 1
        let count = ofNetworks[network, default: 1] - 1
        ofNetworks[network] = count > 0 ? count : nil
    }
}
