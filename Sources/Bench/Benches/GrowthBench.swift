import Glibc

/// What an alert costs on ledgers of several sizes, each beside the smallest.
enum GrowthBench {
    private static let name = "growth"
    private static let perSecond = 100.0

    static func run(_ run: BenchRun) throws -> [Figure] {
        var figures: [Figure?] = []
        var first: (cost: Double, wait: Double)?
        for rows in run.rows {
            try Site.with(run, "\(name)-\(rows)", accounts: 1, deniesAdds: true) { site in
                let alerts = try GrownLedger.grow(site.ledger, rows: rows)
                // A ledger grows over months: what the system still has to write of it is none of an alert's cost.
                sync()
                let floor = try DiskFloor.measure(run)
                try site.startReady()
                let kind = ", \(rows) rows"
                // A few thousand alerts first: what a start leaves cold is not what is asked for.
                let warm = try site.load(
                    "warm", connections: 64, pace: .asAnswered, seconds: max(1, run.seconds / 4))
                try warm.demandAll(of: "the warm-up")
                var full = LoadResult()
                let cost = try site.cost {
                    full = try site.load(name, connections: 64, pace: .asAnswered, seconds: run.seconds)
                }
                try full.demandAll(of: "the alerts of 64 connections")
                var paced = LoadResult()
                let written = try site.written {
                    paced = try site.load(
                        "paced", connections: 4, pace: .fixed(perSecond: perSecond), seconds: run.seconds)
                }
                try paced.demandAll(of: "alerts at a fixed pace")
                let each = Double(cost) / 1e3 / Double(max(1, full.answered))
                let wait = paced.latencies.percentiles?.p50 ?? 0
                let small = first ?? (each, wait)
                first = small
                figures += [
                    Figure(name, "fdatasync 4 KiB beside\(kind)", floor),
                    Figure(
                        name, "bridge's processor\(kind)", .microsecondsPerAlert, each,
                        floor: .init("the smallest", small.cost), note: "\(alerts) alerts before"),
                    Figure(name, "durable alerts\(kind)", .perSecond, full.perSecond),
                    Figure(name, turnedAwayOf: kind, full.turnedAway + paced.turnedAway),
                    Figure(
                        name, "POST to durable 2xx\(kind)", paced.latencies,
                        floor: .init("the smallest", small.wait),
                        note: "its longest holds the checkpoints of the log"),
                    Figure(
                        name, "written to the disk\(kind)", .kibibytesPerAlert,
                        Double(written) / 1_024 / Double(max(1, paced.answered)),
                        note: "the log, and its pages back into the file"),
                    Figure(name, "bridge's memory\(kind)", .mebibytes, site.bridge?.memory.now ?? 0),
                ]
            }
        }
        return figures.compactMap { $0 }
    }
}
