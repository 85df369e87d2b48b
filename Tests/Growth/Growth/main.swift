import Bench
import Glibc
import Journey
import Ledger
import SQLite
import Trading

// Grows a ledger by the ledger's own code: growth FILE ALERTS [WAL_MIB]
//
// It ends itself with SIGKILL, as a bridge may be ended, and leaves a write-ahead log of about WAL_MIB behind: a
// reader that stays keeps SQLite from writing it back.

let words = CommandLine.arguments
guard words.count >= 3, let count = Int64(words[2]), count >= 1 else {
    print("growth FILE ALERTS [WAL_MIB]")
    exit(2)
}
let logMiB = words.count > 3 ? Int64(words[3]) ?? 4 : 4

func sizeOf(_ file: String) -> Int64 {
    var status = stat()
    return stat(file, &status) == 0 ? Int64(status.st_size) : 0
}

do {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    let end = Timestamp(microseconds: Int64(clock.tv_sec) * 1_000_000)
    let ledger = try LedgerFile(path: words[1])
    var written = 0
    var number: Int64 = 0
    var days = GrownDays()
    // The last alerts fill the log: some 21 of them make a mebibyte.
    let logFrom = max(0, count - logMiB * 21)
    func grow(to last: Int64, by step: Int64) throws {
        while number < last {
            var rows: [LedgerRow] = []
            for _ in 0..<min(step, last - number) {
                number += 1
                rows += GrownAlert(number, of: count, until: end).rows(adding: &days)
            }
            try ledger.append(rows, at: end)
            written += rows.count
        }
    }
    try grow(to: logFrom, by: 1_000)
    let reader = try Connection(path: words[1], access: .readOnly)
    try reader.execute("BEGIN; SELECT count(*) FROM locks;")
    try grow(to: count, by: 16)
    let log = sizeOf(words[1] + "-wal") >> 20
    print("alerts=\(count) rows=\(written) ledger_mib=\(sizeOf(words[1]) >> 20) log_mib=\(log)")
    fflush(nil)
    kill(getpid(), SIGKILL)
} catch {
    print("\(error)")
    exit(1)
}
