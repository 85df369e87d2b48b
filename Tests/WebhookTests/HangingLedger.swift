import Dispatch
import Journey
import Synchronization
import Trading

/// A ledger in memory whose sync takes as long as the test wants.
final class HangingLedger: LedgerPort {
    private let batches = Mutex<[[LedgerRow]]>([])
    private let isHanging = Mutex(false)
    private let begun = DispatchSemaphore(value: 0)
    private let gate = DispatchSemaphore(value: 0)

    var rows: [LedgerRow] { batches.withLock { $0.flatMap { $0 } } }
    /// Appends that returned.
    var count: Int { batches.withLock { $0.count } }

    func hang() { isHanging.withLock { $0 = true } }

    func goOn() {
        isHanging.withLock { $0 = false }
        gate.signal()
    }

    /// Waits until an append hangs; false after 10 s.
    func waitForAppend() -> Bool { begun.wait(timeout: .now() + .seconds(60)) == .success }

    func append(_ rows: [LedgerRow], at now: Timestamp) throws(LedgerFault) {
        if isHanging.withLock({ $0 }) {
            begun.signal()
            gate.wait()
        }
        batches.withLock { $0.append(rows) }
    }

    func find(_ key: Fingerprint, at now: Timestamp) throws(LedgerFault) -> KnownAlert? { nil }
    func restore(oldestFill: Timestamp) throws(LedgerFault) -> DeskMemory { DeskMemory() }
    func reopen() throws(LedgerFault) {}
}
