import Journey
import Ledger

/// One connection, alerts well apart: how long a sender waits, and how soon the order is at the venue.
enum LatencyBench {
    private static let name = "latency"
    private static let perSecond = 50.0
    private static let warmUp = 50

    static func run(_ run: BenchRun) throws -> [Figure] {
        let disk = try DiskFloor.measure(run)
        let pacedDisk = try DiskFloor.measure(run, perSecond: perSecond)
        let pace = LoadPlan.Pace.fixed(perSecond: perSecond)
        let server = try ServerFloor.measure(run, connections: 1, pace: pace).latencies
        let (sync, answer) = (floor("fdatasync", disk), floor("libmicrohttpd", server))
        var figures = [
            Figure(name, "fdatasync 4 KiB", disk),
            Figure(name, "fdatasync 4 KiB, \(Int(perSecond)) a second", pacedDisk),
            Figure(name, "libmicrohttpd alone", server),
        ]
        try Site.with(run, name, accounts: 1) { site in
            try site.startReady()
            let warm = try site.load(
                "warm", connections: 1, pace: .fixed(perSecond: 200), seconds: 10, countMax: warmUp)
            try warm.demandAll(of: "the warm-up")
            var kept = LoadResult()
            let cost = try site.cost {
                kept = try site.load(name, connections: 1, pace: pace, seconds: run.seconds)
                try kept.demandAll(of: "the alerts of one connection")
                if warm.turnedAway + kept.turnedAway == 0 { try site.wait(forOrders: warmUp + kept.answered) }
            }
            let closing = try site.load(
                "closing", connections: 1, keepsAlive: false, pace: pace, seconds: max(1, run.seconds / 2))
            try closing.demandAll(of: "the alerts of a connection each")
            let turnedAway = warm.turnedAway + kept.turnedAway + closing.turnedAway
            let memory = site.bridge?.memory.now ?? 0
            figures += [
                Figure(name, "POST to durable 2xx", kept.latencies, floor: sync),
                Figure(name, "POST to durable 2xx, new connection", closing.latencies, floor: sync),
            ]
            // Which order is of which alert is told by their sequence, and one that was turned away may have come.
            if turnedAway == 0 {
                try site.wait(forOrders: warmUp + kept.answered + closing.answered)
                figures += try stages(site, kept, skipping: warmUp).figures(name, sync: sync, server: answer)
            }
            figures += [
                Figure(name, turnedAwayOf: "", turnedAway),
                Figure(
                    name, "bridge's processor", .microsecondsPerAlert,
                    Double(cost) / 1e3 / Double(max(1, kept.answered))),
                Figure(name, "bridge's memory", .mebibytes, memory),
            ]
        }
        return figures.compactMap { $0 }
    }

    /// From the sender and from the commit to the order's coming at the venue.
    private static func stages(_ site: Site, _ load: LoadResult, skipping: Int) throws -> LatencyStages {
        let arrivals = try site.ordersAtVenue().dropFirst(skipping).prefix(load.leftAt.count)
        site.endBridge(by: 15)
        let rows = try site.entries().dropFirst(skipping).prefix(load.leftAt.count)
        guard arrivals.count == load.leftAt.count, rows.count == arrivals.count else {
            throw BenchFailure(
                "\(load.leftAt.count) alerts, \(arrivals.count) orders at the venue, \(rows.count) in the ledger"
            )
        }
        return LatencyStages(load, rows: Array(rows), arrivals: Array(arrivals))
    }

    static func floor(_ name: String, _ latencies: Latencies) -> Figure.Floor? {
        latencies.percentiles.map { Figure.Floor(name, $0.p50) }
    }
}
