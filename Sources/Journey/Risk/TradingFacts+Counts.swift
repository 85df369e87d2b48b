import JSON
package import Trading

extension TradingFacts {
    /// How often something happened to a strategy of late.
    package struct Count: Hashable, Sendable {
        package let strategy: String
        package let count: Int64
        /// Nil where no number is set.
        package let countMax: Int64?
        package let window: Span
        /// Why it is stopped until a person resumes it; nil while it is not.
        package let trip: String?

        init(of strategy: String, _ count: Int, _ limit: TradingGuards.Limit?, trip: String? = nil) {
            self.strategy = strategy
            self.count = Int64(count)
            countMax = limit.map { Int64($0.countMax) }
            window = limit?.window ?? .zero
            self.trip = trip
        }

        var isFull: Bool { countMax.map { count >= $0 } ?? false }
    }

    /// What an account's bucket holds.
    package struct Rate: Hashable, Sendable {
        /// Whole orders.
        package let tokens: Int64
        package let perSecond: Int64
        package let burst: Int64

        init(tokens: Int64, _ rate: OrderRate) {
            self.tokens = tokens
            perSecond = rate.perSecond
            burst = rate.burst
        }
    }
}

extension TradingFacts.Count {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("strategy", strategy)
            writer.member("count", count)
            writer.member("max", countMax)
            writer.member("window_us", window.microseconds)
            writer.member("trip", ifPresent: trip)
        }
    }

    init?(_ json: JSONValue) {
        guard let strategy = json["strategy"]?.string, let count = json["count"]?.int64,
            let window = json["window_us"]?.int64
        else { return nil }
        self.strategy = strategy
        self.count = count
        countMax = json["max"]?.int64
        self.window = Span(microseconds: window)
        trip = json["trip"]?.string
    }
}

extension TradingFacts.Rate {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("tokens", tokens)
            writer.member("per_second", perSecond)
            writer.member("burst", burst)
        }
    }

    init?(_ json: JSONValue) {
        guard let tokens = json["tokens"]?.int64, let perSecond = json["per_second"]?.int64,
            let burst = json["burst"]?.int64
        else { return nil }
        self.init(tokens: tokens, OrderRate(perSecond: perSecond, burst: burst))
    }
}
