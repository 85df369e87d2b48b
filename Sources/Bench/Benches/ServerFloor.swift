import HTTPServer

/// What libmicrohttpd does at best on this machine: it answers 202 to everything and nothing is done.
enum ServerFloor {
    /// The same requests over the same connections as the load that it stands beside.
    static func measure(
        _ run: BenchRun, connections: Int, keepsAlive: Bool = true, pace: LoadPlan.Pace
    ) throws -> LoadResult {
        let daemon = try BareDaemon()
        defer { daemon.stop() }
        return try load(
            run, port: daemon.port, connections, keepsAlive, pace, of: "the floor of libmicrohttpd")
    }

    /// What so many requests take, one behind another's answer on 64 connections: no venue gets them sooner.
    static func measure(_ run: BenchRun, requests: Int, in unit: Figure.Unit) throws -> Figure.Floor {
        let load = try measure(run, connections: 64, pace: .asAnswered)
        let seconds = Double(requests) / max(1, load.perSecond)
        let each = unit == .milliseconds ? 1e3 : 1e6
        return Figure.Floor("libmicrohttpd, \(requests) requests", seconds * each)
    }

    /// The same through the bridge's own listener: its gate in front, its loop around, and nothing behind.
    static func measureListener(
        _ run: BenchRun, connections: Int, keepsAlive: Bool, pace: LoadPlan.Pace
    ) throws -> LoadResult {
        var options = HTTPServerOptions()
        options.needsLength = true
        let server = try HTTPServer(options, handler: Forgetting())
        defer { server.stop() }
        return try load(run, port: server.port, connections, keepsAlive, pace, of: "the listener alone")
    }

    private static func load(
        _ run: BenchRun, port: UInt16, _ connections: Int, _ keepsAlive: Bool, _ pace: LoadPlan.Pace,
        of server: String
    ) throws -> LoadResult {
        let result = try LoadGenerator.run(
            LoadPlan(
                port: port, path: SiteSettings.path, connections: connections, keepsAlive: keepsAlive,
                pace: pace, seconds: run.floorSeconds
            ) { SiteSettings.alert($0, of: "floor") })
        try result.demandAll(of: server)
        return result
    }

    /// Answers as `BareDaemon` does.
    private final class Forgetting: HTTPHandler {
        func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission { .accept }
        func respond(to exchange: HTTPExchange) { exchange.reply(HTTPResponse(status: 202)) }
    }
}
