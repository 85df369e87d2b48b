import Journey

/// Two hundred alerts in one second, each for twenty accounts: the senders' waits, and every order at the venue.
enum BurstBench {
    private static let name = "burst"
    private static let accounts = 20
    private static let alerts = 200

    static func run(_ run: BenchRun) throws -> [Figure] {
        let sync = LatencyBench.floor("fdatasync", try DiskFloor.measure(run))
        let answers = try ServerFloor.measure(run, requests: alerts * accounts, in: .milliseconds)
        return try Site.with(run, name, accounts: accounts) { site in
            try site.startReady()
            var load = LoadResult()
            var entries: [OrderRow] = []
            let cost = try site.cost {
                load = try site.load(
                    name, connections: 64, pace: .fixed(perSecond: Double(alerts)), seconds: 1,
                    countMax: alerts)
                try load.demandAll(of: "a burst of \(alerts) alerts")
                entries = try settled(site, load)
            }
            try demandOrder(entries)
            let arrivals = try site.ordersAtVenue()
            let began = load.leftAt.first ?? 0
            let last = Double((arrivals.last ?? began) - began) / 1e3
            let each = Double(cost) / 1e3 / Double(alerts)
            return [
                Figure(name, "alerts answered 2xx, of \(alerts)", .count, Double(load.answered)),
                Figure(name, "POST to durable 2xx", load.latencies, floor: sync),
                Figure(
                    name, "orders at the venue in order, of \(alerts * accounts)", .count,
                    Double(arrivals.count)),
                Figure(
                    name, "first POST to last order at the venue", .milliseconds, last, floor: answers,
                    note: "the venue's limit of requests is lifted"),
                Figure(name, "bridge's processor", .microsecondsPerAlert, each),
                Figure(name, "bridge's memory at most", .mebibytes, site.bridge?.memory.most ?? 0),
            ].compactMap { $0 }
        }
    }

    /// The entries of all alerts that were answered, once each has the venue's number, or after a minute as they are.
    private static func settled(_ site: Site, _ load: LoadResult) throws -> [OrderRow] {
        var entries: [OrderRow] = []
        _ = try Stopwatch.wait(seconds: 60, every: 500) {
            entries = try site.entries()
            return entries.count >= load.answered * accounts && entries.allSatisfy { $0.venueOrder != nil }
        }
        return entries
    }

    /// Each account's orders came to the venue in the order of its alerts.
    private static func demandOrder(_ entries: [OrderRow]) throws {
        for (account, mine) in Dictionary(grouping: entries, by: \.account) {
            let sorted = mine.sorted { ($0.createdAt, $0.tag) < ($1.createdAt, $1.tag) }
            let numbers = sorted.compactMap(\.venueOrder)
            guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw BenchFailure(
                    "\(account): its orders came to the venue in another order than its alerts")
            }
        }
    }
}
