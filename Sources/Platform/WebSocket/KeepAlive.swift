/// When to ping, and when silence has lasted too long. It decides and never sends.
struct KeepAlive {
    enum Action: Hashable { case ping, giveUp, nothing }

    /// Nanoseconds; `nil` never.
    private let pingInterval: UInt64?
    private let silenceMax: UInt64?
    private var nextPing: UInt64?
    private var silenceEnds: UInt64?

    /// - Parameter now: Nanoseconds of a monotonic clock, as in every call.
    init(pingSeconds: Int?, silenceSeconds: Int?, now: UInt64) {
        pingInterval = pingSeconds.map { UInt64($0) * 1_000_000_000 }
        silenceMax = silenceSeconds.map { UInt64($0) * 1_000_000_000 }
        nextPing = pingInterval.map { now + $0 }
        silenceEnds = silenceMax.map { now + $0 }
    }

    /// The next moment at which `due` has something to say.
    var deadline: UInt64? { [nextPing, silenceEnds].compactMap { $0 }.min() }

    mutating func heard(at now: UInt64) { silenceEnds = silenceMax.map { now + $0 } }

    mutating func due(at now: UInt64) -> Action {
        if let silenceEnds, now >= silenceEnds { return .giveUp }
        guard let nextPing, let pingInterval, now >= nextPing else { return .nothing }
        self.nextPing = now + pingInterval
        return .ping
    }
}
