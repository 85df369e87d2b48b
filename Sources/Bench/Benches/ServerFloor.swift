import HTTPServer

/// What libmicrohttpd does at best on this machine: it answers 202 to everything and nothing is done.
enum ServerFloor {
    /// The same requests over the same connections as the load that it stands beside.
    static func measure(
        _ run: BenchRun, connections: Int, keepsAlive: Bool = true, pace: LoadPlan.Pace
    ) throws -> LoadResult {
        let daemon = try BareDaemon()
        defer { daemon.stop() }
        let result = try LoadGenerator.run(
            LoadPlan(
                port: daemon.port, path: SiteSettings.path, connections: connections, keepsAlive: keepsAlive,
                pace: pace, seconds: run.floorSeconds
            ) { SiteSettings.alert($0, of: "floor") })
        try result.demandAll(of: "the floor of libmicrohttpd")
        return result
    }
}
