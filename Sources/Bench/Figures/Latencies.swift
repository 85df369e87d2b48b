/// How long each of many things took.
package struct Latencies: Sendable {
    private var nanoseconds: [Int64] = []

    package init() {}

    package var count: Int { nanoseconds.count }

    package mutating func add(nanoseconds one: Int64) { nanoseconds.append(one) }

    package mutating func add(microseconds one: Int64) { nanoseconds.append(one * 1_000) }

    package mutating func add(_ others: Latencies) { nanoseconds += others.nanoseconds }

    /// Nil when nothing was measured.
    package var percentiles: Percentiles? { Percentiles(ofNanoseconds: nanoseconds) }
}
