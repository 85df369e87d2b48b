package import Journey
import Ledger
import Simulation

/// Damages to a ledger's file: nothing that changes a row passes unseen.
package struct LedgerDamageTrial {
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

    package private(set) var slipped: [String] = []
    private var harmless = 0
    private var refused = 0
    private var found = 0
    private let rows: Contents
    private let intact: [UInt8]
    private let isTold: Bool

    /// - Parameter isTold: Every finding is printed.
    package init(seeds: ClosedRange<UInt64>, isTold: Bool = false) throws(LedgerFault) {
        self.isTold = isTold
        let disk = try Self.written()
        intact = disk.bytes(of: Self.path) ?? []
        rows = try Contents(of: Self.path, on: disk.machine())
        let trial = self
        let endings = Parallel.map(seeds.count) { trial.strike(seed: seeds.lowerBound + UInt64($0)) }
        for (seed, (what, ending)) in zip(seeds, endings) {
            if isTold { print("disk: \(what): \(ending)") }
            switch ending {
            case .harmless: harmless += 1
            case .refused: refused += 1
            case .found: found += 1
            case .slipped(let how): slipped.append("--damage \(seed): \(what): \(how)")
            }
        }
    }

    package var line: String {
        "disk: a ledger of \(rows.count) rows and \(intact.count) bytes, "
            + "\(harmless + refused + found + slipped.count) damages: \(harmless) changed no row, "
            + "\(refused) were refused at opening, \(found) were found by verify, "
            + "\(slipped.count) slipped through"
    }

    private func strike(seed: UInt64) -> (what: String, ending: Ending) {
        var dice = Dice(seed: seed)
        let (bytes, what) = Damage.strike(intact, &dice)
        return (what, examine(bytes))
    }

    /// Opens it as the bridge would and then verifies it, and verifies it as it is.
    private func examine(_ bytes: [UInt8]) -> Ending {
        let opened = SimulatedDisk(dice: Dice(seed: 1))
        opened.put(bytes, at: Self.path)
        var isOpened = false
        do throws(LedgerFault) {
            let ledger = try LedgerFile(path: Self.path, on: opened.machine())
            _ = try ledger.restore(oldestFill: DiskRows.start)
            ledger.close()
            isOpened = true
        } catch {
            if isTold { print("disk: at opening: \(error)") }
            if !Aftermath.isTelling(error) { return .slipped("a fault that says too little: \(error)") }
        }
        let untouched = SimulatedDisk(dice: Dice(seed: 1))
        untouched.put(bytes, at: Self.path)
        let alone = verified(untouched)
        guard isOpened else { return alone == .harmless || alone == .found ? .refused : alone }
        let after = verified(opened)
        if case .slipped = after { return after }
        return alone == .harmless && after == .found ? .slipped("opening changed rows") : alone
    }

    private func verified(_ disk: SimulatedDisk) -> Ending {
        do throws(LedgerFault) {
            let report = try LedgerReader(path: Self.path, on: disk.machine()).verify { _ in nil }
            if isTold { print("disk: findings: \(report.findings)") }
            guard report.isSound else { return .found }
            let present = try Contents(of: Self.path, on: disk.machine())
            return present == rows ? .harmless : .slipped("taken for sound; \(rows.difference(present))")
        } catch {
            return Aftermath.isTelling(error) ? .found : .slipped("a fault that says too little: \(error)")
        }
    }

    private static func written() throws(LedgerFault) -> SimulatedDisk {
        let disk = SimulatedDisk(dice: Dice(seed: 1))
        let ledger = try LedgerFile(path: path, on: disk.machine())
        for batch in 1...batches { try ledger.append(DiskRows.batch(batch), at: DiskRows.time(batch)) }
        ledger.close()
        return disk
    }
}
