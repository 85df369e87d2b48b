package import Journey
import Ledger
import Simulation

/// What is found when a ledger is opened again after whatever happened to its disk.
package enum Aftermath: Hashable {
    /// Sound, and everything acknowledged is in it, batch by batch.
    case whole
    /// Sound as far as it goes, and the last batches are gone.
    case shortened(by: Int)
    /// Not opened, with a fault that says why.
    case refused(LedgerFault)
    /// What must never be.
    case broken(String)

    static func of(_ scenario: LedgerScenario, on disk: SimulatedDisk) -> Aftermath {
        disk.onCall = nil
        disk.capacityBytes = .max
        if scenario.isForgetful { return .broken("an acknowledged alert was not found") }
        for fault in scenario.faults where !isTelling(fault) {
            return .broken("a fault that says too little: \(fault)")
        }
        do throws(LedgerFault) {
            return try examine(scenario, on: disk)
        } catch {
            return isTelling(error) ? .refused(error) : .broken("a fault that says too little: \(error)")
        }
    }

    /// File, cause and remedy: `ledger FILE: CAUSE; REMEDY`; a ledger that is being made has a name of its
    /// own.
    static func isTelling(_ fault: LedgerFault) -> Bool {
        let text = fault.description
        guard text.hasPrefix("ledger \(LedgerScenario.path)"), let end = text.lastIndex(of: ";") else {
            return false
        }
        return text.distance(from: end, to: text.endIndex) > 5
    }

    private static func examine(
        _ scenario: LedgerScenario, on disk: SimulatedDisk
    ) throws(LedgerFault) -> Aftermath {
        let ledger = try LedgerFile(path: LedgerScenario.path, on: disk.machine())
        _ = try ledger.restore(oldestFill: DiskRows.start)
        let reader = try LedgerReader(path: LedgerScenario.path, on: disk.machine())
        let report = try reader.verify { _ in nil }
        guard report.isSound else { return .broken("opened, and \(report.findings[0])") }
        let audit = try reader.audit().map(\.row)
        // It must take what comes next.
        let next = LedgerScenario.batches + 1
        try ledger.append(DiskRows.batch(next), at: DiskRows.time(next))
        return hold(audit[...], against: scenario)
    }

    /// The audit must be whole batches that were tried, in their order.
    private static func hold(_ audit: ArraySlice<AuditRow>, against scenario: LedgerScenario) -> Aftermath {
        var left = audit
        var missing: [Int] = []
        for (batch, tried) in scenario.tried {
            let rows = audited(tried, of: batch)
            if left.starts(with: rows) {
                guard missing.isEmpty else {
                    return .broken("batch \(missing[0]) is gone, and \(batch) is not")
                }
                left = left.dropFirst(rows.count)
            } else if scenario.acknowledged.contains(batch) {
                missing.append(batch)
            }
        }
        guard left.isEmpty else { return .broken("\(left.count) rows more than whole batches") }
        return missing.isEmpty ? .whole : .shortened(by: missing.count)
    }

    private static func audited(_ rows: [LedgerRow], of batch: Int) -> [AuditRow] {
        rows.map {
            if case .audit(let row) = $0 { row } else { $0.record.audited(at: DiskRows.time(batch)) }
        }
    }
}
