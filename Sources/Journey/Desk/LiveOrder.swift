import Trading

/// An order that is not settled yet, with the machine that carries it.
///
/// Copied wherever it is asked about, so all that it holds stands behind one reference.
@dynamicMemberLookup
package struct LiveOrder: Hashable, Sendable {
    /// Always one.
    private var kept: [Carried]

    package var row: OrderRow {
        _read { yield kept[0].row }
        _modify { yield &kept[0].row }
    }

    /// The parts of `Carried`, by their names.
    @inline(__always)
    package subscript<Part>(dynamicMember part: KeyPath<Carried, Part>) -> Part { kept[0][keyPath: part] }

    @inline(__always)
    subscript<Part>(dynamicMember part: WritableKeyPath<Carried, Part>) -> Part {
        get { kept[0][keyPath: part] }
        _modify { yield &kept[0][keyPath: part] }
    }

    init(
        row: OrderRow, root: String, placement: PlacementMachine, signalTime: Timestamp, signalAgeMax: Span,
        strategy: String? = nil, touchedAt: Timestamp
    ) {
        kept = [
            Carried(
                row: row, root: root, placement: placement, signalTime: signalTime,
                signalAgeMax: signalAgeMax, strategy: strategy, touchedAt: touchedAt)
        ]
    }

    /// Contracts that may still fill; of a change under way the larger size counts.
    var remaining: Int64 {
        let size = max(row.size ?? 0, self.check?.wanted?.size?.contracts ?? 0)
        return row.state.isLive ? max(0, size - row.filled) : 0
    }

    func isUnheard(at now: Timestamp) -> Bool { self.unheardDue.map { $0 <= now } ?? false }

    /// Contracts of a filled entry whose bracket's legs were not all told of: one of them may have filled already.
    var unheardLegs: Int64 {
        guard row.orderClass == .entry, let bracket = row.bracket else { return 0 }
        return self.legsHeard.count < bracket.legs ? row.filled : 0
    }

    /// Whether an alert took it back, before a restart or since.
    var isTakenBack: Bool { self.cancelledBy != nil || row.code == Desk.entryCancelled }

    /// Whether it is a stop of the watchdog, or one that was placed by itself.
    var isOwnStop: Bool {
        row.orderClass == .protect && row.type.isStop && row.type != .stopLimit
            && (row.isGuard || row.parent == nil)
    }

    /// Whether it closes or reduces, or is protection or an entry that is being changed.
    var isMoving: Bool {
        guard row.state.isLive else { return false }
        switch row.orderClass {
        case .flatten, .reduce: return true
        case .protect: return self.check != nil || !self.open.isEmpty
        case .entry: return self.check != nil
        }
    }

    /// Whether it is a close under way, or one that a wider one goes on with: it is shown as approved until one of its
    /// calls may be at the venue.
    var hasBegunToClose: Bool { self.flatten != nil || self.takenOverBy != nil }

    /// The kind of its next attempt.
    var sending: AttemptRow.Kind { self.closesInPart ? .partialClose : .place }

    /// Whether it was asked for by itself, to take contracts off at a price.
    var isRestingExit: Bool { row.orderClass == .protect && row.parent == nil && row.alert != nil }
}

extension LiveOrder {
    /// What is known of an order.
    package struct Carried: Hashable, Sendable {
        fileprivate var row: OrderRow
        /// The exchange root that was asked for; `GateInput.everyRoot` for the whole account.
        var root: String
        var placement: PlacementMachine
        var flatten: FlattenMachine?
        /// The lock that a flatten holds, from its decision on.
        var lock: LockRow?
        /// The wider flatten that goes on with this one's work.
        var takenOverBy: OrderTag?
        /// Wall time from which the signal's age counts.
        var signalTime: Timestamp
        var signalAgeMax: Span
        /// The strategy whose alert it came from: see `AlertRow.strategyName`; nil for what a person does by hand.
        var strategy: String?
        /// Whether it was let through, and counts for what is limited over time.
        var isCounted = false
        /// Whether it was refused for its bracket, which no breaker counts.
        var isBracketRefused = false
        /// Steady time until which it is not asked for back once more.
        var withdrawnUntil: Timestamp?
        /// Which month its alert and its rule meant.
        var month = MonthWish()
        /// Whether a close is for its contract alone, because its alert named that month, and not for its whole root.
        var isOneMonth = false
        /// What it closes before it opens the other way, above zero long; nil where that is nothing, and after a start.
        var turned: Int64?
        /// What the chart showed when the alert fired, by its own word.
        var chart: ChartPrice?
        var attempts: Int64 = 0
        /// The attempt under way, written again with its ending.
        var open: [AttemptRow] = []
        /// The numbers of those that were made while the ledger could not be written.
        var unwritten: Set<Int64> = []
        /// A change that is not seen to be in force yet.
        var check: ChangeCheck?
        /// The alert that took it back; nil also after a restart, when its row alone tells of it.
        var cancelledBy: Fingerprint?
        /// Cancels that were sent since its time ended, and steady time before which no other is.
        var expiryTries = 0
        var expiryRetry: Timestamp?
        /// Closes of a flatten that the venue refused, and what it said last.
        package internal(set) var closesRefused = 0
        package internal(set) var lastRefusal: String?
        /// Legs of its bracket that the venue told of.
        var legsHeard: Set<OrderID> = []
        /// From when on the venue is searched for it: no later than its first send by the venue's own clock. Nil while
        /// it was never sent.
        var soughtFrom: Timestamp?
        /// Steady time of the last word about it.
        var touchedAt: Timestamp
        /// Steady time at which its account is read, if the venue took it and nothing was told of it since.
        var unheardDue: Timestamp?
        /// Clean readings by id that did not find it.
        var misses = 0
        /// Whether a restart brought it back, so that it waits for the account instead of its commit.
        var isResumed = false
        /// Whether a restart found it sent, or begun.
        var mayHaveBegun = false
        /// Whether it leaves, or left, as a partial close: without a tag by which the venue would know it.
        var closesInPart = false
        /// Whether a copy of it may be at the venue: the venue took it, or an answer was lost.
        var mayHaveArrived = false
        /// Whether the venue said that it took a partial close, whose order it does not name.
        var isTaken = false
        /// Orders of other hands that were known before a partial close was sent: none of them is its own.
        var heardBefore: Set<OrderID> = []
        /// From when on a reading must have been asked to tell of a partial close; nil while none is awaited.
        var readFrom: Timestamp?
        /// Whether its ledger was copied while it waited: it is looked up, and never sent again.
        var isCopied = false
        /// Whether a flatten sent a close, or may have, before the restart that brought it back.
        var hasClosedBefore = false

        fileprivate init(
            row: OrderRow, root: String, placement: PlacementMachine, signalTime: Timestamp,
            signalAgeMax: Span,
            strategy: String?, touchedAt: Timestamp
        ) {
            self.row = row
            self.root = root
            self.placement = placement
            self.signalTime = signalTime
            self.signalAgeMax = signalAgeMax
            self.strategy = strategy
            self.touchedAt = touchedAt
        }
    }
}

/// The price on a chart, and what it charts.
struct ChartPrice: Hashable, Sendable {
    let root: String
    let price: Price
}

extension OrderType {
    /// Whether it waits on the side of the market to which the price turns against it.
    var isStop: Bool { self == .stop || self == .stopLimit || self == .trailingStop }
}
