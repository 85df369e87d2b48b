import Journey
import Trading

/// Thins quotes out to marks: at most one of a contract in 250 ms, and only where something changed, or where the last
/// one has become 2 s old.
///
/// A mark that waits for its turn gathers how far the market went meanwhile.
struct MarkPace: Sendable {
    /// Between two marks of a contract.
    static let period = Span.milliseconds(250)
    /// From a mark to the next that says the same: whoever judges by its age has to see that quotes still come.
    static let renewal = Span.seconds(2)

    private struct Line: Sendable {
        var told: MarketMark
        var toldAt: Timestamp
        var waiting: MarketMark?

        var due: Timestamp { toldAt.advanced(by: MarkPace.period) }

        /// Whether a mark of the same prices is worth telling for its youth.
        func isDated(beside mark: MarketMark, at now: Timestamp) -> Bool {
            mark.at > told.at && now.since(toldAt) >= MarkPace.renewal
        }
    }

    private var lines: [ContractID: Line] = [:]

    /// Takes a quote.
    ///
    /// - Returns: The mark to tell now; nil where it waits, or says nothing new.
    mutating func take(_ quote: MarketQuote, at now: Timestamp) -> MarketMark? {
        let mark = MarketMark(quote, at: now)
        guard var line = lines[mark.contract] else {
            lines[mark.contract] = Line(told: mark, toldAt: now)
            return mark
        }
        if line.waiting != nil {
            line.waiting?.follow(mark)
        } else if !mark.isSame(as: line.told) || line.isDated(beside: mark, at: now) {
            line.waiting = mark
        }
        lines[mark.contract] = line
        return line.due <= now ? tell(mark.contract, at: now) : nil
    }

    /// The marks whose turn has come.
    mutating func due(at now: Timestamp) -> [MarketMark] {
        lines.filter { $0.value.waiting != nil && $0.value.due <= now }.keys.sorted().compactMap { contract in
            tell(contract, at: now)
        }
    }

    /// When the next one's turn comes; nil while none waits.
    var nextDue: Timestamp? { lines.values.compactMap { $0.waiting == nil ? nil : $0.due }.min() }

    mutating func forget(_ contract: ContractID) { lines[contract] = nil }

    /// A new connection begins.
    mutating func reset() { lines = [:] }

    private mutating func tell(_ contract: ContractID, at now: Timestamp) -> MarketMark? {
        guard let mark = lines[contract]?.waiting else { return nil }
        lines[contract] = Line(told: mark, toldAt: now)
        return mark
    }
}

extension MarketMark {
    /// A price that could not be read is not known; it may stand anywhere.
    fileprivate init(_ quote: MarketQuote, at now: Timestamp) {
        func read(_ price: Price?, _ field: MarketQuote.Field) -> Price? {
            quote.unreadable.contains(field) ? nil : price
        }
        self.init(
            quote.contract, bid: read(quote.bid, .bid), ask: read(quote.ask, .ask),
            last: read(quote.last, .last),
            at: quote.touchedAt ?? now)
    }
}
