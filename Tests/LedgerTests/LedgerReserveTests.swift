import Glibc
import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

/// The space that is kept for ending what is under way, on file systems of the test's own.
@Suite(.ownThreads)
struct LedgerReserveTests {
    private let folder = TemporaryFolder()
    private var reserve: String { folder.ledger + ".reserve" }

    private func blocks(of file: String) -> Int64 {
        var status = stat()
        return stat(file, &status) == 0 ? Int64(status.st_blocks) * 512 : -1
    }

    private func big(_ number: UInt8, bytes: Int) -> LedgerRow {
        var alert = Sample.alert(number)
        alert.canonical = Array(("\"" + String(repeating: "a", count: bytes) + "\"").utf8)
        return .alert(alert)
    }

    @Test func `is really on disk, and its owner's alone`() throws {
        let usual = umask(0)
        defer { umask(usual) }
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(blocks(of: reserve) >= 16 << 20)
        #expect(folder.mode(of: reserve) == 0o600)
        let room = ledger.room()
        #expect(room.shortage == nil)
        #expect((room.freeBytes ?? 0) > 0)
    }

    @Test func `is given up when the ledger is full, and made again once there is room`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        try ledger.limitPages(to: 1)
        let fault = #expect(throws: LedgerFault.self) {
            try ledger.append([big(1, bytes: 60_000)], at: Sample.start)
        }
        #expect(fault?.cause == .full)
        #expect(blocks(of: reserve) == 0)
        try ledger.reopen()
        #expect(ledger.room().shortage == nil)
        #expect(blocks(of: reserve) >= 16 << 20)
    }

    @Test func `stays when a write fails for another reason`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let fault = #expect(throws: LedgerFault.self) {
            try ledger.append([.attempt(Sample.attempt("ab-unknown", 1))], at: Sample.start)
        }
        #expect(fault?.cause == .rows)
        #expect(blocks(of: reserve) >= 16 << 20)
    }

    @Test func `is made again when somebody took it away`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        unlink(reserve)
        #expect(ledger.room().shortage == nil)
        #expect(blocks(of: reserve) >= 16 << 20)
    }

    @Test func `a link in its place is not followed`() throws {
        #expect(symlink("/dev/null", reserve) == 0)
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(throws: Never.self) { try ledger.append(Sample.journey(1), at: Sample.start) }
        var status = stat()
        #expect(lstat(reserve, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func `where it cannot be made nothing is short, and it is made once it can be`() throws {
        #expect(symlink("/dev/null", reserve) == 0)
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(ledger.room().shortage == nil)
        unlink(reserve)
        #expect(ledger.room().shortage == nil)
        #expect(blocks(of: reserve) >= 16 << 20)
    }

    @Test(.enabled(if: SmallDisk.isAllowed, "this user may not mount file systems"))
    func `where it cannot be made, what is free decides`() throws {
        let disk = try SmallDisk(mebibytes: 40)
        defer { disk.end() }
        let file = disk.path + "/ledger.db"
        #expect(symlink("/dev/null", file + ".reserve") == 0)
        let ledger = try LedgerFile(path: file)
        #expect(ledger.room().shortage == nil)
        disk.fill()
        #expect(ledger.room().shortage == "0 MiB free on its disk, of 16 MiB needed")
        disk.empty()
        #expect(ledger.room().shortage == nil)
        ledger.close()
    }

    /// Else each start would take the last room, fail its first write for want of it, and give it up again.
    @Test(.enabled(if: SmallDisk.isAllowed, "this user may not mount file systems"))
    func `a start does not take the last room for it`() throws {
        let disk = try SmallDisk(mebibytes: 40)
        defer { disk.end() }
        let file = disk.path + "/ledger.db"
        try LedgerFile(path: file).close()
        #expect(unlink(file + ".reserve") == 0)
        let filler = open(disk.path + "/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        #expect(posix_fallocate(filler, 0, 22 << 20) == 0)
        close(filler)
        let ledger = try LedgerFile(path: file)
        #expect(access(file + ".reserve", F_OK) != 0)
        #expect(ledger.room().shortage?.contains("and needs 32 MiB") == true)
        disk.empty()
        #expect(ledger.room().shortage == nil)
        #expect(blocks(of: file + ".reserve") >= 16 << 20)
        ledger.close()
        // One that is there is kept, however little is left beside it.
        let more = open(disk.path + "/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        #expect(posix_fallocate(more, 0, 22 << 20) == 0)
        close(more)
        let again = try LedgerFile(path: file)
        #expect(again.room().shortage == nil)
        #expect(blocks(of: file + ".reserve") >= 16 << 20)
        again.close()
    }

    @Test func `a disk that went away and came back has it again`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let away = folder.path + "-away"
        #expect(rename(folder.path, away) == 0)
        let room = ledger.room()
        #expect(room == LedgerRoom())
        #expect(rename(away, folder.path) == 0)
        #expect((ledger.room().freeBytes ?? 0) > 0)
        // It is ours again, to be given up.
        try ledger.limitPages(to: 1)
        #expect(throws: LedgerFault.self) { try ledger.append([big(1, bytes: 60_000)], at: Sample.start) }
        #expect(blocks(of: reserve) == 0)
    }

    @Test func `a file that a link in its place leads to is not emptied`() throws {
        let ledger = try LedgerFile(path: folder.ledger)
        let other = folder.path + "/other"
        #expect(rename(reserve, other) == 0)
        #expect(symlink(other, reserve) == 0)
        try ledger.limitPages(to: 1)
        #expect(throws: LedgerFault.self) { try ledger.append([big(1, bytes: 60_000)], at: Sample.start) }
        #expect(blocks(of: other) >= 16 << 20)
    }

    @Test func `a ledger without one has room for all it cares`() throws {
        let ledger = try LedgerFile(path: folder.ledger, reserveBytes: 0)
        #expect(ledger.room() == LedgerRoom())
        #expect(access(reserve, F_OK) != 0)
    }

    @Test(.enabled(if: SmallDisk.isAllowed, "this user may not mount file systems"))
    func `on a full disk what is under way is still written, and alerts wait for room`() throws {
        let disk = try SmallDisk(mebibytes: 40)
        defer { disk.end() }
        let file = disk.path + "/ledger.db"
        let ledger = try LedgerFile(path: file)
        #expect(ledger.room().shortage == nil)
        #expect(ledger.room().warning != nil)
        disk.fill()
        var fault: LedgerFault?
        for number in 1..<UInt8(40) where fault == nil {
            do { try ledger.append([big(number, bytes: 100_000)], at: Sample.start) } catch { fault = error }
        }
        #expect(fault?.cause == .full)
        #expect(blocks(of: file + ".reserve") == 0)
        // The reserve pays for these.
        try ledger.reopen()
        for number in 1..<Int64(100) {
            try ledger.append([.order(Sample.order("ab-\(number)"))], at: Sample.start)
        }
        #expect(ledger.room().shortage?.contains("MiB free on its disk") == true)
        disk.empty()
        #expect(ledger.room().shortage == nil)
        #expect(blocks(of: file + ".reserve") >= 16 << 20)
        #expect(try LedgerReader(path: file).verify(recomputing: { _ in nil }).isSound)
        ledger.close()
    }

    @Test(.enabled(if: SmallDisk.isAllowed, "this user may not mount file systems"))
    func `a disk without room for it opens, and says what is short`() throws {
        let disk = try SmallDisk(mebibytes: 8)
        defer { disk.end() }
        let ledger = try LedgerFile(path: disk.path + "/ledger.db")
        try ledger.append(Sample.journey(1), at: Sample.start)
        #expect(ledger.room().shortage?.contains("32 MiB") == true)
        ledger.close()
    }

    @Test(.enabled(if: SmallDisk.isAllowed, "this user may not mount file systems"))
    func `a disk that turns read-only fails the write, and takes it again once it can be written`() throws {
        let disk = try SmallDisk(mebibytes: 48)
        defer { disk.end() }
        let ledger = try LedgerFile(path: disk.path + "/ledger.db")
        try ledger.append([.order(Sample.order("ab-1"))], at: Sample.start)
        ledger.close()
        let other = try LedgerFile(path: disk.path + "/ledger.db")
        other.close()
        #expect(disk.remount(isReadOnly: true))
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerFile(path: disk.path + "/ledger.db") }
        #expect(fault?.kind == .unavailable)
        #expect(disk.remount(isReadOnly: false))
        let again = try LedgerFile(path: disk.path + "/ledger.db")
        try again.append([.order(Sample.order("ab-2"))], at: Sample.start)
        #expect(try again.restore(oldestFill: Sample.start).orders.map(\.tag.text) == ["ab-1", "ab-2"])
        again.close()
    }
}
