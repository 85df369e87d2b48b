import Trading

/// One line of a depth event.
struct DepthRow: Hashable, Sendable {
    /// The venue's `DomType`, as far as it is sent.
    ///
    /// Source: ProjectX documentation, realtime data, read 2026-09.
    enum Kind: Int64, Sendable {
        case ask = 1
        case bid = 2
        case bestAsk = 3
        case bestBid = 4
        case trade = 5
        case reset = 6
        case newBestBid = 9
        case newBestAsk = 10

        /// Lines about the best price came with a `currentVolume` of 0 in the capture.
        var isBest: Bool {
            switch self {
            case .bestAsk, .bestBid, .newBestBid, .newBestAsk: true
            case .ask, .bid, .trade, .reset: false
            }
        }
    }

    let type: Kind
    let price: Price
    /// The level's size from now on, 0 for a level that is gone; of a trade, what was traded.
    let volume: Int64

    static func snapshot(_ book: DepthBook) -> [DepthRow] {
        [DepthRow(type: .reset, price: Price(nanos: 0), volume: 0)]
            + book.asks.map { DepthRow(type: .ask, price: $0.price, volume: $0.size) }
            + book.bids.map { DepthRow(type: .bid, price: $0.price, volume: $0.size) }
    }

    /// What turns one book into the next, after the trades that were made in between.
    static func changes(from old: DepthBook, to new: DepthBook, prints: [MarketLook.Print]) -> [DepthRow] {
        prints.map { DepthRow(type: .trade, price: $0.price, volume: $0.volume) }
            + side(old.asks, new.asks, level: .ask, best: .bestAsk, newBest: .newBestAsk)
            + side(old.bids, new.bids, level: .bid, best: .bestBid, newBest: .newBestBid)
    }

    private static func side(
        _ old: [DepthBook.Level], _ new: [DepthBook.Level], level: Kind, best: Kind, newBest: Kind
    ) -> [DepthRow] {
        let before = Dictionary(old.map { ($0.price, $0.size) }) { first, _ in first }
        let kept = Set(new.map(\.price))
        let gone = old.filter { !kept.contains($0.price) }
            .map { DepthRow(type: level, price: $0.price, volume: 0) }
        let changed = new.enumerated().compactMap { index, entry -> DepthRow? in
            let isNewBest = index == 0 && old.first?.price != entry.price
            guard isNewBest || before[entry.price] != entry.size else { return nil }
            let type = index > 0 ? level : (isNewBest ? newBest : best)
            return DepthRow(type: type, price: entry.price, volume: entry.size)
        }
        return gone + changed
    }
}
