package import Trading

/// How long one bar of a chart is: `5`, `5m` and `300s` are one, and so are `60` and `1h`.
///
/// Source: TradingView, `{{interval}}`: minutes without a unit, else `S`, `D`, `W`, `M`, `T` or `R`, read 2026-06.
package struct ChartInterval: Hashable, Sendable, CustomStringConvertible {
    package enum Unit: String, Hashable, Sendable, CaseIterable {
        case tick = "T"
        case second = "S"
        /// Hours too.
        case minute = ""
        case day = "D"
        case week = "W"
        case month = "M"
        case range = "R"
    }

    /// 1 to 99,999.
    package let count: Int64
    package let unit: Unit

    /// Takes `5`, `5m`, `1h`, `30S`, `D`, `1D`, `W` and `3M`, in any case but for `m` and `M`; nil for anything else.
    ///
    /// 1440 minutes stay minutes: a chart of days follows sessions, and is another one.
    package init?(_ text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let word = text.dropFirst(digits.count)
        guard !text.isEmpty, digits.first != "0", digits.utf8.count <= 5,
            let (unit, factor) = Self.unit(String(word), isCounted: !digits.isEmpty)
        else { return nil }
        let count = (digits.isEmpty ? 1 : Int64(digits) ?? 1) * factor
        guard count <= 99_999 else { return nil }
        let isMinutes = unit == .second && count.isMultiple(of: 60)
        self.unit = isMinutes ? .minute : unit
        self.count = isMinutes ? count / 60 : count
    }

    /// How long one bar lasts at most: the last one of a session may be cut short. Nil for bars that no time ends.
    package var lengthMax: Span? {
        switch unit {
        case .second: .seconds(count)
        case .minute: .seconds(count * 60)
        case .day: .seconds(count * 86_400)
        case .week: .seconds(count * 7 * 86_400)
        case .month: .seconds(count * 31 * 86_400)
        case .tick, .range: nil
        }
    }

    /// Whether a bar is over after so much time, and not with a session, a month, or so many trades.
    package var isTimed: Bool { unit == .second || unit == .minute }

    /// As TradingView writes it: `5`, `60`, `30S`, `1D`.
    package var description: String { "\(count)\(unit.rawValue)" }

    /// The one word in which case tells: `m` is minutes and `M` months.
    private static func unit(_ word: String, isCounted: Bool) -> (Unit, Int64)? {
        if word == "M" { return (.month, 1) }
        switch word.asciiLowercased {
        case "d": return (.day, 1)
        case "w": return (.week, 1)
        case "s": return (.second, 1)
        case "t": return (.tick, 1)
        case "r": return (.range, 1)
        case "", "m", "min": return isCounted ? (.minute, 1) : nil
        case "h": return isCounted ? (.minute, 60) : nil
        default: return nil
        }
    }
}
