import Synchronization

/// The faults that wait, and the log of what came in: shared by every part that a call passes.
final class VenueFaults: Sendable {
    private struct State: Sendable {
        var plan: FaultPlan
        var log = RequestLog()
    }

    private let state: Mutex<State>

    init(seed: UInt64 = 1) { state = Mutex(State(plan: FaultPlan(seed: seed))) }

    func arm(_ fault: VenueFault, count: Int, path: String?) {
        state.withLock { $0.plan.arm(fault, count: count, path: path) }
    }

    /// - Parameter struck: How often it has struck already, which then was all.
    func arm(_ order: FaultOrder, struck: Int = 0) {
        state.withLock { _ = $0.plan.arm(order, struck: struck) }
    }

    func disarm() { state.withLock { $0.plan.disarm() } }
    func disarm(path: String) { state.withLock { $0.plan.disarm(path: path) } }
    var waiting: Int { state.withLock { $0.plan.waiting } }
    var entries: [FaultPlan.Entry] { state.withLock { $0.plan.entries } }

    func take(path: String? = nil, where fits: (VenueFault) -> Bool) -> VenueFault? {
        state.withLock { $0.plan.take(path: path, where: fits) }
    }

    /// Every waiting fault that fits, each once.
    func takeAll(path: String, where fits: (VenueFault) -> Bool) -> [VenueFault] {
        state.withLock { $0.plan.take(atMost: .max, path: path, where: fits) }
    }

    func note(path: String, body: [UInt8]) { state.withLock { $0.log.note(path: path, body: body) } }
    var log: RequestLog { state.withLock { $0.log } }
}
