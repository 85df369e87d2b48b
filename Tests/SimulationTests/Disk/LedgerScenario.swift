import Journey
import Ledger
import Simulation

/// A day of the ledger in small: opened, brought up to date, written, asked, reopened, checkpointed, closed,
/// opened again. It goes on after a fault as the Sequencer does: the ledger is reopened, and the next batch
/// comes.
struct LedgerScenario {
    static let path = "/ledger.db"
    static let batches = 30
    /// After these the ledger is reopened, which writes the log back into the database.
    static let reopenings: Set<Int> = [8, 20]
    /// After these it is closed, and opened by a program that starts anew.
    static let restarts: Set<Int> = [14]

    /// Batches whose append returned, in their order.
    private(set) var acknowledged: [Int] = []
    /// Batches that were tried, in their order.
    private(set) var tried: [Int] = []
    /// What was said about whatever went wrong.
    private(set) var faults: [LedgerFault] = []
    /// Something acknowledged could not be found again while the ledger worked.
    private(set) var isForgetful = false
    private let disk: SimulatedDisk

    init(on disk: SimulatedDisk) { self.disk = disk }

    mutating func run() {
        var ledger: LedgerFile?
        for batch in 1...Self.batches {
            guard let open = ready(&ledger) else { continue }
            tried.append(batch)
            if attempt({ () throws(LedgerFault) in
                try open.append(DiskRows.batch(batch), at: DiskRows.time(batch))
            }) {
                acknowledged.append(batch)
                look(for: batch, in: open)
            } else {
                reopen(open, &ledger)
            }
            if Self.reopenings.contains(batch), let open = ledger { reopen(open, &ledger) }
            if Self.restarts.contains(batch) {
                ledger?.close()
                ledger = nil
            }
        }
        ledger?.close()
    }

    /// Opens what is not open; a machine that is down starts nothing.
    private mutating func ready(_ ledger: inout LedgerFile?) -> LedgerFile? {
        if let ledger { return ledger }
        var opened: LedgerFile?
        let disk = disk
        _ = attempt { () throws(LedgerFault) in
            let file = try LedgerFile(path: Self.path, on: disk.machine())
            _ = try file.restore(oldestFill: DiskRows.start)
            opened = file
        }
        ledger = opened
        return opened
    }

    /// A ledger that does not open again is given up, as a program that ends does.
    private mutating func reopen(_ open: LedgerFile, _ ledger: inout LedgerFile?) {
        guard !attempt({ () throws(LedgerFault) in try open.reopen() }) else { return }
        open.close()
        ledger = nil
    }

    private mutating func look(for batch: Int, in ledger: LedgerFile) {
        var found: KnownAlert?
        let isAnswered = attempt { () throws(LedgerFault) in
            found = try ledger.find(DiskRows.key(batch), at: DiskRows.time(batch))
        }
        if isAnswered, found == nil { isForgetful = true }
    }

    private mutating func attempt(_ body: () throws(LedgerFault) -> Void) -> Bool {
        do throws(LedgerFault) {
            try body()
            return true
        } catch {
            faults.append(error)
            return false
        }
    }
}
