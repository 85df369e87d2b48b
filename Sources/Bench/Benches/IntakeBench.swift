/// As many alerts as sixty-four connections can send: how many are on disk, decided, in a second.
enum IntakeBench {
    private static let name = "intake"
    private static let connections = 64

    static func run(_ run: BenchRun) throws -> [Figure] {
        var figures: [Figure?] = []
        for keepsAlive in [true, false] {
            let kind = keepsAlive ? "" : ", new connections"
            let server = try ServerFloor.measure(
                run, connections: connections, keepsAlive: keepsAlive, pace: .asAnswered)
            let floor = Figure.Floor("libmicrohttpd", server.perSecond)
            figures.append(Figure(name, "libmicrohttpd alone\(kind)", .perSecond, server.perSecond))
            let listener = try ServerFloor.measureListener(
                run, connections: connections, keepsAlive: keepsAlive, pace: .asAnswered)
            figures.append(
                Figure(name, "listener alone\(kind)", .perSecond, listener.perSecond, floor: floor))
            figures += try decided(
                run, keepsAlive: keepsAlive, kind, floor,
                answer: LatencyBench.floor("libmicrohttpd", server.latencies))
        }
        let disk = try DiskFloor.measure(run)
        figures.append(Figure(name, "fdatasync 4 KiB", disk))
        figures += try oneAfterAnother(run, LatencyBench.floor("fdatasync", disk))
        return figures.compactMap { $0 }
    }

    /// One connection that sends as soon as it is answered, like the floor beside it: neither the disk nor a processor
    /// goes to sleep in between, so what is left is the program's own.
    private static func oneAfterAnother(_ run: BenchRun, _ floor: Figure.Floor?) throws -> [Figure?] {
        try Site.with(run, name, accounts: 1, deniesAdds: true) { site in
            try site.startReady()
            let warm = try site.load("warm", connections: 1, pace: .asAnswered, seconds: 0.5)
            try warm.demandAll(of: "the warm-up")
            let load = try site.load(name, connections: 1, pace: .asAnswered, seconds: run.seconds)
            try load.demandAll(of: "the alerts of one connection")
            return [
                Figure(name, "POST to durable 2xx, one after another", load.latencies, floor: floor),
                Figure(name, turnedAwayOf: ", one after another", load.turnedAway),
            ]
        }
    }

    /// Each alert goes from the socket through every step to the gate's verdict, and all of it onto the disk. The
    /// first entry leaves for the venue; the others are denied, or the venue would be what is measured.
    private static func decided(
        _ run: BenchRun, keepsAlive: Bool, _ kind: String, _ floor: Figure.Floor, answer: Figure.Floor?
    ) throws -> [Figure?] {
        try Site.with(run, name, accounts: 1, deniesAdds: true) { site in
            try site.startReady()
            let warm = try site.load("warm", connections: connections, pace: .asAnswered, seconds: 0.5)
            try warm.demandAll(of: "the warm-up")
            var load = LoadResult()
            let cost = try site.cost {
                load = try site.load(
                    name, connections: connections, keepsAlive: keepsAlive, pace: .asAnswered,
                    seconds: run.seconds)
            }
            try load.demandAll(of: "the alerts of \(connections) connections")
            let each = Double(cost) / 1e3 / Double(max(1, load.answered))
            return [
                Figure(name, "durable alerts\(kind)", .perSecond, load.perSecond, floor: floor),
                Figure(name, "POST to durable 2xx\(kind)", load.latencies, floor: answer),
                Figure(name, turnedAwayOf: kind, load.turnedAway),
                Figure(name, "bridge's processor\(kind)", .microsecondsPerAlert, each),
                Figure(name, "bridge's memory\(kind)", .mebibytes, site.bridge?.memory.now ?? 0),
            ]
        }
    }
}
