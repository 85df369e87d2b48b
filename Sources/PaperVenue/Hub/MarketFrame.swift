import JSON
import Trading

/// The market hub's events, in the shapes of the captures: quotes are deltas, trades and depth come in
/// arrays.
enum MarketFrame {
    /// The whole quote, or only what has changed since the look that was sent before; bid and ask when nothing
    /// has.
    static func quote(_ look: MarketLook, after before: MarketLook?) -> [UInt8] {
        event("GatewayQuote", look) { writer in
            writer.object { writer in
                writer.member("symbol", look.symbolID)
                prices(look, after: before, to: &writer)
                day(look, after: before, to: &writer)
                writer.member("lastUpdated", VenueWire.time(look.at, .hub))
                writer.member("timestamp", VenueWire.time(look.at, .hub))
                writer.member("contract", look.contract.text)
            }
        }
    }

    private static func prices(_ look: MarketLook, after before: MarketLook?, to writer: inout JSONWriter) {
        let now = look.quote
        let old = before?.quote
        let hasNewLast = old?.last != now.last
        let hasNewBid = old?.bid != now.bid || before?.book?.bids.first != look.book?.bids.first
        let hasNewAsk = old?.ask != now.ask || before?.book?.asks.first != look.book?.asks.first
        let isSame = !hasNewLast && !hasNewBid && !hasNewAsk && before?.day == look.day
        if hasNewLast { writer.member("lastPrice", number: now.last.description) }
        if hasNewBid || isSame { writer.member("bestBid", number: now.bid.description) }
        if hasNewAsk || isSame { writer.member("bestAsk", number: now.ask.description) }
        guard hasNewLast || before == nil, let close = look.closeBefore, close.nanos != 0 else { return }
        let change = now.last.nanos - close.nanos
        let percent = Int64((Int128(change) * 10_000 / Int128(close.nanos)))
        writer.member("change", number: FixedPoint.text(change, digits: 9))
        writer.member("changePercent", number: FixedPoint.text(percent, digits: 2))
    }

    private static func day(_ look: MarketLook, after before: MarketLook?, to writer: inout JSONWriter) {
        guard let day = look.day else { return }
        let old = before?.day
        if old?.open != day.open { writer.member("open", number: day.open.description) }
        if old?.high != day.high { writer.member("high", number: day.high.description) }
        if old?.low != day.low { writer.member("low", number: day.low.description) }
        if old?.volume != day.volume { writer.member("volume", day.volume) }
    }

    static func trades(_ prints: [MarketLook.Print], _ look: MarketLook) -> [UInt8] {
        event("GatewayTrade", look) { writer in
            writer.array { writer in
                for print in prints {
                    writer.object { writer in
                        writer.member("symbolId", look.symbolID)
                        writer.member("price", number: print.price.description)
                        writer.member("timestamp", VenueWire.time(print.at, .hub))
                        writer.member("type", print.isBuy ? 0 : 1)
                        writer.member("volume", print.volume)
                        writer.member("contractId", look.contract.text)
                    }
                }
            }
        }
    }

    /// The whole book after a reset, or what has changed in it; now and then with a `null` as padding.
    static func depth(_ look: MarketLook, _ book: DepthBook, after before: DepthBook?) -> [UInt8] {
        let rows =
            before.map { DepthRow.changes(from: $0, to: book, prints: look.prints) }
            ?? DepthRow.snapshot(book)
        return event("GatewayDepth", look) { writer in
            writer.array { writer in
                for row in rows {
                    writer.object { writer in
                        writer.member("contractId", look.contract.text)
                        writer.member("timestamp", VenueWire.time(look.at, .hub))
                        writer.member("type", row.type.rawValue)
                        writer.member("price", number: row.price.description)
                        writer.member("volume", row.volume)
                        writer.member("currentVolume", row.type.isBest ? 0 : row.volume)
                    }
                }
                if Scatter.value(7, UInt64(bitPattern: look.at.microseconds)) % 8 == 0 { writer.null() }
            }
        }
    }

    private static func event(
        _ target: String, _ look: MarketLook, _ argument: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        HubFrame.record { writer in
            writer.member("type", 1)
            writer.member("target", target)
            writer.key("arguments")
            writer.array { writer in
                writer.value(look.contract.text)
                argument(&writer)
            }
        }
    }
}
