import CLinux
import Glibc

/// What the bridge is and costs while nothing happens: twenty accounts, connected.
enum IdleBench {
    private static let name = "idle"
    /// After the accounts are read, so long until all is quiet.
    private static let settleSeconds = 3.0

    static func run(_ run: BenchRun) throws -> [Figure] {
        try Site.with(run, name, accounts: 20) { site in
            try site.startReady()
            Stopwatch.rest(until: Stopwatch.now() + Int64(settleSeconds * 1e9))
            let began = Stopwatch.now()
            let cost = site.cost { Stopwatch.rest(until: began + Int64(run.seconds * 1e9)) }
            let share = 100 * Double(cost) / Double(Stopwatch.now() - began)
            return [
                Figure(name, "processor, 20 accounts", .percentOfCore, share),
                Figure(name, "memory, 20 accounts", .mebibytes, site.bridge?.memory.now ?? 0),
                Figure(name, "the program's file", .mebibytes, fileSize(run.program)),
            ]
        }
    }

    private static func fileSize(_ path: String) -> Double {
        var status = stat()
        return stat(path, &status) == 0 ? Double(status.st_size) / 1_048_576 : 0
    }
}
