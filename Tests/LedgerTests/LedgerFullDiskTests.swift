import Glibc
import Journey
import OwnThreads
import Testing
import Trading

@testable import Ledger

/// A start on a disk that filled up while nothing ran: positions may be open that have to be watched over.
@Suite(.ownThreads, .enabled(if: SmallDisk.isAllowed, "this user may not mount file systems"))
struct LedgerFullDiskTests {
    /// A ledger that was closed well, on a disk without a free byte.
    private func full(_ disk: SmallDisk, hasReserve: Bool) throws -> String {
        let file = disk.path + "/ledger.db"
        let ledger = try LedgerFile(path: file)
        try ledger.append(Sample.journey(1), at: Sample.start)
        ledger.close()
        if !hasReserve { #expect(unlink(file + ".reserve") == 0) }
        disk.fill()
        return file
    }

    @Test func `with a reserve the ledger opens, is written, and alerts wait for room`() throws {
        let disk = try SmallDisk(mebibytes: 40)
        defer { disk.end() }
        let file = try full(disk, hasReserve: true)
        let ledger = try LedgerFile(path: file)
        #expect(try ledger.restore(oldestFill: Sample.start).orders.map(\.tag.text) == ["ab-1"])
        #expect(ledger.room().shortage?.contains("its reserve was used") == true)
        try ledger.append([.position(Sample.position("A", 1))], at: Sample.time(1))
        disk.empty()
        #expect(ledger.room().shortage == nil)
        ledger.close()
        #expect(try LedgerReader(path: file).verify { _ in nil }.isSound)
    }

    @Test func `without one it is told to make room, and nothing is lost`() throws {
        let disk = try SmallDisk(mebibytes: 40)
        defer { disk.end() }
        let file = try full(disk, hasReserve: false)
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerFile(path: file) }
        #expect(fault?.kind == .unavailable)
        #expect(fault?.cause == .full)
        #expect(fault?.description.contains("make room on its disk") == true)
        disk.empty()
        let ledger = try LedgerFile(path: file)
        #expect(try ledger.restore(oldestFill: Sample.start).orders.map(\.tag.text) == ["ab-1"])
        ledger.close()
    }

    @Test func `a damaged ledger's reserve is not given up for it`() throws {
        let disk = try SmallDisk(mebibytes: 40)
        defer { disk.end() }
        let file = try full(disk, hasReserve: true)
        #expect(truncate(file, 4_096) == 0)
        let fault = #expect(throws: LedgerFault.self) { _ = try LedgerFile(path: file) }
        #expect(fault?.kind == .damaged)
        var status = stat()
        #expect(stat(file + ".reserve", &status) == 0 && Int64(status.st_size) == LedgerReserve.usualBytes)
    }
}
