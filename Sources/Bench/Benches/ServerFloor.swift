import HTTPServer

/// What libmicrohttpd does at best on this machine: it answers 202 to everything and nothing is done.
enum ServerFloor {
    /// The same requests over the same connections as the load that it stands beside.
    static func measure(
        _ run: BenchRun, connections: Int, keepsAlive: Bool = true, pace: LoadPlan.Pace
    ) throws -> LoadResult {
        let daemon = try BareDaemon()
        defer { daemon.stop() }
        let plan = plan(
            run, port: daemon.port, connections: connections, keepsAlive: keepsAlive, pace: pace)
        let result = try LoadGenerator.run(plan)
        try result.demandAll(of: "the floor of libmicrohttpd")
        return result
    }

    /// The same through the bridge's own listener: its gate in front, its loop around, and nothing behind.
    static func measureListener(
        _ run: BenchRun, connections: Int, keepsAlive: Bool, pace: LoadPlan.Pace
    ) throws -> LoadResult {
        var options = HTTPServerOptions()
        options.needsLength = true
        let server = try HTTPServer(options, handler: Forgetting())
        defer { server.stop() }
        let plan = plan(
            run, port: server.port, connections: connections, keepsAlive: keepsAlive, pace: pace)
        let result = try LoadGenerator.run(plan)
        try result.demandAll(of: "the listener alone")
        return result
    }

    private static func plan(
        _ run: BenchRun, port: UInt16, connections: Int, keepsAlive: Bool, pace: LoadPlan.Pace
    ) -> LoadPlan {
        LoadPlan(
            port: port, path: SiteSettings.path, connections: connections, keepsAlive: keepsAlive, pace: pace,
            seconds: run.floorSeconds
        ) { SiteSettings.alert($0, of: "floor") }
    }

    /// Answers as `BareDaemon` does.
    private final class Forgetting: HTTPHandler {
        func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission { .accept }
        func respond(to exchange: HTTPExchange) { exchange.reply(HTTPResponse(status: 202)) }
    }
}
