import Glibc
import Journey
import OwnThreads
import SQLite
import Testing

@testable import Ledger

/// When what the log holds is written into the ledger's file.
@Suite(.ownThreads)
struct LedgerLogTests {
    private let folder = TemporaryFolder()

    private func ledger(logPagesMax: Int) throws -> LedgerFile {
        try LedgerFile(path: folder.ledger, reserveBytes: 0, logPagesMax: logPagesMax)
    }

    private func grow(_ ledger: LedgerFile, _ seconds: Range<Int64>) throws {
        for second in seconds {
            try ledger.append([.position(Sample.position("A", second))], at: Sample.time(second))
        }
    }

    /// Links of the chain that the file holds without its log.
    private func linksInFile() throws -> Int64 {
        let copy = folder.path + "/alone.db"
        #expect(folder.copy(folder.ledger, to: copy))
        defer { for suffix in ["", "-wal", "-shm"] { unlink(copy + suffix) } }
        let connection = try Connection(path: copy, access: .readWriteCreate)
        guard case .int64(let count) = try connection.value("SELECT count(*) FROM audit") else { return -1 }
        return count
    }

    @Test func `a long log is left to the next rest, and then begins anew`() throws {
        let ledger = try ledger(logPagesMax: 100_000)
        let before = try linksInFile()
        try grow(ledger, 1..<1_001)
        #expect(try linksInFile() == before)
        ledger.rest()
        #expect(try linksInFile() == before + 1_000)
        let long = SystemDisk.system.logBytes(of: folder.ledger)
        try grow(ledger, 1_001..<1_101)
        #expect(SystemDisk.system.logBytes(of: folder.ledger) == long)
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.isSound)
    }

    @Test func `a rest makes the log as long as it becomes, and commits lengthen it no more`() throws {
        let ledger = try ledger(logPagesMax: 100_000)
        try grow(ledger, 1..<2)
        let short = SystemDisk.system.logBytes(of: folder.ledger)
        ledger.rest()
        #expect(short < LedgerFile.restingLogBytes)
        for round in 0..<Int64(40) {
            try grow(ledger, round * 20 + 2..<round * 20 + 22)
            ledger.rest()
            #expect(SystemDisk.system.logBytes(of: folder.ledger) == LedgerFile.restingLogBytes)
        }
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.isSound)
    }

    @Test func `what a lengthened log holds is there after the writer was killed`() throws {
        let ledger = try ledger(logPagesMax: 100_000)
        try grow(ledger, 1..<2)
        ledger.rest()
        try grow(ledger, 2..<51)
        // As a killed writer leaves it: the file, and its log with zeros behind the last frame.
        let left = folder.path + "/left.db"
        for suffix in ["", "-wal"] { #expect(folder.copy(folder.ledger + suffix, to: left + suffix)) }
        #expect(SystemDisk.system.logBytes(of: left) == LedgerFile.restingLogBytes)
        let next = try LedgerFile(path: left, reserveBytes: 0)
        try next.append([.position(Sample.position("A", 51))], at: Sample.time(51))
        let told = try LedgerReader(path: left).verify { _ in nil }
        #expect(told.isSound)
        #expect(told.auditRows == (try LedgerReader(path: folder.ledger).verify { _ in nil }.auditRows) + 1)
    }

    @Test func `a short one stays as it is`() throws {
        let ledger = try ledger(logPagesMax: 100_000)
        let before = try linksInFile()
        try grow(ledger, 1..<51)
        ledger.rest()
        #expect(try linksInFile() == before)
    }

    @Test func `a writer that never rests writes it back itself, again and again`() throws {
        let ledger = try ledger(logPagesMax: 500)
        let before = try linksInFile()
        try grow(ledger, 1..<2_001)
        #expect(try linksInFile() > before + 1_500)
        #expect(SystemDisk.system.logBytes(of: folder.ledger) < 600 * 4_200)
    }

    @Test func `a reader's moment keeps it from beginning anew, and its end does not`() throws {
        let ledger = try ledger(logPagesMax: 100_000)
        let before = try linksInFile()
        let reader = try LedgerReader(path: folder.ledger)
        try reader.snapshot { () throws(LedgerFault) in
            try reader.prepared("SELECT count(*) FROM audit").each([], in: folder.ledger) { _ in }
            for round in 0..<Int64(3) {
                try? grow(ledger, round * 1_000 + 1..<round * 1_000 + 1_001)
                ledger.rest()
            }
        }
        #expect(try linksInFile() == before)
        let long = SystemDisk.system.logBytes(of: folder.ledger)
        try grow(ledger, 3_001..<4_001)
        ledger.rest()
        #expect(try linksInFile() == before + 4_000)
        try grow(ledger, 4_001..<5_001)
        #expect(SystemDisk.system.logBytes(of: folder.ledger) < long * 3 / 2)
    }
}
