import Trading

/// Market exits of some contracts in a month that the venue does not list as active: it places nothing
/// there, and only closes.
///
/// A partial close carries no tag, and its answer names no order. So it is never sent a second time once one
/// byte of it may have left, and what came of it is told by the order without a tag that the venue shows for
/// it, by the hub or for an execution that a reading found.
///
/// Source: ProjectX documentation, `Position/partialCloseContract`, and `Order/place` (code 9), read 2026-09.
extension Desk {
    /// The code of one that ended without anybody knowing whether it happened.
    package static let undecided = "UNDECIDED"
    /// How far the venue's clock may be behind ours for its word about an order's time to be taken as it is.
    static let closeClockSpan = Span.seconds(5)

    // MARK: Sending

    /// Sends what the venue refused to place as a close: the month rolled since the contracts were read. A
    /// refusal is a definite no, but not for an earlier copy that may have arrived.
    ///
    /// - Returns: False when it ends with the refusal.
    mutating func closesInstead(_ order: LiveOrder, _ rejection: Rejection) -> Bool {
        guard rejection.name == Self.contractNotActive, order.row.orderClass == .reduce,
            order.row.type == .market, order.row.state == .sent, !order.mayHaveArrived
        else { return false }
        update(order.row.tag) { live in
            live.closesInPart = true
            live.row.state = .approved
            live.placement = PlacementMachine(isExit: true)
        }
        send(order.row.tag)
        return true
    }

    /// The venue's name for its refusal.
    private static let contractNotActive = "ContractNotActive"

    /// Orders of other hands in an order's contract, as far as they are known now.
    func othersOrders(beside row: OrderRow) -> Set<OrderID> {
        guard let book = accounts[row.account] else { return [] }
        let fills = book.fills.values.filter { $0.tag == nil && $0.trade.contract == row.contract }
        let working = book.venueOrders.values.filter {
            $0.contract == row.contract && book.tags[$0.id] == nil
        }
        return Set(fills.map(\.trade.order)).union(working.map(\.id))
    }

    // MARK: Recognising

    /// The partial close that an order without a tag came from; those that the venue took go before others.
    func partialClose(becoming order: VenueOrder, by channel: Channel) -> OrderTag? {
        let span = channel == .hub ? nil : Self.closeClockSpan
        return partialCloses(becoming: order, within: span).min { one, other in
            let (first, second) = (Self.rank(one), Self.rank(other))
            return (first, one.row.times.sentAt ?? .distantPast, one.row.tag)
                < (second, other.row.times.sentAt ?? .distantPast, other.row.tag)
        }?.row.tag
    }

    private static func rank(_ order: LiveOrder) -> Int {
        if order.isTaken { return 0 }
        return order.row.state == .sent ? 1 : 2
    }

    /// Whether a partial close may have become it, though the clocks do not say so.
    func mayBePartialClose(_ order: VenueOrder) -> Bool {
        !partialCloses(becoming: order, within: Self.tradeOverlap).isEmpty
    }

    /// - Parameter span: By how much the order may be older than the send; nil for one that the hub tells of.
    private func partialCloses(becoming order: VenueOrder, within span: Span?) -> [LiveOrder] {
        guard order.tag == nil, order.type == .market, order.parent == nil,
            accounts[order.account]?.tags[order.id] == nil
        else { return [] }
        return orders.of(order.account).filter { live in
            guard live.closesInPart, live.row.state == .sent || live.row.state == .lost,
                live.mayHaveArrived || live.row.state == .sent, live.row.venueOrder == nil,
                live.row.contract == order.contract, live.row.side == order.side,
                live.row.size == order.size, !live.heardBefore.contains(order.id)
            else { return false }
            guard let span else { return true }
            guard let createdAt = order.createdAt, let sentAt = live.row.times.sentAt else { return false }
            return sentAt.since(createdAt) <= span
        }
    }

    // MARK: Looking for it

    /// Has the account read in place of a look-up by tag.
    mutating func awaitReading(about order: LiveOrder) {
        orders[order.row.tag]?.readFrom = now.steady
        accounts[order.row.account]?.wantSnapshot(by: now.steady)
    }

    /// Judges the partial closes that waited for this reading by what it showed.
    mutating func seekPartialCloses(on name: AccountName, _ snapshot: GatewaySnapshot) {
        let waiting = orders.of(name).filter { order in
            order.readFrom.map { snapshot.askedAt >= $0 } ?? false
        }
        for tag in waiting.map(\.row.tag).sorted() {
            orders[tag]?.readFrom = nil
            let result: LookUp =
                snapshot.isComplete ? .absent : .unreadable(snapshot.faults.joined(separator: "; "))
            lookedUp(tag, result, latency: .zero)
        }
    }

    /// Whether a partial close provably never left: sending it is no repeat.
    func neverArrived(_ order: LiveOrder) -> Bool {
        order.closesInPart && !order.mayHaveArrived && !order.isCopied
    }

    // MARK: Ending

    /// Ends one of which nobody will ever say whether it happened: an exit that is neither there nor gone
    /// would hold back others of its position.
    mutating func endUndecided(_ tag: OrderTag) {
        guard let row = orders[tag]?.row, let contract = row.contract else { return }
        let held = accounts[row.account]?.position(in: contract).map { "\($0)" } ?? "unknown"
        let why =
            orders[tag]?.isTaken == true
            ? "the venue took it, and shows neither its order nor an execution of it"
            : "its answer is lost, it has no tag to be found by, and contracts moved that nothing explains"
        record(
            discrepancy: "partial_close_undecided", account: row.account, subject: tag.text,
            ours: "\(row.side?.rawValue ?? "?") \(row.size ?? 0) of \(contract)",
            theirs: "position \(held)", done: "not sent again: whether it happened is not known")
        update(tag) {
            $0.row.remedy = "look at the position, and send the exit again if it is still too large"
        }
        accounts[row.account]?.wantSnapshot(by: now.steady.advanced(by: Self.settleDelay))
        end(tag, .notPlaced, code: Self.undecided, reason: "whether it happened is not known: \(why)")
    }
}

extension LiveOrder {
    /// Takes note of an ending after which the venue may have it.
    mutating func noteArrival(_ ending: Ending) {
        switch ending {
        case .accepted: (self.mayHaveArrived, self.isTaken) = (true, self.closesInPart)
        case .lost: self.mayHaveArrived = true
        case .rejected, .notSent: break
        }
    }
}
