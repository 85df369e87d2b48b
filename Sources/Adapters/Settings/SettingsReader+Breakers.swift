import Journey
import Trading
import YAML

/// The words of `venue_clock`.
private enum ClockWatch: String, CaseIterable { case on, off }

extension SettingsReader {
    /// Above this nothing would ever be stopped that a login's 190 requests a minute do not stop.
    private static let countMax: Int64 = 1_000
    private static let windowMax = Span.seconds(3_600)

    /// What stops a strategy by itself; the usual where nothing is said.
    mutating func readBreakers(_ top: Section) -> TradingGuards {
        var guards = TradingGuards.usual
        guard let section = report.section("breakers", of: top, keys: Keys.breakers) else { return guards }
        guards.repeats = readLimit("repeats", section, usual: TradingGuards.usual.repeats)
        guards.rejects = readLimit("rejects", section, usual: TradingGuards.usual.rejects)
        let clock = report.optional("venue_clock", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: ClockWatch.allCases)
        }
        guards.watchesVenueClock = clock != .off
        if clock == .off, let node = section["venue_clock"] {
            report.note(
                "breakers.venue_clock is off: entries leave however far this machine's clock is from the venue's",
                remedy: "write on, but for a paper venue that plays another time", at: node)
        }
        return guards
    }

    /// A number and the time that it is counted in.
    private mutating func readLimit(
        _ key: String, _ section: Section, usual: TradingGuards.Limit?
    ) -> TradingGuards.Limit? {
        let window = report.optional("\(key)_window", of: section, Self.window) ?? usual?.window ?? .zero
        let count = readCount(key, section, max: Self.countMax)
        guard count != .off else {
            refuse("\(key)_window", beside: key, section)
            return nil
        }
        return TradingGuards.Limit(count.number.map(Int.init) ?? usual?.countMax ?? 1, in: window)
    }

    /// How fast an account's entries may come.
    mutating func readOrderRate(_ section: Section?) -> OrderRate? {
        let usual = OrderRate.usual
        guard let section else { return usual }
        let rate = readCount("order_rate", section, max: 100)
        let burst = report.optional("order_burst", of: section) { (node) throws(Objection) in
            try Scalars.whole(node, in: 1...Self.countMax)
        }
        guard rate != .off else {
            refuse("order_burst", beside: "order_rate", section)
            return nil
        }
        return OrderRate(perSecond: rate.number ?? usual.perSecond, burst: burst ?? usual.burst)
    }

    /// A number, `off`, or nothing at all.
    private enum Count: Hashable {
        case usual, off
        case number(Int64)

        var number: Int64? { if case .number(let number) = self { number } else { nil } }
    }

    private mutating func readCount(_ key: String, _ section: Section, max: Int64) -> Count {
        guard let node = section[key] else { return .usual }
        if let text = try? Scalars.text(node), text == "off" {
            report.note(
                "\(section.path(to: key)) is off: nothing stops what it would stop",
                remedy: "write a number to have it back", at: node)
            return .off
        }
        return report.optional(key, of: section) { (node) throws(Objection) -> Count in
            .number(try Scalars.whole(node, in: 1...max))
        } ?? .usual
    }

    /// A key that means nothing while the other is off.
    private mutating func refuse(_ key: String, beside other: String, _ section: Section) {
        guard let node = section[key] else { return }
        report.add(
            "\(section.path(to: key)) is there although \(other) is off",
            remedy: "remove it, or write a number for \(other)", at: node)
    }

    private static func window(_ node: YAMLNode) throws(Objection) -> Span {
        let window = try Scalars.duration(node)
        guard window > .zero, window <= windowMax else {
            throw Objection("is not between 1s and 1h", remedy: "write a time such as 60s or 10m")
        }
        return window
    }
}
