import Journey
package import Trading

/// Counts the requests of one login so that the venue's limits are never met, and rests when they were.
///
/// Source: the vendor's page on rate limits, read 2026-09: 200 requests in 60 s, login included, and 50 in
/// 30 s for bars; HTTP 429 beyond. Whether its windows slide is not said; ours do, which satisfies both. Ten
/// requests a minute are left to commands that sign in under the same name.
package struct RequestBudget: Hashable, Sendable {
    /// When a request may leave.
    enum Turn: Hashable, Sendable {
        case now
        case at(Timestamp)
        /// Not before an answer to something under way has come.
        case afterAnswer
    }

    package static let window = Span.seconds(60)
    package static let barsWindow = Span.seconds(30)
    /// Rests after HTTP 429 without a word how long: one refusal after another.
    package static let rests = [Span.seconds(5), .seconds(15), .seconds(30)]
    /// What a venue says of it is believed within these bounds.
    package static let restMin = Span.seconds(1)
    package static let restMax = Span.seconds(120)

    /// Requests of every kind but bars within the window.
    package let requestsMax: Int
    /// Above so many requests within the window no further look-up leaves.
    package let lookUpsUpTo: Int
    /// Above so many no further entry leaves: the rest is for closing, cancelling, exits and look-ups.
    package let entriesUpTo: Int
    /// Above so many no further read leaves.
    package let readsUpTo: Int
    /// So many of a window at most are readings that come round by themselves: with many accounts on one login they
    /// would fill it up to `readsUpTo`, and leave entries the few between the two.
    package let routineMax: Int
    /// Requests for bars within their own window.
    package let barsMax: Int

    private var sent = RollingWindow(span: Self.window)
    private var bars = RollingWindow(span: Self.barsWindow)
    private var routine = RollingWindow(span: Self.window)
    private var serials = 0
    private var restUntil: Timestamp?
    private var refusals = 0
    /// The latest request when the last refusal came: an answer to an earlier one says nothing new.
    private var refusedUpTo = 0
    /// The one request that tries while the venue rests.
    private var probe: Int?

    package init(
        requestsMax: Int = 190, lookUpsUpTo: Int = 180, entriesUpTo: Int = 165, readsUpTo: Int = 155,
        routineMax: Int = 100, barsMax: Int = 45
    ) {
        precondition(
            requestsMax > 0 && readsUpTo > 0 && routineMax > 0 && barsMax > 0, "a budget allows something")
        self.requestsMax = requestsMax
        self.lookUpsUpTo = min(lookUpsUpTo, requestsMax)
        self.entriesUpTo = min(entriesUpTo, requestsMax)
        self.readsUpTo = min(readsUpTo, requestsMax)
        self.routineMax = min(routineMax, requestsMax)
        self.barsMax = barsMax
    }

    /// For a venue that takes so many requests of a login within a minute: the same are kept back for each rank.
    package init(perMinute most: Int) {
        self.init(
            requestsMax: most - 10, lookUpsUpTo: most - 20, entriesUpTo: most - 35, readsUpTo: most - 45,
            routineMax: most / 2)
    }

    /// When a request of a rank may leave. The clock is the steady one.
    mutating func turn(of rank: RequestRank, isBars: Bool = false, at now: Timestamp) -> Turn {
        if let rest = restUntil, now < rest {
            guard rank.mayProbe else { return .at(rest) }
            // A sign-in goes beside a close that hangs: without a token nothing that follows it could leave.
            guard probe == nil || rank == .session else { return .afterAnswer }
        }
        if isBars {
            bars.forget(now)
            return bars.turn(below: barsMax)
        }
        sent.forget(now)
        guard rank == .routine else { return sent.turn(below: limit(rank)) }
        routine.forget(now)
        return Self.later(sent.turn(below: limit(rank)), routine.turn(below: routineMax))
    }

    /// What keeps a request of a rank back now; nil where nothing of the budget does.
    mutating func shortage(of rank: RequestRank, at now: Timestamp) -> RequestShortage? {
        guard turn(of: rank, at: now) != .now else { return nil }
        return RequestShortage(
            used: sent.taken, usedMax: limit(rank), window: Self.window,
            isResting: restUntil.map { now < $0 } ?? false)
    }

    private static func later(_ one: Turn, _ other: Turn) -> Turn {
        switch (one, other) {
        case (.afterAnswer, _), (_, .afterAnswer): .afterAnswer
        case (.at(let first), .at(let second)): .at(max(first, second))
        case (.now, let turn), (let turn, .now): turn
        }
    }

    /// Counts a request that leaves now.
    ///
    /// - Returns: its number, to be given back with its end.
    mutating func leave(as rank: RequestRank = .read, isBars: Bool = false, at now: Timestamp) -> Int {
        serials += 1
        if isBars { bars.take(serials) } else { sent.take(serials) }
        if rank == .routine { routine.take(serials) }
        // Nor does a close wait for a sign-in that hangs, while its token still serves.
        if let rest = restUntil, now < rest, rank != .session { probe = probe ?? serials }
        return serials
    }

    /// A request was answered, or given up with the answer unknown.
    mutating func ended(_ serial: Int, at now: Timestamp) {
        end(serial, at: now)
        if probe == serial { probe = nil }
        if serial > refusedUpTo { refusals = 0 }
    }

    /// Not one byte of a request left.
    mutating func unsent(_ serial: Int) {
        sent.drop(serial)
        bars.drop(serial)
        routine.drop(serial)
        if probe == serial { probe = nil }
    }

    /// A request was answered 429: all but exits rest, longer each time.
    ///
    /// - Parameter wait: what the venue said of it.
    mutating func refused(_ serial: Int, wait: Span?, at now: Timestamp) {
        let isNew = serial > refusedUpTo
        end(serial, at: now)
        if probe == serial { probe = nil }
        let rest =
            wait.map { min(max($0, Self.restMin), Self.restMax) }
            ?? Self.rests[min(isNew ? refusals : max(0, refusals - 1), Self.rests.count - 1)]
        restUntil = max(restUntil ?? now, now.advanced(by: rest))
        guard isNew else { return }
        refusals += 1
        refusedUpTo = serials
    }

    private mutating func end(_ serial: Int, at now: Timestamp) {
        sent.ended(serial, at: now)
        bars.ended(serial, at: now)
        routine.ended(serial, at: now)
    }

    private func limit(_ rank: RequestRank) -> Int {
        switch rank {
        case .session, .flatten, .exit: requestsMax
        case .lookUp: lookUpsUpTo
        case .entry: entriesUpTo
        case .read, .routine: readsUpTo
        }
    }
}
