import Synchronization

/// The faults that wait, and the log of what came in: shared by every part that a call passes.
final class VenueFaults: Sendable {
    private struct State: Sendable {
        var plan = FaultPlan()
        var log = RequestLog()
    }

    private let state = Mutex(State())

    func arm(_ fault: VenueFault, count: Int, path: String?) {
        state.withLock { $0.plan.arm(fault, count: count, path: path) }
    }

    func disarm() { state.withLock { $0.plan.disarm() } }
    var waiting: Int { state.withLock { $0.plan.waiting } }

    func take(path: String? = nil, where fits: (VenueFault) -> Bool) -> VenueFault? {
        state.withLock { $0.plan.take(path: path, where: fits) }
    }

    func note(path: String, body: [UInt8]) { state.withLock { $0.log.note(path: path, body: body) } }
    var log: RequestLog { state.withLock { $0.log } }
}
