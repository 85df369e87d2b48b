import Journey
import Trading

/// No entry leaves by a clock that is not the venue's, once three answers told its time.
extension Judge {
    /// What was decided before a step may leave after it: a slow disk holds it up so long.
    private static let patience = Span.seconds(10)
    /// The limit, the second that a header cuts, and the half of a request's way.
    private static let aheadMax = VenueClock.aheadMax.microseconds + 1_500_000

    func judgeClock(_ row: OrderRow) {
        guard world.plan.watchesClock, (world.run?.view.clockReadings ?? 0) >= VenueClock.readingsMin else {
            return
        }
        let now = world.timeline.now
        if let steppedAt = world.weather.steppedAt, now.steady.since(steppedAt) < Self.patience { return }
        let ahead = now.wall.since(world.venue.wall)
        guard ahead.microseconds.magnitude > Self.aheadMax.magnitude else { return }
        world.violate(
            .noEntryByWrongClock, "\(row.tag) leaves by a clock that is \(ahead) ahead of the venue's",
            tag: row.tag)
    }
}
