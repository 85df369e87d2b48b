import Bench
import Engine
import Glibc

enum BenchCommand: Command {
    static let words = ["bench"]
    static let operands = ["[BENCH]"]
    static let holdsStopSignals = true
    static let summary = """
        Measures this program on this machine, beside the machine's own floor.

        BENCH is one of \(names), or all (the default). Each starts a paper venue and a
        bridge as processes of their own on the loopback address, with a ledger under --directory, and leaves nothing.
        Times are from the moment at which something was to happen, so that a stall counts for all that it held up.
        The limits of bridge and venue are lifted where they would govern the figure. Other work on the machine shows
        in the figures: the ratio to the floor, measured in the same run, moves less than either.
        """
    static let secondsRange: ClosedRange<Int64> = 1...600
    static let secondsUsual: Int64 = 10
    static let seconds = Arguments.Option("seconds", "S", "how long each load lasts, 1 to 600 (default 10)")
    static let json = Arguments.Option("json", nil, "one JSON object per figure")
    static let options: [Arguments.Option] = [
        seconds,
        .init("runs", "N", "measures N times, all benches in turn, and prints the medians (default 1)"),
        .init("rows", "N[,N…]", "rows of the ledgers that recovery and growth grow (default 10000,100000)"),
        .init("directory", "DIR", "where the ledger is put, so which disk is measured (default var)"),
        json,
    ]

    private static var names: String { BenchKind.allCases.map(\.rawValue).joined(separator: ", ") }

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let kinds = try kinds(arguments.rest.first)
        let seconds = try arguments.number("seconds", in: secondsRange) ?? secondsUsual
        let runs = try arguments.number("runs", in: 1...100) ?? 1
        let rows = try rows(arguments["rows"] ?? "10000,100000")
        let household = try household(arguments["directory"] ?? "var")
        defer { household.end() }
        endOnSignal(household)
        let run = BenchRun(program: try program(), household: household, seconds: Double(seconds), rows: rows)
        var figures: [[Figure]] = []
        for number in 1...runs {
            var mine: [Figure] = []
            for kind in kinds {
                let of = runs > 1 ? ", run \(number) of \(runs)" : ""
                Console.error("measuring \(kind.rawValue)\(of)")
                mine += try measure(kind, run)
            }
            figures.append(mine)
        }
        tell(Figure.medians(of: figures), arguments)
        return .success
    }

    static func tell(_ figures: [Figure], _ arguments: Arguments) {
        if arguments.has("json") {
            for figure in figures { Console.out(String(decoding: figure.json, as: UTF8.self)) }
        } else {
            FigureTable.lines(figures).forEach(Console.out)
        }
    }

    private static func measure(_ kind: BenchKind, _ run: BenchRun) throws -> [Figure] {
        do { return try kind.measure(run) } catch let failure as BenchFailure {
            throw Fatal(status: .unwell, message: "bench \(kind.rawValue): \(failure)")
        }
    }

    // MARK: Arguments

    private static func kinds(_ word: String?) throws(UsageError) -> [BenchKind] {
        guard let word, word != "all" else { return BenchKind.allCases }
        guard let kind = BenchKind(rawValue: word) else {
            throw UsageError("there is no bench \"\(word)\": name one of \(names), or all")
        }
        return [kind]
    }

    private static func rows(_ text: String) throws(UsageError) -> [Int] {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let known = numbers.compactMap { $0 }.filter { (100...1_000_000_000).contains($0) }
        guard known.count == numbers.count else {
            throw UsageError("--rows takes whole numbers from 100 to 1000000000, such as 10000,1000000")
        }
        return known
    }

    private static func household(_ directory: String) throws -> Household {
        do {
            try Folder.make(for: directory + "/any")
            return try Household(in: directory)
        } catch {
            throw Fatal(status: .usage, message: "\(error); name another folder with --directory")
        }
    }

    /// This binary, as the system knows it.
    private static func program() throws(Fatal) -> String {
        guard let path = realpath("/proc/self/exe", nil) else {
            throw Fatal(status: .systemUnusable, message: "/proc/self/exe cannot be read: is /proc mounted?")
        }
        defer { free(path) }
        return String(cString: path)
    }

    /// Ctrl-C and `kill` end the venue and the bridge, too.
    private static func endOnSignal(_ household: Household) {
        let watcher = WorkerThread()
        _ = watcher.start {
            let signal = Signals.wait()
            household.end()
            Console.error("alertbridge: bench ended by \(signal)")
            exit(ExitStatus.unwell.rawValue)
        }
    }
}
