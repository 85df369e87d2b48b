import Gateway
import Journey
import PaperVenue
import Trading

/// A paper venue, a client with a market hub at it or elsewhere, and everything that the client said.
final class MarketBench: Sendable {
    static let name = GatewayName("paper")

    let venue: PaperVenue
    let client: GatewayClient
    let events = Collected<MarketEvent>()
    let told = Collected<GatewayEvent>()
    let log = Collected<String>()

    /// - Parameter market: the market hub's address; the venue's own when nil.
    init(
        market: String? = nil, venue change: (inout PaperVenueOptions) -> Void = { _ in },
        client configure: (inout GatewayClientOptions) -> Void = { _ in }
    ) throws {
        venue = try PaperVenue(Bench.venueOptions(change))
        let base = "http://127.0.0.1:\(venue.port)"
        var options = GatewayClientOptions(
            name: Self.name, rest: base, userHub: base + "/hubs/user", username: Bench.username,
            apiKey: Bench.apiKey, accounts: [Bench.first: Bench.firstID], now: { Bench.now() },
            log: { [log] in log.add($0) })
        options.budget = nil
        options.marketHub = market ?? base + "/hubs/market"
        options.opensUserHub = false
        options.timings.hubWaits = [.zero, .milliseconds(50), .milliseconds(100)]
        options.timings.logoutWaits = [.milliseconds(50), .milliseconds(60), .milliseconds(70)]
        configure(&options)
        client = try GatewayClient(options)
    }

    func feed() throws -> MarketFeed {
        guard let feed = client.market else { throw Unexpected("no market hub") }
        return feed
    }

    /// Starts the client with these subscriptions.
    func start(_ contracts: [ContractID], _ kinds: Set<MarketKind> = [.quotes]) throws {
        let feed = try feed()
        feed.listen { [events] in events.add($0) }
        feed.subscribe(contracts, to: kinds)
        client.start { [told] in told.add($0) }
    }

    func ready(from: Int = 0) async throws {
        try await events.first(from: from) { $0 == .stream(.ready) }
    }

    /// The first quote from an index on that fits.
    @discardableResult
    func quote(
        from: Int = 0, where fits: @escaping @Sendable (MarketQuote) -> Bool = { _ in true }
    ) async throws -> MarketQuote {
        let event = try await events.first(from: from) {
            if case .quote(let quote) = $0 { fits(quote) } else { false }
        }
        guard case .quote(let quote) = event else { throw Unexpected(event) }
        return quote
    }

    func depth(
        from: Int = 0, where fits: @escaping @Sendable (DepthBook) -> Bool = { _ in true }
    ) async throws -> DepthBook {
        let event = try await events.first(from: from, seconds: 50) {
            if case .depth(let book) = $0 { fits(book) } else { false }
        }
        guard case .depth(let book) = event else { throw Unexpected(event) }
        return book
    }

    /// Why the market hub went down, the first time from an index on.
    func down(from: Int = 0) async throws -> String {
        let event = try await events.first(from: from) {
            if case .stream(.down) = $0 { true } else { false }
        }
        guard case .stream(.down(let reason)) = event else { throw Unexpected(event) }
        return reason
    }

    func contract(_ root: String = "MNQ") throws -> ContractID {
        guard let contract = venue.activeContract(root: root) else { throw Unexpected("no \(root)") }
        return contract.id
    }

    /// Whatever was said that holds a secret; tokens are known by how every one of them begins.
    var secretsSaid: [String] {
        (log.all + events.all.map { String(reflecting: $0) } + told.all.map { String(reflecting: $0) })
            .filter { said in
                [Bench.username, Bench.apiKey, "eyJ", "access_token"].contains { said.contains($0) }
            }
    }

    func stop() {
        client.stop()
        venue.stop()
    }
}
