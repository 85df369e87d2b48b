import JSON
package import Trading

/// What becomes of a new entry whose price lies between two ticks.
///
/// Source: risk specification, section 2.4, PT-22. The venue rounds nothing: it refuses.
package enum OffTick: String, Hashable, Sendable, CaseIterable {
    case reject
    /// It is put on the next tick that is less aggressive, so that it fills no sooner and no worse than it was asked
    /// to.
    case round
}

/// The prices that a new entry was asked for at, of those that were put on the tick grid since.
package struct AskedPrices: Hashable, Sendable {
    package var limit: Price?
    package var stop: Price?
    package var trail: Price?

    package init(limit: Price? = nil, stop: Price? = nil, trail: Price? = nil) {
        self.limit = limit
        self.stop = stop
        self.trail = trail
    }

    /// Where a limit goes: a buy down, a sell up.
    static func limit(_ asked: Price, _ side: Side, _ tick: TickSize) -> Price? {
        tick.rounded(asked, up: side == .sell)
    }

    /// Where a trigger goes, a trailing one's first level with it: a buy up, a sell down.
    static func stop(_ asked: Price, _ side: Side, _ tick: TickSize) -> Price? {
        tick.rounded(asked, up: side == .buy)
    }
}

extension OrderRow {
    /// Puts an order's prices on the tick grid. One whose tick leaves the range stays for the gate to deny.
    ///
    /// - Returns: Those that stood beside it; nil where none did.
    mutating func roundPrices(to tick: TickSize) -> AskedPrices? {
        guard let side else { return nil }
        let asked = AskedPrices(limit: limitPrice, stop: stopPrice, trail: trailPrice)
        limitPrice = limitPrice.flatMap { AskedPrices.limit($0, side, tick) } ?? limitPrice
        stopPrice = stopPrice.flatMap { AskedPrices.stop($0, side, tick) } ?? stopPrice
        trailPrice = trailPrice.flatMap { AskedPrices.stop($0, side, tick) } ?? trailPrice
        let moved = AskedPrices(
            limit: limitPrice == asked.limit ? nil : asked.limit,
            stop: stopPrice == asked.stop ? nil : asked.stop,
            trail: trailPrice == asked.trail ? nil : asked.trail)
        return moved == AskedPrices() ? nil : moved
    }
}

extension GateInput {
    /// What was put on the grid, by name: as it was asked for, and as it leaves.
    var rounded: [(name: String, asked: Price, now: Price?, isLimit: Bool)] {
        let all = [
            ("limit_price", asked?.limit, limitPrice, true), ("stop_price", asked?.stop, stopPrice, false),
            ("trail_price", asked?.trail, trailPrice, false),
        ]
        return all.compactMap { name, asked, now, isLimit in
            asked.map { (name: name, asked: $0, now: now, isLimit: isLimit) }
        }
    }
}

extension Checks {
    static func tickInputs(_ input: GateInput) -> [(key: String, value: String)] {
        guard input.orderClass == .entry, input.change == nil, input.limits.offTick == .round else {
            return []
        }
        return [("off_tick", OffTick.round.rawValue)]
            + input.rounded.map { ("\($0.name)_asked", "\($0.asked)") }
    }

    /// A record whose price does not follow from the one that was asked for.
    static func roundedAmiss(_ input: GateInput) -> Denial? {
        for (name, asked, now, isLimit) in input.rounded {
            let follows = input.side.flatMap { side in
                input.tickSize.flatMap {
                    isLimit ? AskedPrices.limit(asked, side, $0) : AskedPrices.stop(asked, side, $0)
                }
            }
            guard follows == nil || follows != now || input.limits.offTick == .reject else { continue }
            return Denial(
                .priceOffTick,
                "\(name) \(now?.description ?? "none") does not follow from \(asked), which was asked for",
                remedy: "report this: the price and what it follows from were not kept together")
        }
        return nil
    }
}

extension AskedPrices {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("limit_price", numberIfPresent: limit?.description)
            writer.member("stop_price", numberIfPresent: stop?.description)
            writer.member("trail_price", numberIfPresent: trail?.description)
        }
    }

    /// Nil unless a price is there, and all that are read back.
    init?(_ json: JSONValue) {
        self.init()
        let members: [(String, WritableKeyPath<AskedPrices, Price?>)] = [
            ("limit_price", \.limit), ("stop_price", \.stop), ("trail_price", \.trail),
        ]
        for (name, path) in members {
            guard let told = json[name] else { continue }
            guard let price = told.numberText.flatMap({ Price($0) }) else { return nil }
            self[keyPath: path] = price
        }
        guard self != AskedPrices() else { return nil }
    }
}
