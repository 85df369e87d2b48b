import CLinux
import Glibc
import JSON
import Journey
import Simulation
import Synchronization

enum SimulateCommand: Command {
    static let words = ["simulate"]
    static let summary =
        "Plays seeded worlds in which everything fails, and says whether one promise was broken."
    static let options: [Arguments.Option] = [
        .init("seeds", "N", "how many worlds, 1000 unless said otherwise; with --seed alone, 1"),
        .init("seed", "S", "the first one's seed, 1 unless said otherwise"),
        .init("nightly", nil, "a million worlds"),
        .init("threads", "N", "worlds at a time, as many as there are processors unless said otherwise"),
        .init("trace", nil, "tells one world step by step"),
        .init("hash", nil, "prints each seed with a hash of all that happened in it"),
        .init("json", nil, "the figures and each failure as JSON Lines"),
    ]

    private static let seedsDefault: Int64 = 1_000
    private static let seedsNightly: Int64 = 1_000_000
    /// So many seconds lie between two lines of progress.
    private static let progressSeconds = 5.0

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let first = try arguments.number("seed", in: 0...Int64.max - 2_000_000_000)
        let asked = try arguments.number("seeds", in: 1...1_000_000_000)
        let threads =
            try arguments.number("threads", in: 1...256)
            ?? max(1, Int64(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let count = asked ?? (arguments.has("nightly") ? seedsNightly : first == nil ? seedsDefault : 1)
        let begin = UInt64(first ?? 1)
        if arguments.has("trace") {
            guard count == 1 else { throw UsageError("--trace tells one world: add --seed S") }
            return trace(begin, isJSON: arguments.has("json"))
        }
        let seeds = begin...(begin + UInt64(count) - 1)
        return try play(
            seeds, threads: Int(threads), isHashing: arguments.has("hash"), isJSON: arguments.has("json"))
    }

    private static func trace(_ seed: UInt64, isJSON: Bool) -> ExitStatus {
        let report = SimulationRun.play(seed: seed) { Console.out($0) }
        guard let violation = report.violation else {
            Console.out("seed=\(seed) steps=\(report.tally.steps): every promise was kept")
            return .success
        }
        tell(violation, report, isJSON: isJSON)
        return .unwell
    }

    private struct Progress {
        var tally = Tally()
        var failures = 0
        var toldAt = 0.0
    }

    private static func play(
        _ seeds: ClosedRange<UInt64>, threads: Int, isHashing: Bool, isJSON: Bool
    ) throws -> ExitStatus {
        keepMemory()
        let progress = Mutex(Progress())
        let began = seconds()
        let isComplete = SimulationRun.play(seeds: seeds, threads: threads, hashing: isHashing) { report in
            if let violation = report.violation { tell(violation, report, isJSON: isJSON) }
            if let hash = report.hash { Console.out("seed=\(report.seed) hash=\(hexadecimal(hash))") }
            progress.withLock { progress in
                progress.tally += report.tally
                if report.violation != nil { progress.failures += 1 }
                let now = seconds() - began
                guard now - progress.toldAt >= progressSeconds else { return }
                progress.toldAt = now
                let rate = Int(Double(progress.tally.seeds) / now)
                Console.error(
                    "\(progress.tally.seeds) of \(seeds.count) seeds, \(progress.failures) failed, \(rate)/s")
            }
            return true
        }
        guard isComplete else {
            throw Fatal(status: .systemUnusable, message: "the system gives no thread")
        }
        let result = progress.withLock { $0 }
        tell(result.tally, failures: result.failures, seconds: seconds() - began, isJSON: isJSON)
        return result.failures == 0 ? .success : .unwell
    }

    /// Worlds come and go by the thousand: the memory of one is kept for the next, instead of being given back to
    /// the system and fetched anew. Where that is not to be had, all works, if more slowly.
    private static func keepMemory() {
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 256 << 20)
    }

    // MARK: Lines

    private static func tell(_ tally: Tally, failures: Int, seconds: Double, isJSON: Bool) {
        let rate = Int(Double(tally.seeds) / max(seconds, 0.001))
        let figures =
            tally.figures + [
                ("failed", failures), ("milliseconds", Int(seconds * 1_000)), ("seeds_per_second", rate),
            ]
        let text =
            isJSON
            ? "{" + figures.map { "\"\($0.name)\":\($0.count)" }.joined(separator: ",") + "}"
            : figures.map { "\($0.name)=\($0.count)" }.joined(separator: " ")
        Console.out(text)
    }

    private static func tell(_ violation: Violation, _ report: SeedReport, isJSON: Bool) {
        let again = "alertbridge simulate --seed \(report.seed) --trace"
        guard !isJSON else {
            return Console.out(FailureLine.json(violation, report, again: again))
        }
        Console.out(
            "seed=\(report.seed) step=\(report.tally.steps) invariant=\(violation.invariant.rawValue): "
                + violation.what)
        Console.out("  again: \(again)")
        if let story = report.story { StoryText(story).lines.forEach(Console.out) }
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func seconds() -> Double {
        Double(SystemClock.now().steady.microseconds) / 1_000_000
    }
}

/// A failure as one JSON object.
private enum FailureLine {
    static func json(_ violation: Violation, _ report: SeedReport, again: String) -> String {
        let bytes = JSONWriter.write { writer in
            writer.object {
                $0.member("seed", Int64(report.seed))
                $0.member("step", Int64(report.tally.steps))
                $0.member("invariant", violation.invariant.rawValue)
                $0.member("what", violation.what)
                $0.member("tag", violation.tag)
                $0.member("again", again)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
