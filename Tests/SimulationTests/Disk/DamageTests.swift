import Glibc
import Journey
import Ledger
import Simulation
import Testing

/// Damages to a ledger's file: nothing that changes a row passes unseen.
struct DamageTests {
    private enum Ending: Equatable {
        /// It reads as it was written.
        case harmless
        /// Neither opened nor taken for sound.
        case refused
        /// Opened, and found by `verify`.
        case found
        case slipped(String)
    }

    private static let path = "/ledger.db"
    private static let batches = 50
    private static let count = max(1, setting("DISK_DAMAGES").flatMap { Int($0) } ?? 100)
    /// Only the damage of this seed, with what was found.
    private static let one = setting("DISK_DAMAGE").flatMap { UInt64($0) }

    @Test func `a ledger with a damaged row is never taken for a sound one`() throws {
        let disk = try Self.written()
        let intact = try #require(disk.bytes(of: Self.path))
        let rows = try Contents(of: Self.path, on: disk.machine())
        var counts = (harmless: 0, refused: 0, found: 0, slipped: 0)
        for seed in Self.one.map({ $0...$0 }) ?? 1...UInt64(Self.count) {
            var dice = Dice(seed: seed)
            let (bytes, what) = Damage.strike(intact, &dice)
            switch Self.examine(bytes, wanted: rows) {
            case .harmless: counts.harmless += 1
            case .refused: counts.refused += 1
            case .found: counts.found += 1
            case .slipped(let how):
                counts.slipped += 1
                print("disk: slipped: DISK_DAMAGE=\(seed): \(what): \(how)")
            }
        }
        print(
            "disk: a ledger of \(rows.count) rows and \(intact.count) bytes, \(Self.count) damages: "
                + "\(counts.harmless) changed no row, \(counts.refused) were refused at opening, "
                + "\(counts.found) were found by verify, \(counts.slipped) slipped through")
        #expect(counts.slipped == 0)
    }

    /// What a killed program left in its log is as good as the rest. Damage in the last commit alone cannot
    /// be told from one that a power cut broke.
    @Test func `damage in a log never hides more than its last commit`() throws {
        let disk = SimulatedDisk(dice: Dice(seed: 1))
        let ledger = try LedgerFile(path: Self.path, on: disk.machine())
        for batch in 1...Self.logged { try ledger.append(DiskRows.batch(batch), at: DiskRows.time(batch)) }
        disk.kill()
        let main = try #require(disk.bytes(of: Self.path))
        let log = try #require(disk.bytes(of: Self.path + "-wal"))
        var counts = (whole: 0, refused: 0, last: 0, slipped: 0)
        for seed in Self.one.map({ $0...$0 }) ?? 1...UInt64(max(1, Self.count / 10)) {
            var dice = Dice(seed: seed)
            let (bytes, what) = Damage.strike(log, &dice, keepsLength: true)
            let damaged = SimulatedDisk(dice: Dice(seed: 1))
            damaged.put(main, at: Self.path)
            damaged.put(bytes, at: Self.path + "-wal")
            switch Self.lastBatch(on: damaged) {
            case nil: counts.refused += 1
            case Self.logged: counts.whole += 1
            case Self.logged - 1: counts.last += 1
            case let left?:
                counts.slipped += 1
                print("disk: slipped: DISK_DAMAGE=\(seed) of the log: \(what): only \(left) batches are left")
            }
        }
        print(
            "disk: a log of \(Self.logged) commits and \(log.count) bytes, \(max(1, Self.count / 10)) damages: "
                + "\(counts.whole) lost nothing, \(counts.refused) were refused at opening, "
                + "\(counts.last) lost the last commit, \(counts.slipped) slipped through")
        #expect(counts.slipped == 0)
    }

    private static let logged = 10

    /// The last batch of a ledger that opens and is sound; nil when it does not open.
    private static func lastBatch(on disk: SimulatedDisk) -> Int? {
        do throws(LedgerFault) {
            let ledger = try LedgerFile(path: path, on: disk.machine())
            let last = try ledger.restore(oldestFill: DiskRows.start).lastDelivery
            let report = try LedgerReader(path: path, on: disk.machine()).verify { _ in nil }
            return report.isSound ? Int(last) : nil
        } catch {
            if one != nil { print("disk: at opening: \(error)") }
            return nil
        }
    }

    /// Opens it as the bridge would and then verifies it, and verifies it as it is.
    private static func examine(_ bytes: [UInt8], wanted: Contents) -> Ending {
        let opened = SimulatedDisk(dice: Dice(seed: 1))
        opened.put(bytes, at: path)
        var isOpened = false
        do throws(LedgerFault) {
            let ledger = try LedgerFile(path: path, on: opened.machine())
            _ = try ledger.restore(oldestFill: DiskRows.start)
            ledger.close()
            isOpened = true
        } catch {
            if one != nil { print("disk: at opening: \(error)") }
            if !Aftermath.isTelling(error) { return .slipped("a fault that says too little: \(error)") }
        }
        let untouched = SimulatedDisk(dice: Dice(seed: 1))
        untouched.put(bytes, at: path)
        let alone = verified(untouched, wanted)
        guard isOpened else { return alone == .harmless ? .refused : alone == .found ? .refused : alone }
        let after = verified(opened, wanted)
        if case .slipped = after { return after }
        return alone == .harmless && after == .found ? .slipped("opening changed rows") : alone
    }

    private static func verified(_ disk: SimulatedDisk, _ wanted: Contents) -> Ending {
        do throws(LedgerFault) {
            let report = try LedgerReader(path: path, on: disk.machine()).verify { _ in nil }
            if one != nil { print("disk: findings: \(report.findings)") }
            guard report.isSound else { return .found }
            let present = try Contents(of: path, on: disk.machine())
            return present == wanted ? .harmless : .slipped("taken for sound; \(wanted.difference(present))")
        } catch {
            return Aftermath.isTelling(error) ? .found : .slipped("a fault that says too little: \(error)")
        }
    }

    private static func written() throws -> SimulatedDisk {
        let disk = SimulatedDisk(dice: Dice(seed: 1))
        let ledger = try LedgerFile(path: path, on: disk.machine())
        for batch in 1...batches { try ledger.append(DiskRows.batch(batch), at: DiskRows.time(batch)) }
        ledger.close()
        return disk
    }

    private static func setting(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
