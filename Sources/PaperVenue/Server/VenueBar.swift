import JSON
import Trading

/// A bar as the venue writes it.
enum VenueBar {
    /// - Parameter share: How much of the product's volume this month has, in hundredths.
    static func write(_ bar: PriceBar, share: Int64 = 100, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("t", VenueWire.time(bar.start, .rest))
            writer.member("o", number: bar.open.description)
            writer.member("h", number: bar.high.description)
            writer.member("l", number: bar.low.description)
            writer.member("c", number: bar.close.description)
            writer.member("v", share == 100 ? bar.volume : max(1, bar.volume * share / 100))
        }
    }
}
