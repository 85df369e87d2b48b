import DiskTrials
import Journey
import Ledger
import Simulation
import Testing

/// The disk of a simulated world: a real ledger lives on it.
struct SimulatedDiskTests {
    private let disk = SimulatedDisk(dice: Dice(seed: 1))
    private let path = "/ledger.db"

    @Test func `a ledger is written, read beside its writer, closed and opened again`() throws {
        let ledger = try LedgerFile(path: path, on: disk.machine())
        for number in 1...30 { try ledger.append(DiskRows.batch(number), at: DiskRows.time(number)) }
        let report = try LedgerReader(path: path, on: disk.machine()).verify { _ in nil }
        #expect(report.isSound, "\(report.findings)")
        #expect(report.lastSeq == (1...30).reduce(0) { $0 + DiskRows.batch($1).count })
        #expect(disk.paths == ["/ledger.db", "/ledger.db-wal"])
        try ledger.reopen()
        ledger.close()
        #expect(disk.paths == ["/ledger.db"])
        let later = try LedgerFile(path: path, on: disk.machine())
        #expect(try later.find(DiskRows.key(30), at: DiskRows.time(30)) != nil)
        #expect(try later.restore(oldestFill: DiskRows.start).lastDelivery == 30)
    }

    @Test func `a second writer is refused, and the next one let in`() throws {
        var first: LedgerFile? = try LedgerFile(path: path, on: disk.machine())
        #expect(first != nil)
        #expect {
            try LedgerFile(path: path, on: disk.machine())
        } throws: {
            ($0 as? LedgerFault)?.kind == .inUse
        }
        first = nil
        _ = try LedgerFile(path: path, on: disk.machine())
    }

    @Test func `a program that died reaches its files no more, and its rows stay`() throws {
        let dead = try LedgerFile(path: path, on: disk.machine())
        try dead.append(DiskRows.batch(1), at: DiskRows.time(1))
        disk.kill()
        let before = disk.paths.map { disk.bytes(of: $0) }
        #expect(throws: LedgerFault.self) { try dead.append(DiskRows.batch(2), at: DiskRows.time(2)) }
        #expect(throws: LedgerFault.self) { try dead.reopen() }
        dead.close()
        #expect(disk.paths.map { disk.bytes(of: $0) } == before)
        let next = try LedgerFile(path: path, on: disk.machine())
        #expect(try next.find(DiskRows.key(1), at: DiskRows.time(1)) != nil)
    }

    @Test(arguments: 1...20)
    func `what was appended survives a power cut, whatever the dice`(seed: UInt64) throws {
        let ledger = try LedgerFile(path: path, on: disk.machine())
        for number in 1...3 { try ledger.append(DiskRows.batch(number), at: DiskRows.time(number)) }
        var dice = Dice(seed: seed)
        disk.crash(using: &dice)
        let next = try LedgerFile(path: path, on: disk.machine())
        #expect(try next.restore(oldestFill: DiskRows.start).lastDelivery == 3)
    }

    @Test func `what was never synced can be lost`() throws {
        var lost = 0
        for seed in 1...20 {
            let disk = SimulatedDisk(dice: Dice(seed: 1))
            let ledger = try LedgerFile(path: path, on: disk.machine())
            try ledger.append(DiskRows.batch(1), at: DiskRows.time(1))
            disk.onCall = { $0.kind == .sync ? .drop : .goOn }
            try ledger.append(DiskRows.batch(2), at: DiskRows.time(2))
            disk.onCall = nil
            var dice = Dice(seed: UInt64(seed))
            disk.crash(using: &dice)
            let next = try LedgerFile(path: path, on: disk.machine())
            let found = try next.find(DiskRows.key(2), at: DiskRows.time(2))
            #expect(try next.find(DiskRows.key(1), at: DiskRows.time(1)) != nil)
            if found == nil { lost += 1 }
        }
        #expect((1..<20).contains(lost))
    }

    @Test func `a full disk refuses, and takes again once there is room`() throws {
        let ledger = try LedgerFile(path: path, on: disk.machine())
        try ledger.append(DiskRows.batch(1), at: DiskRows.time(1))
        disk.capacityBytes = disk.usedBytes + 10_000
        #expect {
            try ledger.append(DiskRows.batch(2), at: DiskRows.time(2))
        } throws: {
            "\($0)".contains("make room")
        }
        disk.capacityBytes = .max
        try ledger.reopen()
        try ledger.append(DiskRows.batch(2), at: DiskRows.time(2))
        #expect(try LedgerReader(path: path, on: disk.machine()).verify { _ in nil }.isSound)
    }

    @Test func `the same calls are made in every run`() throws {
        func calls() throws -> [DiskCall] {
            let disk = SimulatedDisk(dice: Dice(seed: 1))
            var calls: [DiskCall] = []
            disk.onCall = {
                calls.append($0)
                return .goOn
            }
            let ledger = try LedgerFile(path: path, on: disk.machine())
            for number in 1...5 { try ledger.append(DiskRows.batch(number), at: DiskRows.time(number)) }
            try ledger.reopen()
            ledger.close()
            return calls
        }
        #expect(try calls() == calls())
    }

    @Test func `a batch is on the disk in a fraction of a millisecond`() throws {
        let ledger = try LedgerFile(path: path, on: disk.machine())
        let clock = ContinuousClock()
        let took = try clock.measure {
            for number in 1...300 { try ledger.append(DiskRows.batch(number), at: DiskRows.time(number)) }
        }
        print("disk: an append of about 7 rows takes \(took / 300)")
        #expect(took < .seconds(30))
    }
}
