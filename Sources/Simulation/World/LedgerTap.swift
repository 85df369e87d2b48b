import Journey
import Trading

/// The ledger as one run of the program has it, with the world looking on.
///
/// @unchecked Sendable: one thread runs a world.
final class LedgerTap: LedgerPort, @unchecked Sendable {
    private let file: any LedgerPort
    private unowned let world: World
    private unowned let run: ProgramRun

    init(_ file: any LedgerPort, of run: ProgramRun, in world: World) {
        self.file = file
        self.run = run
        self.world = world
    }

    func append(_ rows: [LedgerRow], at now: Timestamp) throws(LedgerFault) {
        // Of an append in a program that is dead already nothing can arrive.
        try alive()
        do { try file.append(rows, at: now) } catch {
            world.shadow.doubt(rows)
            world.ledgerFailed()
            throw error
        }
        guard run.isAlive else {
            world.shadow.doubt(rows)
            return try alive()
        }
        for case .delivery in rows { run.deliveries += 1 }
        world.wrote(rows)
    }

    func find(_ key: Fingerprint, at now: Timestamp) throws(LedgerFault) -> KnownAlert? {
        try alive()
        do { return try file.find(key, at: now) } catch {
            // The program takes it for an outage like any other.
            world.ledgerFailed()
            throw error
        }
    }

    func restore(oldestFill: Timestamp) throws(LedgerFault) -> DeskMemory {
        try alive()
        return try file.restore(oldestFill: oldestFill)
    }

    func reopen() throws(LedgerFault) {
        try alive()
        try file.reopen()
        try alive()
        world.readBack()
    }

    /// A program that was killed does nothing more, whatever is left of its turn.
    private func alive() throws(LedgerFault) {
        guard run.isAlive else { throw LedgerFault(.unavailable, "the program was killed") }
    }
}
