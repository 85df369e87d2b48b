import Trading

/// What an alert makes of how an account stands.
extension Desk {
    /// Why an account is left alone although a rule sends it the alert.
    struct Unconcerned {
        let reason: String
        let remedy: String
        var code = "NOT_CONCERNED"

        static let outOfSync = "OUT_OF_SYNC"
    }

    /// The alert's own limit beside its source's.
    func ageMax(of alert: Alert) -> Span { ageMax(alert.maxAge, from: alert.source) }

    /// - Parameter own: The alert's own limit; nil where it names none.
    func ageMax(_ own: Span?, from source: String) -> Span {
        let most = settings.maxAge(of: source)
        return own.map { min($0, most) } ?? most
    }

    /// Nil where the account stands as the alert wants it to, or was never read: what is not known is the gate's to
    /// deny, and an exit asks the venue.
    func unconcerned(_ alert: Alert, _ book: AccountBook, holding held: Position?) -> Unconcerned? {
        guard book.hasPositions else { return nil }
        let standing = Standing(held: held?.signedSize ?? 0)
        guard !alert.concerns.contains(standing) else { return nil }
        let wanted = alert.concerns.map(\.rawValue).sorted().joined(separator: " or ")
        return Unconcerned(
            reason:
                "the account is \(standing.rawValue) \(held.map { "\($0.signedSize.magnitude) " } ?? "")in "
                + "\(alert.symbol); the \(alert.dialect) message concerns one that is \(wanted)",
            remedy: "nothing if that is so; to add to a position send what its dialect has for adding")
    }

    /// The alert with an entry turned into a reversal where its dialect clears the product first; and what waits there
    /// and is taken back before it, where it leaves what is held as it is or says so itself.
    func clearing(
        _ alert: Alert, _ book: AccountBook, root: String, held: Position?
    ) -> (alert: Alert, waiting: [OrderTag]) {
        let waiting = alert.cancelsWaiting ? waitingEntries(of: book, root: root) : []
        guard case .enter(let side) = alert.intent, alert.entry != .asSaid else { return (alert, waiting) }
        let resting = waitingEntries(of: book, root: root).compactMap { orders[$0]?.row }
            .filter { $0.type != .market }
        let clearing = alert.entry.clearing(
            before: side, held: held?.signedSize ?? 0, resting: Set(resting.compactMap(\.side)))
        switch clearing {
        case .nothing: return (alert, waiting)
        case .entries(let sides):
            let back = resting.filter { $0.side.map(sides.contains) ?? false }.map(\.tag)
            return (alert, Set(waiting + back).sorted())
        case .everything:
            var cleared = alert
            cleared.intent = .reverse(to: side, size: alert.size)
            return (cleared, [])
        }
    }
}

extension LiveOrder {
    /// Ends it before it began: not the gate's denial, and told the same way.
    mutating func leave(_ why: Desk.Unconcerned) {
        row.state = .denied
        row.code = why.code
        row.reason = why.reason
        row.remedy = why.remedy
        self.placement.settle()
    }
}
