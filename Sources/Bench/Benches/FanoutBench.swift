/// One alert for a hundred accounts of one login: from the first order at the venue to the last.
enum FanoutBench {
    private static let name = "fanout"
    private static let accounts = 100

    static func run(_ run: BenchRun) throws -> [Figure] {
        let sync = LatencyBench.floor("fdatasync", try DiskFloor.measure(run))
        let answers = try ServerFloor.measure(run, requests: accounts, in: .microseconds)
        return try Site.with(run, name, accounts: accounts) { site in
            try site.startReady()
            var (acks, spreads, lasts, answered) = (Latencies(), Latencies(), Latencies(), 0)
            let alerts = Int(max(2, run.seconds.rounded()))
            for number in 0..<alerts {
                let load = try site.load(
                    "\(name)-\(number)", connections: 1, pace: .asAnswered, seconds: 5, countMax: 1)
                try load.demandAll(of: "an alert for \(accounts) accounts")
                try site.wait(forOrders: (number + 1) * accounts)
                let mine = try site.ordersAtVenue().suffix(accounts)
                guard let first = mine.first, let last = mine.last, let left = load.leftAt.first else {
                    continue
                }
                answered += load.answered
                acks.add(load.latencies)
                spreads.add(microseconds: last - first)
                lasts.add(microseconds: last - left)
                // What the fills bring is over before the next.
                Stopwatch.rest(until: Stopwatch.now() + 1_000_000_000)
            }
            let note = "the venue's limit of requests is lifted"
            return [
                Figure(name, "alerts answered 2xx, of \(alerts)", .count, Double(answered)),
                Figure(name, "POST to durable 2xx", acks, floor: sync),
                Figure(name, "first to last order at the venue", spreads, floor: answers, note: note),
                Figure(name, "POST to last order at the venue", lasts, floor: answers, note: note),
                Figure(name, "bridge's memory", .mebibytes, site.bridge?.memory.now ?? 0),
            ].compactMap { $0 }
        }
    }
}
