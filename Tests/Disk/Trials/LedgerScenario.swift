import Journey
import Ledger
import Simulation

/// A day of the ledger in small: opened, brought up to date, written, asked, reopened, checkpointed, closed,
/// opened again. It goes on after a fault as the Sequencer does: the ledger is reopened, and the next batch
/// comes. A batch that failed may be in the ledger all the same; what comes after it goes by what the ledger has.
struct LedgerScenario {
    static let path = "/ledger.db"
    static let batches = 30
    /// After these the ledger is reopened, which writes the log back into the database.
    static let reopenings: Set<Int> = [8, 20]
    /// After these it is closed, and opened by a program that starts anew.
    static let restarts: Set<Int> = [14]

    /// Batches whose append returned, in their order.
    private(set) var acknowledged: [Int] = []
    /// Batches that were tried, in their order, with the rows of each.
    private(set) var tried: [(batch: Int, rows: [LedgerRow])] = []
    /// Batches that the ledger is known to have.
    private var present: [Int] = []
    /// Failed, and not looked for yet.
    private var doubtful: Int?
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
            let rows = DiskRows.batch(batch, after: present)
            tried.append((batch, rows))
            if attempt({ () throws(LedgerFault) in try open.append(rows, at: DiskRows.time(batch)) }) {
                acknowledged.append(batch)
                present.append(batch)
                look(for: batch, in: open)
            } else {
                doubtful = batch
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
        if let opened, settle(in: opened) { ledger = opened } else { opened?.close() }
        return ledger
    }

    /// A ledger that does not open again is given up, as a program that ends does.
    private mutating func reopen(_ open: LedgerFile, _ ledger: inout LedgerFile?) {
        guard !attempt({ () throws(LedgerFault) in try open.reopen() }) || !settle(in: open) else { return }
        open.close()
        ledger = nil
    }

    /// Whether it is known what became of the batch that failed last.
    private mutating func settle(in ledger: LedgerFile) -> Bool {
        guard let batch = doubtful else { return true }
        var found: KnownAlert?
        guard
            attempt({ () throws(LedgerFault) in
                found = try ledger.find(DiskRows.key(batch), at: DiskRows.time(batch))
            })
        else { return false }
        if found != nil { present.append(batch) }
        doubtful = nil
        return true
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
