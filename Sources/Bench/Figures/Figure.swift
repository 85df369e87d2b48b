import JSON

/// One thing that was measured, beside the floor of the machine that it is held against.
package struct Figure: Sendable {
    package enum Unit: String, Sendable {
        case microseconds = "us"
        case milliseconds = "ms"
        case perSecond = "per_second"
        case microsecondsPerAlert = "us_per_alert"
        case kibibytesPerAlert = "kib_per_alert"
        case nanoseconds = "ns"
        case percentOfCore = "percent_of_core"
        case mebibytes = "mib"
        case count = "count"
    }

    /// What the machine does at best, measured in the same run.
    package struct Floor: Sendable {
        package let name: String
        /// In the figure's own unit.
        package let value: Double

        package init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    package let bench: String
    package let name: String
    package let unit: Unit
    /// The median of what has percentiles.
    package var value: Double
    /// In microseconds, where many were measured.
    package var percentiles: Percentiles?
    package var samples: Int
    package var floor: Floor?
    /// The median of each run's own ratio, since a floor moves with the machine's other work.
    package var ratio: Double?
    /// What limits it, where that is no part of the program.
    package var note: String?

    package init(
        _ bench: String, _ name: String, _ unit: Unit, _ value: Double, floor: Floor? = nil,
        note: String? = nil
    ) {
        self.bench = bench
        self.name = name
        self.unit = unit
        self.value = value
        samples = 1
        self.floor = floor
        ratio = floor.flatMap { $0.value > 0 ? value / $0.value : nil }
        self.note = note
    }

    /// - Returns: Nil when nothing was measured.
    package init?(
        _ bench: String, _ name: String, _ latencies: Latencies, floor: Floor? = nil, note: String? = nil
    ) {
        guard let percentiles = latencies.percentiles else { return nil }
        self.init(bench, name, .microseconds, percentiles.p50, floor: floor, note: note)
        self.percentiles = percentiles
        samples = latencies.count
    }

    /// How many were turned away; nil where none was.
    init?(_ bench: String, turnedAwayOf kind: String, _ count: Int) {
        guard count > 0 else { return nil }
        self.init(
            bench, "answered 503\(kind)", .count, Double(count),
            note: "the disk stood still, or too much came")
    }

    /// One figure of several runs of it; nil without one.
    package init?(medianOf runs: [Figure]) {
        guard var one = runs.first, let value = Median.of(runs.map(\.value)) else { return nil }
        one.value = value
        one.percentiles = Percentiles(medianOf: runs.compactMap(\.percentiles))
        one.samples = runs.map(\.samples).reduce(0, +)
        one.ratio = Median.of(runs.compactMap(\.ratio))
        one.floor = one.floor.flatMap { floor in
            Median.of(runs.compactMap(\.floor?.value)).map { Floor(floor.name, $0) }
        }
        self = one
    }

    /// The figures of several runs of the same benches, in the order in which they first came.
    package static func medians(of runs: [[Figure]]) -> [Figure] {
        var order: [[String]] = []
        var found: [[String]: [Figure]] = [:]
        for one in runs.joined() {
            let key = [one.bench, one.name]
            if found[key] == nil { order.append(key) }
            found[key, default: []].append(one)
        }
        return order.compactMap { found[$0].flatMap { Figure(medianOf: $0) } }
    }
}

extension Figure {
    /// One JSON object.
    package var json: [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                writer.member("bench", bench)
                writer.member("figure", name)
                writer.member("unit", unit.rawValue)
                writer.member("value", number: Self.text(value, places: 3))
                writer.member("samples", samples)
                if let percentiles {
                    for (name, value) in percentiles.all {
                        writer.member(name, number: Self.text(value, places: 3))
                    }
                }
                writer.member("floor", floor?.name)
                writer.member("floor_value", number: floor.map { Self.text($0.value, places: 3) })
                writer.member("ratio", number: ratio.map { Self.text($0, places: 4) })
                writer.member("note", ifPresent: note)
            }
        }
    }

    /// A number with so many places, as JSON and people write one.
    package static func text(_ value: Double, places: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "0" }
        var unit: Int64 = 1
        for _ in 0..<places { unit *= 10 }
        let scaled = Int64((value * Double(unit)).rounded())
        let (whole, part) = (scaled.magnitude / UInt64(unit), scaled.magnitude % UInt64(unit))
        let sign = scaled < 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(whole)" }
        let digits = String(part)
        return "\(sign)\(whole).\(String(repeating: "0", count: places - digits.count))\(digits)"
    }
}

extension Percentiles {
    /// Each with the name that JSON gives it.
    package var all: [(name: String, value: Double)] {
        [("p50", p50), ("p90", p90), ("p99", p99), ("p999", p999), ("max", max)]
    }
}
