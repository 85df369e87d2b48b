package import Journey
import Ledger
import Simulation

/// Damages to the log that a killed program left: it is as good as the rest. Damage in the last commit alone
/// cannot be told from one that a power cut broke, and without the mark between them the last two are one.
package struct LogDamageTrial {
    private static let path = "/ledger.db"
    private static let logged = 10

    package private(set) var slipped: [String] = []
    private var whole = 0
    private var refused = 0
    private var last = 0
    private var lastTwo = 0
    private let main: [UInt8]
    private let log: [UInt8]
    private let isTold: Bool

    /// - Parameter isTold: Every fault is printed.
    package init(seeds: ClosedRange<UInt64>, isTold: Bool = false) throws(LedgerFault) {
        self.isTold = isTold
        let disk = SimulatedDisk(dice: Dice(seed: 1))
        let ledger = try LedgerFile(path: Self.path, on: disk.machine())
        for batch in 1...Self.logged { try ledger.append(DiskRows.batch(batch), at: DiskRows.time(batch)) }
        disk.kill()
        main = disk.bytes(of: Self.path) ?? []
        log = disk.bytes(of: Self.path + "-wal") ?? []
        let trial = self
        let endings = Parallel.map(seeds.count) { trial.strike(seed: seeds.lowerBound + UInt64($0)) }
        for (seed, (what, left, isMarkStruck)) in zip(seeds, endings) {
            if isTold {
                print("disk: \(what) of the log: \(left.map { "\($0) batches are left" } ?? "refused")")
            }
            switch left {
            case nil: refused += 1
            case Self.logged: whole += 1
            case Self.logged - 1: last += 1
            case Self.logged - 2 where isMarkStruck: lastTwo += 1
            case let left?:
                slipped.append("--damage \(seed): \(what) of the log: only \(left) batches are left")
            }
        }
    }

    package var line: String {
        "disk: a log of \(Self.logged) commits and \(log.count) bytes, "
            + "\(whole + refused + last + lastTwo + slipped.count) damages: \(whole) lost nothing, "
            + "\(refused) were refused at opening, \(last) lost the last commit, "
            + "\(lastTwo) the last two with the mark between them, "
            + "\(slipped.count) slipped through"
    }

    private func strike(seed: UInt64) -> (what: String, left: Int?, isMarkStruck: Bool) {
        var dice = Dice(seed: seed)
        let (bytes, what) = Damage.strike(log, &dice, keepsLength: true)
        let damaged = SimulatedDisk(dice: Dice(seed: 1))
        damaged.put(main, at: Self.path)
        damaged.put(bytes, at: Self.path + "-wal")
        return (what, lastBatch(on: damaged), bytes[mark] != log[mark])
    }

    /// The header of the frame that ends the last commit but one.
    private var mark: Range<Int> {
        let headers = stride(from: 32, to: log.count - 24, by: 24 + 4_096).map { $0..<$0 + 24 }
        let marks = headers.filter { log[$0].dropFirst(4).prefix(4).contains { $0 != 0 } }
        return marks.dropLast().last ?? 0..<0
    }

    /// The last batch of a ledger that opens and is sound; nil when it does not open.
    private func lastBatch(on disk: SimulatedDisk) -> Int? {
        do throws(LedgerFault) {
            let ledger = try LedgerFile(path: Self.path, on: disk.machine())
            let last = try ledger.restore(oldestFill: DiskRows.start).lastDelivery
            let report = try LedgerReader(path: Self.path, on: disk.machine()).verify { _ in nil }
            return report.isSound ? Int(last) : nil
        } catch {
            if isTold { print("disk: at opening: \(error)") }
            return nil
        }
    }
}
