import JSON
import Trading

/// The market hub's events, in the shapes of the captures: quotes are deltas, trades and depth come in
/// arrays.
enum MarketFrame {
    /// `DomType` numbers.
    private static let ask: Int64 = 1
    private static let bid: Int64 = 2
    private static let depthLevels: Int64 = 5

    /// Only what has changed since the quote that was sent before; bid and ask when nothing has.
    static func quote(_ look: MarketLook, after before: VenueQuote?) -> [UInt8] {
        let now = look.quote
        let isSame = before == now
        return event("GatewayQuote", look) { writer in
            writer.object { writer in
                writer.member("symbol", look.symbolID)
                if before?.last != now.last { writer.member("lastPrice", number: now.last.description) }
                if isSame || before?.bid != now.bid {
                    writer.member("bestBid", number: now.bid.description)
                }
                if isSame || before?.ask != now.ask {
                    writer.member("bestAsk", number: now.ask.description)
                }
                writer.member("lastUpdated", VenueWire.time(look.at, .hub))
                writer.member("timestamp", VenueWire.time(look.at, .hub))
                writer.member("contract", look.contract.text)
            }
        }
    }

    /// One print at the last price; upward moves were bought.
    static func trade(_ look: MarketLook, after before: VenueQuote?) -> [UInt8] {
        event("GatewayTrade", look) { writer in
            writer.array { writer in
                writer.object { writer in
                    writer.member("symbolId", look.symbolID)
                    writer.member("price", number: look.quote.last.description)
                    writer.member("timestamp", VenueWire.time(look.at, .hub))
                    writer.member("type", before.map { look.quote.last < $0.last } == true ? 1 : 0)
                    writer.member("volume", 1)
                    writer.member("contractId", look.contract.text)
                }
            }
        }
    }

    /// A few levels on either side.
    static func depth(_ look: MarketLook) -> [UInt8] {
        event("GatewayDepth", look) { writer in
            writer.array { writer in
                for level in 0..<depthLevels {
                    row(ask, look.tick.price(Ticks(level), from: look.quote.ask), look, level, to: &writer)
                    row(bid, look.tick.price(Ticks(-level), from: look.quote.bid), look, level, to: &writer)
                }
            }
        }
    }

    private static func row(
        _ type: Int64, _ price: Price?, _ look: MarketLook, _ level: Int64, to writer: inout JSONWriter
    ) {
        guard let price else { return }
        writer.object { writer in
            writer.member("contractId", look.contract.text)
            writer.member("timestamp", VenueWire.time(look.at, .hub))
            writer.member("type", type)
            writer.member("price", number: price.description)
            writer.member("volume", 1 + level)
            writer.member("currentVolume", 1 + level)
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
