import Glibc

/// From a bridge's start to its first ready line, on ledgers of several sizes.
enum RecoveryBench {
    private static let name = "recovery"
    private static let startsMax = 9

    static func run(_ run: BenchRun) throws -> [Figure] {
        var figures: [Figure?] = []
        for rows in [0] + run.rows {
            try Site.with(run, "\(name)-\(rows)", accounts: 20) { site in
                let alerts = rows > 0 ? try GrownLedger.grow(site.ledger, rows: rows) : 0
                try site.startVenue()
                let (starts, memory) = try starts(site, within: run.seconds)
                let kind = rows > 0 ? "\(rows) rows, \(alerts) alerts" : "empty ledger"
                figures.append(Figure(name, "start to listening, \(kind)", starts))
                figures.append(Figure(name, "memory once it listens, \(kind)", .mebibytes, memory))
            }
        }
        return figures.compactMap { $0 }
    }

    /// Each but the first after a kill, as a power cut leaves it.
    private static func starts(_ site: Site, within seconds: Double) throws -> (Latencies, Double) {
        var (starts, memory) = (Latencies(), 0.0)
        let end = Stopwatch.now() + Int64(seconds * 1e9)
        repeat {
            try site.startBridge(seconds: 120)
            starts.add(nanoseconds: site.startNanoseconds)
            memory = max(memory, site.bridge?.memory.now ?? 0)
            site.endBridge(by: SIGKILL)
        } while starts.count < startsMax && (Stopwatch.now() < end || starts.count < 3)
        return (starts, memory)
    }
}
