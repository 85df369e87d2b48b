import Journey
import Trading

/// Our wall clock beside the venue's, by one answer.
enum ClockReading {
    /// An answer that took longer says too little about the moment at which its time was read.
    static let latencyMax = Span.seconds(1)
    /// Within a request the two clocks of this machine may drift so far apart; more is a step.
    private static let stepMax = Span.milliseconds(250)

    /// By how much ours was ahead: the request's middle beside the middle of the second that the header names, so it is
    /// right to half of the latency and half a second.
    ///
    /// - Returns: nil for an answer without such a time, a slow one, and one during which our clock was stepped.
    static func ahead(date: String?, from handed: Moment, to ended: Moment) -> Span? {
        guard let date else { return nil }
        let latency = ended.steady.since(handed.steady)
        let wall = ended.wall.since(handed.wall)
        guard latency >= .zero, latency <= latencyMax,
            (wall.microseconds &- latency.microseconds).magnitude <= stepMax.microseconds.magnitude,
            let told = HTTPDate.read(date)
        else { return nil }
        let middle = handed.wall.advanced(by: Span(microseconds: wall.microseconds / 2))
        return middle.since(told.advanced(by: .milliseconds(500)))
    }
}

/// Which readings are worth telling: a clock that is right is told of now and then, one that is not at once.
struct ClockPace {
    /// Readings so near to nothing need no hurry.
    static let calm = Span.seconds(4)
    static let rest = Span.seconds(10)
    /// As many as a verdict takes.
    private static let kept = VenueClock.readingsMin

    private var told: [Span] = []
    private var toldAt: Timestamp?

    /// Whether the reading is to be told.
    ///
    /// - Parameter now: steady time.
    mutating func take(_ ahead: Span, at now: Timestamp) -> Bool {
        let isCalm = (told + [ahead]).allSatisfy {
            $0.microseconds.magnitude < Self.calm.microseconds.magnitude
        }
        let isSettled = told.count >= Self.kept && isCalm
        if isSettled, let toldAt, now.since(toldAt) < Self.rest { return false }
        told = Array((told + [ahead]).suffix(Self.kept))
        toldAt = now
        return true
    }
}
