import Glibc
import Journey
import OwnThreads
import SQLite
import Synchronization
import Testing

@testable import Ledger

@Suite(.ownThreads)
struct LogWatchTests {
    private let folder = TemporaryFolder()
    /// Runs for minutes when nobody ends it.
    private let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)"
        + " SELECT count(*) FROM n"

    /// What a log's size is now, as a test says.
    private final class LogSize: Sendable {
        private let bytes: Mutex<Int64>

        init(_ bytes: Int64) { self.bytes = Mutex(bytes) }

        var now: Int64 {
            get { bytes.withLock { $0 } }
            set { bytes.withLock { $0 = newValue } }
        }
    }

    @Test(arguments: [
        (Int64(0), Int64(1_000), false), (0, 1_001, true), (1_001, 1_001, false), (1_001, 1_002, true),
        (5_000, 4_000, false),
    ])
    func `a look ends when the log is too long and has grown since`(begun: Int64, now: Int64, ends: Bool) {
        let size = LogSize(begun)
        let watch = LogWatch("ledger", bytesMax: 1_000) { size.now }
        #expect(!watch.isExceeded)
        size.now = now
        #expect(watch.isExceeded == ends)
        watch.begin()
        #expect(!watch.isExceeded)
    }

    @Test func `a statement ends as soon as somebody wants it, and the next one runs`() throws {
        try LedgerFile(path: folder.ledger).close()
        let isWanted = LogSize(1)
        let connection = try Connection(
            path: folder.ledger, access: .readOnly, interruption: Interruption { isWanted.now == 1 })
        let error = #expect(throws: SQLiteError.self) { try connection.value(endless) }
        #expect(error?.cause == .interrupted)
        isWanted.now = 0
        let count = try connection.value("SELECT count(*) FROM audit")
        #expect(count == .int64(0))
    }

    @Test func `a moment that makes the writer's log too long is given up, and the log is used anew`() throws
    {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.append(Sample.journey(1), at: Sample.start)
        let reader = try LedgerReader(path: folder.ledger, logBytesMax: 1 << 20)
        func grow(by count: Int) throws(LedgerFault) {
            for second in 0..<count {
                try ledger.append([.position(Sample.position("A", 1))], at: Sample.time(Int64(second)))
            }
        }
        let fault = #expect(throws: LedgerFault.self) {
            try reader.snapshot { () throws(LedgerFault) in
                try reader.prepared("SELECT count(*) FROM audit").each([], in: folder.ledger) { _ in }
                try grow(by: 100)
                try reader.prepared(endless).each([], in: folder.ledger) { _ in }
            }
        }
        #expect(fault?.kind == .unavailable)
        #expect(fault?.description.contains("its log has grown too long") == true)
        let long = SystemDisk.system.logBytes(of: folder.ledger)
        #expect(long > 1 << 20)
        try grow(by: 1_000)
        #expect(SystemDisk.system.logBytes(of: folder.ledger) < 20 << 20)
        #expect(try reader.orders().count == 1)
        #expect(try reader.verify { _ in nil }.isSound)
    }

    @Test func `a log that somebody else keeps growing is told of`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let (log, most) = (folder.ledger + "-wal", 2 * LogWatch.usualMax)
        #expect(truncate(log, off_t(most)) == 0)
        #expect(ledger.room().warning?.contains("log has grown") != true)
        #expect(truncate(log, off_t(most) + 1) == 0)
        #expect(ledger.room().warning?.contains("log has grown to 128 MiB: end the program") == true)
        #expect(ledger.room().shortage == nil)
    }

    @Test func `a backup is given up for it too, and nothing is left behind`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        var delivery = Sample.delivery(1)
        delivery.body = [UInt8](repeating: 0x61, count: 4 << 20)
        try ledger.append([.delivery(delivery)], at: Sample.start)
        // The log begins anew, so that what is written beside the backup lengthens it.
        try ledger.reopen()
        var steps = 0
        let fault = #expect(throws: LedgerFault.self) {
            try LedgerBackup.take(
                of: folder.ledger, to: folder.path + "/copy.db", at: Sample.start, logBytesMax: 0
            ) {
                steps += 1
                for second in 0..<Int64(20) {
                    try? ledger.append([.position(Sample.position("A", second))], at: Sample.time(second))
                }
            }
        }
        #expect(fault?.description.contains("its log has grown too long") == true)
        #expect(steps == 1)
        #expect(!folder.names.contains { $0.hasPrefix("copy") })
    }
}
