import Trading

/// The price of every contract at every moment, past ones included.
///
/// Quotes, prints, bars and fills all read the same tape, so they agree with each other.
struct Market: Sendable {
    /// A level that was set by hand, from which the market goes on.
    struct Anchor: Hashable, Sendable {
        let price: Price
        let at: Timestamp
    }

    /// Anchors kept of one contract; before the oldest of them, bars show the market as if it had not been
    /// moved.
    private static let anchorsMax = 256

    let rules: VenueRules
    private let memory = SecondMemory()
    let reaches = ReachMemory()
    private(set) var anchors: [ContractID: [Anchor]] = [:]

    init(rules: VenueRules) { self.rules = rules }

    var calendar: MarketCalendar { rules.calendar }

    /// When prices change next after a moment; nil when they stand still.
    func nextChange(after time: Timestamp) -> Timestamp? {
        let walk = WalkTape.nextChange(after: time, rules: rules)
        return rules.replays.values.compactMap { $0.nextChange(after: time) }.reduce(walk) { first, next in
            first.map { min($0, next) } ?? next
        }
    }

    func isOpen(_ listing: Listing, at time: Timestamp) -> Bool { tape(of: listing).isOpen(at: time) }

    func quote(_ listing: Listing, at time: Timestamp) -> VenueQuote {
        let tape = tape(of: listing)
        let tick = listing.product.tickSize
        let moment = tape.moment(at: time)
        let shift = shift(listing, tape, at: time)
        let last = Price(nanos: moment.last &* tick.nanos &+ shift)
        let spread = rules.spreadTicks == 0 ? 0 : rules.spreadTicks + moment.widening
        let other = tick.price(Ticks(moment.isBid ? spread : -spread), from: last) ?? last
        return VenueQuote(last: last, bid: moment.isBid ? last : other, ask: moment.isBid ? other : last)
    }

    /// Everything that the market hub shows; prints since an earlier look.
    func look(at listing: Listing, at time: Timestamp, since earlier: Timestamp?) -> MarketLook {
        let tape = tape(of: listing)
        let tick = listing.product.tickSize
        let quote = quote(listing, at: time)
        var look = MarketLook(
            contract: listing.id, symbolID: listing.product.symbolID, tick: tick, quote: quote, at: time)
        look.isOpen = tape.isOpen(at: time)
        let (opens, closeBefore) = tape.day(at: time)
        let shift = shift(listing, tape, at: time)
        look.closeBefore = Price(nanos: closeBefore &* tick.nanos &+ self.shift(listing, tape, at: opens))
        look.day = bar(of: listing, from: opens, to: time.advanced(by: Span(microseconds: 1)))
        look.book = DepthBook(
            around: quote, tick: tick, seed: Scatter.seed(rules.seed, named: listing.product.code), at: time)
        guard let earlier else { return look }
        let next = Span(microseconds: 1)
        look.prints = tape.prints(from: earlier.advanced(by: next), to: time.advanced(by: next)).map {
            MarketLook.Print(
                at: $0.at, price: Price(nanos: $0.price &* tick.nanos &+ shift), volume: $0.volume,
                isBuy: $0.isBuy)
        }
        return look
    }

    /// Bars from the newest to the oldest, at most `limit`; those without a trade are left out, and those that are
    /// older than the grid's depth.
    ///
    /// - Parameters:
    ///   - start: The first moment at which a bar may begin.
    ///   - end: The first at which none may begin any more.
    ///   - now: What lies after it has not happened; the bar that is still forming comes only if asked for.
    func bars(
        of listing: Listing, _ grid: BarGrid, from start: Timestamp, to end: Timestamp, now: Timestamp,
        limit: Int, includesPartial: Bool
    ) -> [PriceBar] {
        let moment = Span(microseconds: 1)
        let end = min(end, now.advanced(by: moment))
        let start = max(start, now.advanced(by: Span(microseconds: -grid.depth.microseconds)))
        guard start < end, limit > 0 else { return [] }
        var first = grid.index(of: start)
        if grid.start(of: first) < start { first += 1 }
        let last = grid.index(of: Timestamp(microseconds: end.microseconds - 1))
        guard first <= last else { return [] }
        let to = min(grid.end(of: last), now.advanced(by: moment))
        let isReplay = rules.replays[listing.product.code] != nil
        var bars: [PriceBar] = []
        var forming: (index: Int64, bar: PriceBar)?
        func close() {
            guard let (index, bar) = forming, bar.volume > 0 || isReplay else { return }
            guard includesPartial || grid.end(of: index) <= now else { return }
            var stamped = bar
            stamped.start = grid.start(of: index)
            if stamped.start < end { bars.append(stamped) }
        }
        let isDone = visit(listing, from: grid.start(of: first), to: to) {
            grid.index(of: $0) == grid.index(of: $1)
        } take: { piece in
            let index = grid.index(of: piece.start)
            if forming?.index == index {
                forming?.bar.follow(piece)
                return true
            }
            close()
            forming = (index, piece)
            return bars.count < limit
        }
        if isDone { close() }
        return bars
    }

    /// One stretch as one bar, the end left out; nil when nothing was open in it.
    func bar(of listing: Listing, from start: Timestamp, to end: Timestamp) -> PriceBar? {
        var whole: PriceBar?
        _ = visit(listing, from: start, to: end) { _, _ in
            true
        } take: { piece in
            if whole == nil { whole = piece } else { whole?.follow(piece) }
            return true
        }
        return whole
    }

    /// Moves a contract's last price; from there it goes on.
    mutating func set(_ contract: ContractID, to price: Price, at time: Timestamp) -> Anchor {
        let anchor = Anchor(price: price, at: time)
        restore(anchor, of: contract)
        return anchor
    }

    mutating func restore(_ anchor: Anchor, of contract: ContractID) {
        var kept = anchors[contract] ?? []
        kept.removeAll { $0.at >= anchor.at }
        kept.append(anchor)
        anchors[contract] = Array(kept.suffix(Self.anchorsMax))
    }

    /// Pieces of a contract's past as they were shown: each side of an anchor on its own.
    private func visit(
        _ listing: Listing, from start: Timestamp, to end: Timestamp, isOne: (Timestamp, Timestamp) -> Bool,
        take: (PriceBar) -> Bool
    ) -> Bool {
        let tape = tape(of: listing)
        let tick = listing.product.tickSize.nanos
        let cuts = (anchors[listing.id] ?? []).map(\.at).filter { $0 > start && $0 < end }
        var to = end
        for from in cuts.reversed() + [start] {
            let shift = shift(listing, tape, at: from)
            let goesOn = tape.visit(from: from, to: to, isOne: isOne) { start, stretch in
                take(
                    PriceBar(
                        start: start, open: Price(nanos: stretch.open &* tick &+ shift),
                        high: Price(nanos: stretch.high &* tick &+ shift),
                        low: Price(nanos: stretch.low &* tick &+ shift),
                        close: Price(nanos: stretch.close &* tick &+ shift), volume: stretch.volume))
            }
            guard goesOn else { return false }
            to = from
        }
        return true
    }

    /// How far the last anchor has moved a contract away from its tape, in price × 10⁹.
    func shift(_ listing: Listing, _ tape: any PriceTape, at time: Timestamp) -> Int64 {
        guard let anchor = anchors[listing.id]?.last(where: { $0.at <= time }) else { return 0 }
        return anchor.price.nanos &- tape.moment(at: anchor.at).last &* listing.product.tickSize.nanos
    }

    func tape(of listing: Listing) -> any PriceTape {
        rules.replays[listing.product.code] ?? WalkTape(listing, rules: rules, memory: memory)
    }
}
