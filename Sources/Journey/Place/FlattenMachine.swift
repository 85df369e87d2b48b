package import Trading

/// Takes an account, or one product of it, to verified flat with nothing working. It decides and never sends.
///
/// The order of steps is the risk specification's section 5.2: cancel what could add, close, verify, cancel
/// what is left (a close leaves bracket children alive at this venue), verify again; two clean readings at
/// least 2 s apart end it. Every step may be repeated, so a restart begins again from the top. Times are of
/// the steady clock.
package struct FlattenMachine: Hashable, Sendable {
    /// What stands within the scope.
    package struct View: Hashable, Sendable {
        /// Contracts with an open position.
        package var open: [ContractID]
        /// Working orders that could open or add.
        package var entries: [OrderID]
        /// Every working order, suspended ones included.
        package var working: [OrderID]
        /// Whether an order is on its way or lost, and may yet fill.
        package var isUndecided: Bool
        /// Contracts with a market order at work: a close that has not filled yet.
        package var filling: Set<ContractID>

        package init(
            open: [ContractID], entries: [OrderID], working: [OrderID], isUndecided: Bool,
            filling: Set<ContractID> = []
        ) {
            self.filling = filling
            self.open = open
            self.entries = entries
            self.working = working
            self.isUndecided = isUndecided
        }

        /// Whether there is nothing to close, to cancel or to wait for.
        fileprivate var isBare: Bool {
            open.isEmpty && entries.isEmpty && working.isEmpty && filling.isEmpty && !isUndecided
        }
    }

    package enum Phase: Hashable, Sendable {
        case idle
        case cancelling(Set<OrderID>, thenVerify: Bool)
        case closing(Set<ContractID>)
        /// A snapshot asked after this moment is awaited.
        case verifying(since: Timestamp)
        case pausing(until: Timestamp)
        case done
    }

    package enum Action: Hashable, Sendable {
        case cancel(OrderID)
        case close(ContractID)
        /// A snapshot whose first read is asked from now on.
        case snapshot
        case finish
    }

    package static let cleanGap = Span.seconds(2)
    /// Milliseconds to wait before another round; the last one repeats.
    package static let pauses: [Int64] = [500, 1_000, 2_000, 4_000, 5_000]

    package private(set) var phase = Phase.idle
    /// Contracts whose close was taken, or may have been: a lost answer proves nothing.
    private var taken: Set<ContractID> = []
    /// Contracts whose close another asked for before it was taken over, while that has no answer.
    private var awaited: Set<ContractID> = []
    private var rounds = 0
    /// Whether what is left was cancelled once without a pause since.
    private var hasCancelled = false
    /// Whether a pause lies between the last close and the reading that is awaited.
    private var hasPaused = false
    private var cleanSince: Timestamp?
    private var toClose: [ContractID] = []
    /// Whether the last view showed nothing open, nothing working and nothing under way.
    private var isBare = false

    package init() {}

    /// Whether a position was closed at all.
    package var hasClosed: Bool { !taken.isEmpty }

    /// Whether a close may be at the venue: one was taken, or one that was asked for has no answer yet.
    package var mayHaveClosed: Bool {
        if case .closing(let waiting) = phase, !waiting.isEmpty { return true }
        return hasClosed || !awaited.isEmpty
    }

    /// Whether orders and positions alone prove what is awaited: the last view showed nothing else to do.
    package var needsExposureAlone: Bool { isWaitingForSnapshot && isBare }

    package var deadline: Timestamp? {
        if case .pausing(let until) = phase { return until }
        return nil
    }

    /// Whether a market order in this contract that carries no tag may be the close that was asked for.
    package func isClosing(_ contract: ContractID) -> Bool {
        switch phase {
        case .closing(let waiting) where waiting.contains(contract): true
        case .closing, .verifying, .pausing, .cancelling:
            taken.contains(contract) || awaited.contains(contract)
        case .idle, .done: false
        }
    }

    /// Whether a close of this contract, asked for by one that was taken over, has no answer yet.
    package func awaits(_ contract: ContractID) -> Bool { awaited.contains(contract) }

    package var isWaitingForSnapshot: Bool {
        if case .verifying = phase { return true }
        return false
    }

    /// Takes the place of another before it starts. What that one closed, or is closing, may still fill: it is
    /// closed again only after a reading and a pause, and not while its close has no answer.
    package mutating func takeOver(_ other: FlattenMachine) {
        taken.formUnion(other.taken)
        awaited.formUnion(other.awaited)
        if case .closing(let waiting) = other.phase { awaited.formUnion(waiting) }
        if !taken.isEmpty || !awaited.isEmpty { rounds = 1 }
    }

    /// - Parameter view: What is believed to stand; nil when nothing was ever read.
    package mutating func start(_ view: View?, at now: Timestamp) -> [Action] {
        guard let view else { return verify(at: now) }
        isBare = view.isBare && !mayHaveClosed
        toClose = view.open.filter { !taken.contains($0) && !awaited.contains($0) }
        guard !view.entries.isEmpty else { return close(at: now) }
        phase = .cancelling(Set(view.entries), thenVerify: false)
        return view.entries.map(Action.cancel)
    }

    package mutating func cancelled(_ order: OrderID, at now: Timestamp) -> [Action] {
        guard case .cancelling(var waiting, let thenVerify) = phase else { return [] }
        waiting.remove(order)
        phase = .cancelling(waiting, thenVerify: thenVerify)
        guard waiting.isEmpty else { return [] }
        return thenVerify ? verify(at: now) : close(at: now)
    }

    package mutating func closed(_ contract: ContractID, _ ending: Ending, at now: Timestamp) -> [Action] {
        if awaited.remove(contract) != nil { return hear(contract, ending, at: now) }
        guard case .closing(var waiting) = phase else { return [] }
        note(contract, ending)
        waiting.remove(contract)
        phase = .closing(waiting)
        return waiting.isEmpty ? verify(at: now) : []
    }

    /// - Parameters:
    ///   - view: What a complete snapshot showed; nil when it was not complete.
    ///   - askedAt: When that snapshot's first read was asked.
    package mutating func verified(_ view: View?, askedAt: Timestamp, at now: Timestamp) -> [Action] {
        guard case .verifying(let since) = phase, askedAt >= since else { return [] }
        isBare = view?.isBare == true && awaited.isEmpty
        guard let view else { return pause(at: now) }
        if !view.open.isEmpty {
            cleanSince = nil
            // A close that was asked for may still be filling: a second one would turn the position round. It is
            // repeated only after a pause, when a new reading still shows the position and no order at work.
            toClose = view.open.filter { !view.filling.contains($0) && !awaited.contains($0) }
            guard !toClose.isEmpty, rounds == 0 || hasPaused else { return pause(at: now) }
            hasPaused = false
            return close(at: now)
        }
        if !view.working.isEmpty {
            cleanSince = nil
            // A cancel takes its time, and one that is refused would be asked without end.
            guard !hasCancelled else { return pause(at: now) }
            hasCancelled = true
            phase = .cancelling(Set(view.working), thenVerify: true)
            return view.working.map(Action.cancel)
        }
        return clean(view, askedAt: askedAt, at: now)
    }

    package mutating func tick(at now: Timestamp) -> [Action] {
        guard case .pausing(let until) = phase, now >= until else { return [] }
        hasPaused = true
        return verify(at: now)
    }

    private mutating func note(_ contract: ContractID, _ ending: Ending) {
        switch ending {
        case .accepted, .lost: taken.insert(contract)
        case .rejected, .notSent: break
        }
    }

    /// The answer to a close of the one that was taken over: whatever was read until now may be older.
    private mutating func hear(_ contract: ContractID, _ ending: Ending, at now: Timestamp) -> [Action] {
        note(contract, ending)
        (hasPaused, isBare) = (false, false)
        cleanSince = nil
        switch phase {
        case .verifying, .pausing: return verify(at: now)
        case .idle, .cancelling, .closing, .done: return []
        }
    }

    private mutating func clean(_ view: View, askedAt: Timestamp, at now: Timestamp) -> [Action] {
        if view.isUndecided || !awaited.isEmpty {
            cleanSince = nil
            return pause(at: now)
        }
        hasCancelled = false
        let first = cleanSince ?? askedAt
        guard askedAt.since(first) >= Self.cleanGap else {
            cleanSince = first
            phase = .pausing(until: first.advanced(by: Self.cleanGap))
            return []
        }
        phase = .done
        return [.finish]
    }

    private mutating func close(at now: Timestamp) -> [Action] {
        let contracts = toClose
        toClose = []
        guard !contracts.isEmpty else { return verify(at: now) }
        rounds += 1
        phase = .closing(Set(contracts))
        return contracts.map(Action.close)
    }

    private mutating func verify(at now: Timestamp) -> [Action] {
        phase = .verifying(since: now)
        return [.snapshot]
    }

    private mutating func pause(at now: Timestamp) -> [Action] {
        let length = Self.pauses[min(max(rounds, 1), Self.pauses.count) - 1]
        rounds += 1
        hasCancelled = false
        phase = .pausing(until: now.advanced(by: .milliseconds(length)))
        return []
    }
}
