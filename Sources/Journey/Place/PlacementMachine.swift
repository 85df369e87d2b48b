package import Trading

/// The life of one placement, from the intent on disk to an ending. It decides and never sends.
///
/// All times are of the steady clock. The ladder of look-ups and the limits below are the design's section 4.
package struct PlacementMachine: Hashable, Sendable {
    package enum Phase: Hashable, Sendable {
        /// The intent is on disk; nothing was sent.
        case approved
        case sent
        /// No answer that can be trusted, or none that names the order; looked up until decided.
        case lost(Search)
        case settled
    }

    /// How far the look-ups about a lost order are.
    package struct Search: Hashable, Sendable {
        package var since: Timestamp
        package var asked = 0
        /// Look-ups that every read of answered, and none knew the tag, since the last send.
        package var clean = 0
        package var isAsking = false
        package var next: Timestamp
    }

    /// What to do after an event.
    package enum Step: Hashable, Sendable {
        case wait
        /// The venue has it, under this id where it is known.
        case adopt(OrderID?)
        /// The venue has it, and stands as shown.
        case adoptOrder(VenueOrder)
        case reject(Rejection)
        case giveUpUnsent(Unsent)
        /// From now on it is looked up.
        case search(String)
        case lookUp
        /// Send again, under the same tag where it has one.
        case resend
        case notPlaced
        /// Nothing will tell any more whether it happened.
        case undecided
    }

    /// What else must be true before an entry may be called not placed.
    package struct Evidence: Hashable, Sendable {
        package let isStreamReady: Bool
        /// Contracts were traded that no order known to us explains: the lost one may have filled.
        package let hasUnexplainedPosition: Bool
        /// Whether its rule lets an entry be sent again, and the gate, its alert's age included, does too.
        package let mayResend: Bool

        package init(isStreamReady: Bool, hasUnexplainedPosition: Bool, mayResend: Bool = false) {
            self.isStreamReady = isStreamReady
            self.hasUnexplainedPosition = hasUnexplainedPosition
            self.mayResend = mayResend
        }
    }

    /// Seconds after the loss at which it is looked up; then every 15.
    package static let ladder: [Int64] = [1, 2, 4, 8, 15, 30]
    package static let entryPatience = Span.seconds(30)
    package static let entryCleanMin = 5
    package static let exitPatience = Span.seconds(5)
    package static let exitCleanMin = 2
    /// How long what has no tag is looked for while something speaks for its having happened.
    package static let undecidedPatience = Span.seconds(60)

    package private(set) var phase: Phase
    private let isExit: Bool
    /// Whether the venue knows it by its tag, by which it can be looked up, and takes it once only.
    private var isTagged = true

    /// Whether a second copy can do no harm, and is sent rather than that an exit is lost.
    private var isRepeatable: Bool { isExit && isTagged }

    package init(isExit: Bool) {
        self.isExit = isExit
        phase = .approved
    }

    /// The machine of an order that a restart found sent and without an ending.
    package init(lostSince now: Timestamp, isExit: Bool, isTagged: Bool = true) {
        self.isExit = isExit
        self.isTagged = isTagged
        phase = Self.lost(since: now)
    }

    package static func settled(isExit: Bool) -> PlacementMachine {
        var machine = PlacementMachine(isExit: isExit)
        machine.phase = .settled
        return machine
    }

    /// When `tick` has something to do.
    package var deadline: Timestamp? {
        guard case .lost(let search) = phase, !search.isAsking else { return nil }
        return search.next
    }

    package var isLost: Bool {
        if case .lost = phase { return true }
        return false
    }

    package mutating func send(isTagged: Bool = true) {
        self.isTagged = isTagged
        phase = .sent
    }

    /// Begins its look-ups anew.
    package mutating func seek(from now: Timestamp) { phase = Self.lost(since: now) }

    /// The venue showed the order by another way; whatever the answer says later changes nothing.
    package mutating func settle() { phase = .settled }

    /// A lost answer never sends again: the order may be live, so the venue is asked first.
    package mutating func ended(_ ending: Ending, at now: Timestamp) -> Step {
        guard phase == .sent else { return .wait }
        switch ending {
        case .accepted(nil) where !isTagged:
            // Taken, and its order is one of those that the venue shows.
            seek(from: now)
            return .wait
        case .accepted(let order):
            phase = .settled
            return .adopt(order)
        case .rejected(let rejection) where rejection.isTagInUse:
            return search("the venue knows the tag already", at: now)
        case .rejected(let rejection):
            phase = .settled
            return .reject(rejection)
        case .notSent(let unsent):
            // An exit is not given up because the network was down: it goes the way of a lost one, is looked up
            // and sent again under its tag.
            if isExit { return search("not sent: \(unsent.why)", at: now) }
            phase = .settled
            return .giveUpUnsent(unsent)
        case .lost(let why):
            return search(why, at: now)
        }
    }

    package mutating func tick(at now: Timestamp) -> Step {
        guard case .lost(var search) = phase, !search.isAsking, now >= search.next else { return .wait }
        search.isAsking = true
        search.asked += 1
        phase = .lost(search)
        return .lookUp
    }

    package mutating func lookedUp(_ result: LookUp, evidence: Evidence, at now: Timestamp) -> Step {
        guard case .lost(var search) = phase else { return .wait }
        search.isAsking = false
        search.next = Self.nextLookUp(after: now, since: search.since)
        switch result {
        case .found(let order):
            phase = .settled
            return .adoptOrder(order)
        case .unreadable:
            phase = .lost(search)
            return .wait
        case .absent:
            search.clean += 1
            phase = .lost(search)
            return decide(search, evidence, at: now)
        }
    }

    private mutating func decide(_ search: Search, _ evidence: Evidence, at now: Timestamp) -> Step {
        let waited = now.since(search.since)
        let mayResend = isRepeatable || (evidence.mayResend && !evidence.hasUnexplainedPosition)
        if mayResend, waited >= Self.exitPatience, search.clean >= Self.exitCleanMin {
            phase = .approved
            return .resend
        }
        if !isTagged, evidence.hasUnexplainedPosition, waited >= Self.undecidedPatience,
            search.clean >= Self.entryCleanMin, evidence.isStreamReady
        {
            phase = .settled
            return .undecided
        }
        guard !isRepeatable, waited >= Self.entryPatience, search.clean >= Self.entryCleanMin,
            evidence.isStreamReady,
            !evidence.hasUnexplainedPosition
        else { return .wait }
        phase = .settled
        return .notPlaced
    }

    private mutating func search(_ why: String, at now: Timestamp) -> Step {
        seek(from: now)
        return .search(why)
    }

    private static func lost(since now: Timestamp) -> Phase {
        .lost(Search(since: now, next: now.advanced(by: .seconds(ladder[0]))))
    }

    /// The next rung of the ladder, counted from the loss.
    private static func nextLookUp(after now: Timestamp, since start: Timestamp) -> Timestamp {
        let rungs = ladder.lazy.map { start.advanced(by: .seconds($0)) }
        return rungs.first { $0 > now } ?? now.advanced(by: .seconds(15))
    }
}
