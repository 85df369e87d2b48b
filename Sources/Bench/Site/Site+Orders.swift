import JSON
import Journey
import Ledger

extension Site {
    /// When each order came in at the venue, by its clock in microseconds: in the order of their coming.
    func ordersAtVenue() throws -> [Int64] {
        let limits = JSONLimits(bytesMax: 64 << 20, nodesMax: 4_000_000)
        guard let bytes = PlainRequest.get("/_venue/calls", port: venuePort),
            let calls = try? JSONDocument(bytes, limits: limits).root["calls"]?.elements
        else { throw BenchFailure("the venue does not tell its calls") }
        return calls.compactMap { call in
            guard call["endpoint"]?.string == "Order/place" else { return nil }
            return call["at"]?.numberText.flatMap { Int64($0) }
        }
    }

    /// Waits until so many orders have come in at the venue.
    func wait(forOrders count: Int, seconds: Double = 60) throws {
        var found = 0
        let isThere = try Stopwatch.wait(seconds: seconds, every: 50) {
            found = try ordersAtVenue().count
            return found >= count
        }
        guard isThere else {
            throw BenchFailure("\(found) of \(count) orders came to the venue within \(seconds) s")
        }
    }

    /// The entries in the ledger, the oldest first.
    func entries() throws -> [OrderRow] {
        do {
            return try LedgerReader(path: ledger).orders().filter { $0.orderClass == .entry }
        } catch {
            throw BenchFailure("\(error)")
        }
    }
}
