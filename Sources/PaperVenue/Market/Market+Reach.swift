import Trading

/// When the price comes to those who wait for it. What lies between is leapt over.
extension Market {
    /// The first moment after a time at which one of these orders may be concerned; now and then one at which none
    /// is. Nil when there never is one.
    func nextReach(of waiting: [RestingEntry], on listing: Listing, after time: Timestamp) -> Timestamp? {
        let spread = rules.spreadTicks == 0 ? 0 : rules.spreadTicks + WalkTape.wideningMax
        let reach = listing.product.tickSize.nanos &* spread
        var band = PriceBand()
        for entry in waiting { entry.widen(&band, spread: reach) }
        guard !band.isEndless else { return nil }
        let tape = tape(of: listing)
        let ticks = band.inTicks(
            of: listing.product.tickSize.nanos, shift: shift(listing, tape, at: time))
        let found = reaches.reach(listing.id, ticks, after: time) { tape.nextReach(of: ticks, after: time) }
        // A level that an earlier run set lies ahead where this run's clock is behind that one's.
        guard let jump = anchors[listing.id]?.first(where: { $0.at > time })?.at else { return found }
        return found.map { min($0, jump) } ?? jump
    }
}
