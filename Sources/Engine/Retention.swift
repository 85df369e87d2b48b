import Trading

/// When deliveries are dropped for their age: in small steps, at moments when nothing else waits.
struct Retention: Hashable, Sendable {
    /// How long they are kept.
    let age: Span
    /// Steady time of the next step.
    private(set) var due: Timestamp

    /// - Parameter due: Steady time; the first look comes a while after.
    init(age: Span, due: Timestamp) {
        self.age = age
        self.due = due.advanced(by: Sequencer.dropPeriod)
    }

    func isDue(at now: Timestamp) -> Bool { now >= due }

    /// Wall time before which a delivery is too old.
    func cutoff(at now: Timestamp) -> Timestamp { now.advanced(by: Span(microseconds: -age.microseconds)) }

    /// Something else came first.
    mutating func postpone(from now: Timestamp) { due = now.advanced(by: Sequencer.dropDelay) }

    /// A step dropped so many; a full one has more behind it.
    mutating func dropped(_ count: Int, at now: Timestamp) {
        due = now.advanced(by: count < Sequencer.dropMax ? Sequencer.dropPeriod : Sequencer.dropDelay)
    }
}
