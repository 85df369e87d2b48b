/// The load of `intake` and `latency` on any server of this machine: what stands beside the bridge is measured alike.
package enum LoadBench {
    private static let name = "load"
    private static let connections = 64
    private static let perSecond = 50.0

    /// - Parameter path: As the request line has it.
    package static func run(port: UInt16, path: String, seconds: Double) throws -> [Figure] {
        func load(_ connections: Int, keepsAlive: Bool, _ pace: LoadPlan.Pace, of run: String) throws
            -> LoadResult
        {
            let result = try LoadGenerator.run(
                LoadPlan(
                    port: port, path: path, connections: connections, keepsAlive: keepsAlive, pace: pace,
                    seconds: seconds
                ) { SiteSettings.alert($0, of: run) })
            try result.demandAll(of: "127.0.0.1:\(port)")
            return result
        }
        // Each run's ids are its own, or a server that knows repeats would have less to do.
        let unique = Stopwatch.wallMicroseconds()
        let one = try load(1, keepsAlive: true, .fixed(perSecond: perSecond), of: "one-\(unique)")
        let kept = try load(connections, keepsAlive: true, .asAnswered, of: "kept-\(unique)")
        let closing = try load(connections, keepsAlive: false, .asAnswered, of: "new-\(unique)")
        return [
            Figure(name, "POST to 2xx, one connection", one.latencies),
            Figure(name, "answers", .perSecond, kept.perSecond),
            Figure(name, "POST to 2xx", kept.latencies),
            Figure(name, "answers, new connections", .perSecond, closing.perSecond),
        ].compactMap { $0 }
    }
}
