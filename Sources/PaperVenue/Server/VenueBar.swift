import JSON
import Trading

/// Open, high, low and close of one stretch of time, from a few looks at the price in it.
struct VenueBar: Sendable {
    private static let looks: Int64 = 8

    private let start: Timestamp
    private let open: Price
    private let high: Price
    private let low: Price
    private let close: Price
    private let volume: Int64

    init(of listing: Listing, in market: Market, from start: Timestamp, to end: Timestamp) {
        self.start = start
        let length = end.since(start).microseconds
        let prices = (0...Self.looks).map { look in
            market.quote(
                listing, at: Timestamp(microseconds: start.microseconds + length * look / Self.looks)
            )
            .last
        }
        open = prices[0]
        close = prices[prices.count - 1]
        high = prices.max() ?? open
        low = prices.min() ?? open
        let drawn = Scatter.value(
            Scatter.seed(0, named: listing.id.text), UInt64(bitPattern: start.microseconds))
        volume = 1 + Int64(drawn % 500)
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("t", VenueWire.time(start, .rest))
            writer.member("o", number: open.description)
            writer.member("h", number: high.description)
            writer.member("l", number: low.description)
            writer.member("c", number: close.description)
            writer.member("v", volume)
        }
    }
}
