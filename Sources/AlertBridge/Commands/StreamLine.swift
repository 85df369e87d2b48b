import Gateway
import JSON
import Journey
import Trading

/// One thing that a hub told, for people and for programs.
struct StreamLine: Sendable {
    let text: String
    let json: String

    /// - Parameters:
    ///   - event: what kind of thing it is.
    ///   - words: the line for people, behind the time.
    init(
        _ event: String, _ gateway: GatewayName, at now: Moment, words: [String],
        _ members: (inout JSONWriter) -> Void
    ) {
        let time = now.wall.description
        text = ([String(time.dropFirst(11).prefix(12)), event] + words.filter { !$0.isEmpty })
            .joined(separator: "  ")
        let bytes = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("event", event)
                writer.member("at", time)
                writer.member("gateway", gateway.text)
                members(&writer)
            }
        }
        json = String(decoding: bytes, as: UTF8.self)
    }

    private static func fact(_ name: String, _ value: (some CustomStringConvertible)?) -> String {
        value.map { "\(name) \($0)" } ?? "\(name) -"
    }

    private static func milliseconds(_ span: Span?) -> Int64? { span.map { $0.microseconds / 1_000 } }
}

// MARK: - The market

extension StreamLine {
    static func quote(_ quote: MarketQuote, _ gateway: GatewayName, at now: Moment) -> StreamLine {
        let age = milliseconds(quote.age(at: now.steady))
        let unreadable = quote.unreadable.sorted().map(\.rawValue)
        let doubt = unreadable.isEmpty ? "" : "UNREADABLE \(unreadable.joined(separator: ","))"
        return StreamLine(
            "quote", gateway, at: now,
            words: [
                quote.contract.text, fact("bid", quote.bid), fact("ask", quote.ask), fact("last", quote.last),
                fact("age ms", age), doubt,
            ]
        ) {
            $0.member("contract", quote.contract.text)
            $0.member("symbol", quote.symbol)
            $0.member("bid", number: quote.bid?.description)
            $0.member("ask", number: quote.ask?.description)
            $0.member("last", number: quote.last?.description)
            $0.member("change", number: quote.change?.description)
            $0.member("change_percent", number: quote.changePercent?.description)
            $0.member("open", number: quote.open?.description)
            $0.member("high", number: quote.high?.description)
            $0.member("low", number: quote.low?.description)
            $0.member("volume", quote.volume)
            $0.member("last_updated", quote.lastUpdated?.description)
            $0.member("timestamp", quote.timestamp?.description)
            $0.member("age_ms", age)
            $0.key("unreadable")
            $0.array { list in for name in unreadable { list.value(name) } }
        }
    }

    static func trade(_ trade: MarketTrade, _ gateway: GatewayName, at now: Moment) -> StreamLine {
        StreamLine(
            "trade", gateway, at: now,
            words: [
                trade.contract.text, trade.aggressor?.rawValue ?? "unknown", "\(trade.volume)",
                "at \(trade.price)",
            ]
        ) {
            $0.member("contract", trade.contract.text)
            $0.member("price", number: trade.price.description)
            $0.member("volume", trade.volume)
            $0.member("aggressor", trade.aggressor?.rawValue)
            $0.member("timestamp", trade.at?.description)
        }
    }

    /// - Parameter levelsMax: so many of the best levels on either side.
    static func depth(
        _ book: DepthBook, levelsMax: Int, _ gateway: GatewayName, at now: Moment
    ) -> StreamLine {
        let (bids, asks) = (book.bids, book.asks)
        let best = { (level: DepthBook.Level?) in level.map { "\($0.price) x \($0.volume)" } }
        return StreamLine(
            "depth", gateway, at: now,
            words: [
                book.contract.text, fact("bid", best(bids.first)), fact("ask", best(asks.first)),
                "levels \(bids.count) + \(asks.count)", book.isSound ? "" : "DOUBTFUL",
            ]
        ) {
            $0.member("contract", book.contract.text)
            levels("bids", bids.prefix(levelsMax), to: &$0)
            levels("asks", asks.prefix(levelsMax), to: &$0)
            $0.member("timestamp", book.timestamp?.description)
            $0.member("age_ms", milliseconds(book.age(at: now.steady)))
            $0.member("resets", book.resets)
            $0.member("is_sound", book.isSound)
            $0.member("rows_unknown", book.rowsUnknown)
            $0.member("levels_dropped", book.levelsDropped)
        }
    }

    private static func levels(
        _ name: String, _ levels: ArraySlice<DepthBook.Level>, to writer: inout JSONWriter
    ) {
        writer.key(name)
        writer.array { list in
            for level in levels {
                list.object {
                    $0.member("price", number: level.price.description)
                    $0.member("volume", level.volume)
                }
            }
        }
    }
}
