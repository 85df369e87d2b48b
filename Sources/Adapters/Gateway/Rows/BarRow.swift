import JSON
import Trading

/// A bar as REST writes it.
///
/// Source: ProjectX Gateway API, `AggregateBarModel`; `d` and `k` of 2026-09 are not documented, and ignored.
struct BarRow: Sendable {
    let bar: Bar

    init(_ value: JSONValue) throws(Unreadable) {
        let row = try Row(value, "bar")
        let volume = try row.whole("v")
        guard volume >= 0 else { throw row.wrong("v", "a volume") }
        bar = Bar(
            start: try row.time("t"), open: try row.price("o"), high: try row.price("h"),
            low: try row.price("l"), close: try row.price("c"), volume: volume)
    }
}
