import JSON

/// The reader's time for one alert's text.
enum JSONBench {
    private static let name = "json"
    private static let each = 200

    static func run(_ run: BenchRun) throws -> [Figure] {
        let text = SiteSettings.alert(1, of: name)
        var reads = Latencies()
        let end = Stopwatch.now() + Int64(run.seconds * 1e9)
        var found = 0
        while Stopwatch.now() < end {
            reads.add(
                nanoseconds: try time { found += try JSONDocument(text, limits: .alert).root.isNull ? 0 : 1 })
        }
        guard found > 0, let read = reads.percentiles else {
            throw BenchFailure("the sample alert is not read")
        }
        return [Figure(name, "reading \(text.count) bytes", .nanoseconds, read.p50 * 1e3 / Double(each))]
    }

    /// Of so many in a row: one alone is too short for the clock.
    private static func time(_ body: () throws -> Void) rethrows -> Int64 {
        let began = Stopwatch.now()
        for _ in 0..<each { try body() }
        return Stopwatch.now() - began
    }
}
