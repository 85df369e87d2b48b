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
        accounts[name]?.missingLegs[order.row.tag] = order.row
        guard let all = accounts[name]?.missingLegs, all.count > Self.givenUpMax else { return }
        let oldest = all.values.min { ($0.createdAt, $0.tag) < ($1.createdAt, $1.tag) }
        if let oldest { accounts[name]?.missingLegs[oldest.tag] = nil }
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
