import JSON
package import Trading

/// The resting orders of one contract by price, bounded, as depth rows add up.
///
/// | row type | what it does |
/// | --- | --- |
/// | 1 ask, 2 bid | the level now has this volume; 0 takes it away |
/// | 3, 10 best ask; 4, 9 best bid | levels beyond it are gone; a volume above 0 is the level's own |
/// | 6 reset | both sides are empty |
/// | 5 trade, 11 fill, 7 low, 8 high | nothing: they tell of trades, and the book's own rows follow |
/// | 0, any other, none | nothing, and it is counted |
///
/// The newest row is believed: a level that it would cross is gone. `currentVolume` is not used: a live frame
/// had 0 beside a volume of 2, and no document explains it. A level's row that cannot be read leaves the book
/// doubtful until a reset.
///
/// Source: ProjectX Gateway API, `DomType`, read 2026-09; how the rows keep a book is not documented.
package struct DepthBook: Hashable, Sendable {
    package struct Level: Hashable, Sendable {
        package let price: Price
        /// Contracts.
        package let volume: Int64
    }

    /// On either side; the levels farthest from the market are let go first.
    package static let levelsMaxDefault = 500

    package let contract: ContractID
    private let levelsMax: Int
    private var bidVolumes: [Price: Int64] = [:]
    private var askVolumes: [Price: Int64] = [:]
    /// The venue's time of the newest row that carried one.
    package private(set) var timestamp: Timestamp?
    /// When a row last changed the book, by the steady clock.
    package private(set) var touchedAt: Timestamp?
    /// Rows of type 0, of a type that we do not know, or of none.
    package private(set) var rowsUnknown = 0
    /// Rows that could not be read since the last reset: what they would have changed is not known.
    package private(set) var rowsUnreadable = 0
    package private(set) var resets = 0
    /// Levels let go because the side was full, since the last reset.
    package private(set) var levelsDropped = 0

    package init(_ contract: ContractID, levelsMax: Int = levelsMaxDefault) {
        precondition(levelsMax > 0, "a book holds a level")
        self.contract = contract
        self.levelsMax = levelsMax
    }

    /// Best first.
    package var bids: [Level] { Self.levels(bidVolumes).reversed() }
    /// Best first.
    package var asks: [Level] { Self.levels(askVolumes) }

    /// Whether every row since the last reset could be read.
    package var isSound: Bool { rowsUnreadable == 0 }

    package func age(at steady: Timestamp) -> Span? { touchedAt.map { steady.since($0) } }

    /// - Throws: `Unreadable` for a row that cannot be read; the levels stay as they were.
    mutating func take(_ payload: JSONValue, at steady: Timestamp) throws(Unreadable) {
        guard payload.kind == .object else { throw doubt("not an object") }
        if let time = payload["timestamp"]?.string.flatMap({ Timestamp($0) }) { timestamp = time }
        switch payload["type"]?.int64 {
        case 1: try level(payload, .sell, isBest: false, steady)
        case 2: try level(payload, .buy, isBest: false, steady)
        case 3, 10: try level(payload, .sell, isBest: true, steady)
        case 4, 9: try level(payload, .buy, isBest: true, steady)
        case 5, 7, 8, 11: break
        case 6: reset(steady)
        default: rowsUnknown += 1
        }
    }

    private mutating func reset(_ steady: Timestamp) {
        bidVolumes = [:]
        askVolumes = [:]
        rowsUnreadable = 0
        levelsDropped = 0
        resets += 1
        touchedAt = steady
    }

    /// Notes that a row was lost.
    private mutating func doubt(_ reason: String) -> Unreadable {
        rowsUnreadable += 1
        return Unreadable("depth: \(reason)")
    }

    private mutating func level(
        _ row: JSONValue, _ side: Side, isBest: Bool, _ steady: Timestamp
    ) throws(Unreadable) {
        guard let price = row["price"]?.numberText.flatMap({ Price($0) }),
            let volume = row["volume"]?.int64, volume >= 0
        else { throw doubt("a level without an exact price and a volume") }
        touchedAt = steady
        switch side {
        case .buy:
            if isBest { bidVolumes = bidVolumes.filter { $0.key <= price } }
            if volume > 0 { askVolumes = askVolumes.filter { $0.key > price } }
            Self.set(&bidVolumes, price, volume, isBest: isBest)
            if bidVolumes.count > levelsMax, let worst = bidVolumes.keys.min() {
                bidVolumes[worst] = nil
                levelsDropped += 1
            }
        case .sell:
            if isBest { askVolumes = askVolumes.filter { $0.key >= price } }
            if volume > 0 { bidVolumes = bidVolumes.filter { $0.key < price } }
            Self.set(&askVolumes, price, volume, isBest: isBest)
            if askVolumes.count > levelsMax, let worst = askVolumes.keys.max() {
                askVolumes[worst] = nil
                levelsDropped += 1
            }
        }
    }

    private static func set(_ volumes: inout [Price: Int64], _ price: Price, _ volume: Int64, isBest: Bool) {
        if volume > 0 { volumes[price] = volume } else if !isBest { volumes[price] = nil }
    }

    private static func levels(_ volumes: [Price: Int64]) -> [Level] {
        volumes.sorted { $0.key < $1.key }.map { Level(price: $0.key, volume: $0.value) }
    }
}
