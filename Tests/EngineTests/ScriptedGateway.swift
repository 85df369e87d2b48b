import Journey
import Synchronization
import Trading

/// A gateway that notes its calls with how much was on disk by then, and answers at once or when told.
final class ScriptedGateway: GatewayPort {
    struct Call: Sendable {
        let call: GatewayCall
        let batchesBefore: Int
        let answer: @Sendable (GatewayAnswer) -> Void
    }

    let name = GatewayName("paper")
    private let ledger: MemoryLedger
    private let calls = Mutex<[Call]>([])

    init(_ ledger: MemoryLedger) { self.ledger = ledger }

    var placed: [Call] {
        calls.withLock { calls in calls.filter { if case .place = $0.call { true } else { false } } }
    }

    func start(events: @escaping @Sendable (GatewayEvent) -> Void) {}
    func stop() {}

    func perform(_ call: GatewayCall, then: @escaping @Sendable (GatewayAnswer) -> Void) {
        let noted = Call(call: call, batchesBefore: ledger.batches.count, answer: then)
        calls.withLock { $0.append(noted) }
        if case .snapshot(let account, _, _) = call { then(Self.flat(account, call)) }
    }

    /// Ends the n-th placement.
    func end(_ index: Int, _ ending: Ending) {
        let call = placed[index]
        call.answer(Self.answer(call.call, .ended(ending)))
    }

    private static func flat(_ account: AccountName, _ call: GatewayCall) -> GatewayAnswer {
        let state = AccountState(
            account: account, id: AccountID(1001), name: "PAPER", balance: .zero, canTrade: true,
            isVisible: true)
        let snapshot = GatewaySnapshot(
            account: account, askedAt: Fixture.clock().steady, state: state, positions: [], orders: [],
            trades: [],
            faults: [])
        return answer(call, .snapshot(snapshot))
    }

    private static func answer(_ call: GatewayCall, _ result: GatewayResult) -> GatewayAnswer {
        let now = Fixture.clock()
        return GatewayAnswer(
            call: call, result: result, sentAt: now.wall, endedAt: now.wall, latency: .milliseconds(1))
    }
}
