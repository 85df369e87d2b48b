import Trading

/// The price of every contract at every moment.
struct Market: Sendable {
    /// A level that was set by hand, and the step from which the walk goes on from there.
    struct Anchor: Hashable, Sendable {
        let price: Price
        let step: Int64
    }

    private let seed: UInt64
    private let step: Span?
    private let spreadTicks: Int64
    private(set) var anchors: [ContractID: Anchor] = [:]

    init(rules: VenueRules) {
        seed = rules.seed
        step = rules.step
        spreadTicks = rules.spreadTicks
    }

    /// When prices change next after a moment; nil when they stand still.
    func nextChange(after time: Timestamp) -> Timestamp? {
        step.map { Timestamp(microseconds: (number(of: time) + 1) * $0.microseconds) }
    }

    func quote(_ listing: Listing, at time: Timestamp) -> VenueQuote {
        let tick = listing.product.tickSize
        let now = number(of: time)
        let anchor = anchors[listing.id] ?? Anchor(price: listing.product.start, step: 0)
        let walk = PriceWalk(seed: Scatter.seed(seed, named: listing.id.text))
        let origin = anchors[listing.id] == nil ? 0 : walk.ticks(at: anchor.step).count
        let moved = step == nil ? 0 : walk.ticks(at: now).count - origin
        let last = tick.price(Ticks(moved), from: anchor.price) ?? anchor.price
        return VenueQuote(last: last, bid: last, ask: tick.price(Ticks(spreadTicks), from: last) ?? last)
    }

    /// Moves a contract's last price; from there it walks on.
    mutating func set(_ contract: ContractID, to price: Price, at time: Timestamp) -> Anchor {
        let anchor = Anchor(price: price, step: number(of: time))
        anchors[contract] = anchor
        return anchor
    }

    mutating func restore(_ anchor: Anchor, of contract: ContractID) { anchors[contract] = anchor }

    private func number(of time: Timestamp) -> Int64 {
        step.map { time.microseconds.floorDivided(by: $0.microseconds) } ?? 0
    }
}
