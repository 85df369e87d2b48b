import Trading

/// Orders that were given up because the venue did not know them, and that it shows after all.
extension Desk {
    static let givenUpMax = 64
    static let orderVanished = "ORDER_VANISHED"

    /// Keeps an order that ended only because the venue did not know it.
    mutating func keepIfGivenUp(_ order: LiveOrder) {
        let row = order.row
        guard row.state == .notPlaced || row.code == Self.orderVanished, row.orderClass != .flatten else {
            return
        }
        accounts[row.account]?.givenUp[row.tag] = order
        guard let all = accounts[row.account]?.givenUp, all.count > Self.givenUpMax else { return }
        let oldest = all.values.min { ($0.row.createdAt, $0.row.tag) < ($1.row.createdAt, $1.row.tag) }
        if let oldest { accounts[row.account]?.givenUp[oldest.row.tag] = nil }
    }

    /// Keeps what a filled entry was for as long as its legs may still come: searches lag, and the hub may be
    /// silent. A leg whose entry is not known would be left as another hand's.
    mutating func keepIfLegsAreMissing(_ order: LiveOrder) {
        let name = order.row.account
        guard order.unheardLegs > 0 else { return }
        accounts[name]?.missingLegs[order.row.tag] = Legless(
            row: order.row, legsHeard: order.legsHeard, since: order.touchedAt)
        guard let all = accounts[name]?.missingLegs.values.map(\.row), all.count > Self.givenUpMax else {
            return
        }
        let oldest = all.min { ($0.createdAt, $0.tag) < ($1.createdAt, $1.tag) }
        if let oldest { accounts[name]?.missingLegs[oldest.tag] = nil }
    }

    /// A filled entry that was let go before all legs of its bracket were told of.
    struct Legless {
        let row: OrderRow
        var legsHeard: Set<OrderID> = []
        /// Steady time of the last word about the entry.
        let since: Timestamp

        var isWhole: Bool { legsHeard.count >= (row.bracket?.legs ?? 0) }
    }

    /// From the last word about a filled entry to when legs that nobody told of are not waited for any more.
    static let legPatience = Span.seconds(15)

    /// Whether an entry filled so lately that a leg of its bracket may work although no reading shows it yet.
    func mayHaveUnseenLegs(_ book: AccountBook, where isMeant: (ContractID) -> Bool) -> Bool {
        func isLate(_ row: OrderRow, _ since: Timestamp) -> Bool {
            row.contract.map(isMeant) == true && now.steady < since.advanced(by: Self.legPatience)
        }
        return orders.of(book.profile.name).contains { $0.unheardLegs > 0 && isLate($0.row, $0.touchedAt) }
            || book.missingLegs.values.contains { !$0.isWhole && isLate($0.row, $0.since) }
    }

    /// Opens the row of an order again that the venue shows although it was given up.
    mutating func reopen(_ order: VenueOrder) {
        guard let book = accounts[order.account], !book.givenUp.isEmpty else { return }
        let byNumber = book.tags[order.id].flatMap { book.givenUp[$0] }
        guard var live = order.tag.flatMap({ book.givenUp[$0] }) ?? byNumber, orders[live.row.tag] == nil,
            order.status != .cancelled || order.filled > live.row.filled || live.row.state == .notPlaced
        else { return }
        let tag = live.row.tag
        accounts[order.account]?.givenUp[tag] = nil
        record(
            discrepancy: "order_reappeared", account: order.account, subject: tag.text,
            ours: live.row.code ?? live.row.state.rawValue, theirs: order.status.word,
            done: "taken up again")
        live.row.state = .working
        live.row.stage = .record
        (live.row.code, live.row.reason, live.row.remedy) = (nil, nil, nil)
        live.row.times.reconciledAt = nil
        live.placement.settle()
        live.check = nil
        live.misses = 0
        write(live)
        know(order.id, as: tag)
    }
}
