package import Trading

/// The quote of one contract as its frames add up: each frame carries only what changed.
///
/// A field that a frame leaves out or sends as null keeps its value. One that cannot be read keeps its value
/// too, is named in `unreadable` until a readable one comes, and does not make the quote any younger.
///
/// Source: ProjectX Gateway API, `GatewayQuote`, and live captures of 2026-08.
package struct MarketQuote: Hashable, Sendable {
    package enum Field: String, CaseIterable, Hashable, Comparable, Sendable {
        case bid = "bestBid"
        case ask = "bestAsk"
        case last = "lastPrice"
        case change, changePercent, open, high, low, volume, lastUpdated, timestamp

        package static func < (left: Field, right: Field) -> Bool { left.rawValue < right.rawValue }
    }

    package let contract: ContractID
    /// The product, `F.US.MNQ`: several contracts share it.
    package internal(set) var symbol: String?
    package internal(set) var bid: Price?
    package internal(set) var ask: Price?
    package internal(set) var last: Price?
    package internal(set) var change: Price?
    /// Rounded beyond nine decimals.
    package internal(set) var changePercent: Price?
    package internal(set) var open: Price?
    package internal(set) var high: Price?
    package internal(set) var low: Price?
    /// Contracts traded in the session.
    package internal(set) var volume: Int64?
    /// The venue's two times of the last frame that carried them; what each means is not documented.
    package internal(set) var lastUpdated: Timestamp?
    package internal(set) var timestamp: Timestamp?
    /// When a readable bid, ask or last came last, by the steady clock; nil before the first one.
    package internal(set) var touchedAt: Timestamp?
    /// Fields whose newest value could not be read: what they show is older than the quote.
    package internal(set) var unreadable: Set<Field> = []

    init(_ contract: ContractID) { self.contract = contract }

    /// Whether bid, ask and last are known, and all that came could be read.
    package var isWhole: Bool { bid != nil && ask != nil && last != nil && unreadable.isEmpty }

    /// Since a price last came; nil when none ever did.
    package func age(at steady: Timestamp) -> Span? { touchedAt.map { steady.since($0) } }

    /// Whether it must not be taken for the market of this moment.
    package func isStale(at steady: Timestamp, after limit: Span) -> Bool {
        age(at: steady).map { $0 > limit } ?? true
    }
}
