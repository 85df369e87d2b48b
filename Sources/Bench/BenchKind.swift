/// What can be measured.
package enum BenchKind: String, Sendable, CaseIterable {
    case intake, latency, burst, fanout, recovery, growth, json, idle

    /// - Throws: `BenchFailure`, and nothing of what it began is left but the household's folder.
    package func measure(_ run: BenchRun) throws -> [Figure] {
        switch self {
        case .intake: try IntakeBench.run(run)
        case .latency: try LatencyBench.run(run)
        case .burst: try BurstBench.run(run)
        case .fanout: try FanoutBench.run(run)
        case .recovery: try RecoveryBench.run(run)
        case .growth: try GrowthBench.run(run)
        case .json: try JSONBench.run(run)
        case .idle: try IdleBench.run(run)
        }
    }
}
