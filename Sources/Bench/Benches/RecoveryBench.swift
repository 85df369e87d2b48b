import Glibc

/// From a bridge's start to its first ready line, on ledgers of several sizes.
enum RecoveryBench {
    private static let name = "recovery"
    private static let startsMax = 9

    static func run(_ run: BenchRun) throws -> [Figure] {
        var figures: [Figure?] = []
        let alone = try startAlone(run)
        figures.append(Figure(name, "start alone, to its version", alone))
        let floor = LatencyBench.floor("the program's start alone", alone)
        for rows in [0] + run.rows {
            try Site.with(run, "\(name)-\(rows)", accounts: 20) { site in
                let alerts = rows > 0 ? try GrownLedger.grow(site.ledger, rows: rows) : 0
                try site.startVenue()
                let (starts, memory) = try starts(site, within: run.seconds)
                let kind = rows > 0 ? "\(rows) rows, \(alerts) alerts" : "empty ledger"
                figures.append(Figure(name, "start to listening, \(kind)", starts, floor: floor))
                figures.append(Figure(name, "memory once it listens, \(kind)", .mebibytes, memory))
            }
        }
        return figures.compactMap { $0 }
    }

    /// Loaded and at its first line, with nothing opened.
    private static func startAlone(_ run: BenchRun) throws -> Latencies {
        var starts = Latencies()
        try Site.with(run, "\(name)-alone", accounts: 1) { site in
            for _ in 0..<startsMax { starts.add(nanoseconds: try site.startAlone()) }
        }
        return starts
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
