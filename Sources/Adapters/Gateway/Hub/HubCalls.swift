import Trading

/// The calls of one connection: what is wanted, what is held, and what waits for its completion.
struct HubCalls: Sendable {
    private enum Standing: Sendable { case asked, held, leaving, refused }

    private struct Call: Sendable {
        let subscription: HubSubscription
        let isEnd: Bool
        let answerBy: Timestamp
    }

    private let onlyGrows: Bool
    /// In the order of calling.
    private var wanted: [HubSubscription]
    private var standings: [HubSubscription: Standing] = [:]
    /// By invocation id.
    private var pending: [String: Call] = [:]
    private var lastID = 0

    /// - Parameter onlyGrows: what was wanted once stays wanted.
    init(wanted: [HubSubscription], onlyGrows: Bool) {
        self.onlyGrows = onlyGrows
        self.wanted = wanted
    }

    /// By the steady clock; nil when nothing waits.
    var answerBy: Timestamp? { pending.values.map(\.answerBy).min() }
    var waiting: Int { pending.count }
    /// Whether every subscription wanted is held or refused.
    var isSettled: Bool {
        wanted.allSatisfy { standings[$0] == .held || standings[$0] == .refused }
    }
    var holdsAny: Bool { standings.values.contains { $0 == .held } }

    /// A refused one that is not wanted any more is forgotten, and asked for again when it is wanted again.
    mutating func want(_ wanted: [HubSubscription]) {
        let others = onlyGrows ? self.wanted.filter { !wanted.contains($0) } : []
        self.wanted = wanted + others
        standings = standings.filter { $1 != .refused || self.wanted.contains($0) }
    }

    /// The calls that are due. One that waits for its completion is not called about again before that.
    mutating func next(answerBy: Timestamp) -> [[UInt8]] {
        let isWanted = Set(wanted)
        let gone = standings.filter { $1 == .held && !isWanted.contains($0) }.map(\.key)
        var sends: [[UInt8]] = []
        for subscription in gone.sorted(by: Self.inOrder) {
            standings[subscription] = .leaving
            sends.append(call(subscription, isEnd: true, answerBy))
        }
        for subscription in wanted where standings[subscription] == nil {
            standings[subscription] = .asked
            sends.append(call(subscription, isEnd: false, answerBy))
        }
        return sends
    }

    /// Takes a completion; nil for one that nobody waits for. That an end was refused changes nothing.
    mutating func completed(
        _ id: String, isRefused: Bool
    ) -> (subscription: HubSubscription, isEnd: Bool)? {
        guard let call = pending.removeValue(forKey: id) else { return nil }
        standings[call.subscription] = call.isEnd ? nil : (isRefused ? .refused : .held)
        return (call.subscription, call.isEnd)
    }

    /// The connection is over: nothing waits any more.
    mutating func drop() { pending = [:] }

    private mutating func call(
        _ subscription: HubSubscription, isEnd: Bool, _ answerBy: Timestamp
    ) -> [UInt8] {
        lastID += 1
        let id = String(lastID)
        pending[id] = Call(subscription: subscription, isEnd: isEnd, answerBy: answerBy)
        let target = isEnd ? subscription.endTarget : subscription.target
        return HubRequest.call(target, subscription.argument, id: id)
    }

    /// Any order will do, as long as it is always the same.
    private static func inOrder(_ left: HubSubscription, _ right: HubSubscription) -> Bool {
        (String(describing: left.argument), left.target) < (String(describing: right.argument), right.target)
    }
}
