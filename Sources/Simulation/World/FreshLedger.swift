import Ledger

/// A ledger without a row, made once: most worlds begin with a copy instead of making it anew.
enum FreshLedger {
    /// Nil when it cannot be made; then every world makes its own.
    static let bytes: [UInt8]? = {
        let disk = SimulatedDisk(dice: Dice(seed: 0))
        guard let ledger = try? LedgerFile(path: World.ledgerPath, on: disk.machine(), reserveBytes: 0) else {
            return nil
        }
        ledger.close()
        return disk.bytes(of: World.ledgerPath)
    }()
}
