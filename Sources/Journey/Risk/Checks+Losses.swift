import Trading

/// What a trading day may still lose, and whether it has been decided.
///
/// Source: risk specification, sections 1.3, 1.5 and 2.4. What is open counts with its loss at the stop, from the
/// price at which it was entered, or at the market where a fresh mark shows it beyond the stop. Open profit gives
/// no room: the stop may take it back.
extension Checks {
    static let losses: [Check] = [
        Check(
            id: "PT-42", title: "room of the day", classes: entry, codes: [.dailyLossHeadroom],
            inputs: { input in
                [
                    ("day", input.day.map { "\($0.day)" } ?? "none"),
                    ("realised", told(input.day?.realised)), ("open_risk", told(input.day?.openRisk)),
                    ("risk", told(newRisk(input))), ("daily_loss", limit(input.day?.limits.lossMax)),
                ] + (input.day?.limits.lossMax == nil ? [] : markInputs(input))
            }, fails: dayRoom),
        Check(
            id: "PT-44", title: "day decided", classes: entry, codes: [.dailyLossLimit, .dailyProfitTarget],
            inputs: { input in
                [
                    ("realised", told(input.day?.realised)), ("lowest", told(input.day?.lowest)),
                    ("highest", told(input.day?.highest)),
                    ("daily_loss", limit(input.day?.limits.lossMax)),
                    ("daily_profit", limit(input.day?.limits.profitMax)),
                ] + openInputs(input)
            }, fails: dayDecided),
        Check(
            id: "PT-45", title: "trades of the day", classes: entry, codes: [.tradeCountLimit],
            inputs: { input in
                [
                    ("trades", input.day.map { "\($0.trades)" } ?? "none"),
                    ("max_trades", input.day?.limits.tradesMax.map { "\($0)" } ?? "off"),
                ] + windowInputs(input)
            }, changes: .none, fails: tradeCount),
    ]

    private static func told(_ money: Money?) -> String { money.map { "\($0)" } ?? "NO_DATA" }

    /// Where the market stands for what is open, and what follows from it.
    static func markInputs(_ input: GateInput) -> [(key: String, value: String)] {
        guard let marks = input.marks else { return [("mark", "NO_DATA")] }
        return [
            ("mark", marks.words), ("open_profit", told(marks.profit)), ("beyond_stops", told(marks.beyond)),
        ]
    }

    /// What all that is open loses at worst of its stops and the market: more than at the stops where a fresh mark
    /// stands beyond one. Nil where it is not known.
    static func openRisk(_ atStops: Money?, _ input: GateInput) -> Money? {
        guard let marks = input.marks else { return atStops }
        return marks.beyond.flatMap { atStops?.checked(adding: $0) }
    }

    private static func openInputs(_ input: GateInput) -> [(key: String, value: String)] {
        guard let facts = input.day, facts.limits.countsOpen else { return [("open", "not_counted")] }
        return [
            ("open", told(facts.open)), ("net", told(facts.net)),
            ("reached", facts.reached?.limit.lock ?? "none"),
        ]
    }

    private static func limit(_ money: Money?) -> String { money.map { "\($0)" } ?? "off" }

    private static func dayRoom(_ input: GateInput) -> Denial? {
        guard let facts = input.day, let most = facts.limits.lossMax else { return nil }
        guard let realised = facts.realised, let open = openRisk(facts.openRisk, input),
            let risk = newRisk(input),
            let room = realised.checked(adding: most)?.checked(subtracting: open)?.checked(subtracting: risk)
        else {
            return Denial(
                .dailyLossHeadroom,
                "what the day has lost, or could lose at the stops, is not known; its limit is \(most) USD",
                remedy: "give every position a stop, and wait until fills and balance were compared")
        }
        guard room <= .zero else { return nil }
        return Denial(
            .dailyLossHeadroom,
            "realised \(realised), \(open) at the stops of what is open, or at the market beyond them, and \(risk) at "
                + "this one leave \(room) of "
                + "\(most) USD",
            remedy:
                "trade smaller or with a nearer stop, wait for \(facts.rollWords), or raise risk.daily_loss"
        )
    }

    /// A day that was decided stays so: what is earned afterwards, by a position that was still open, opens it no more.
    private static func dayDecided(_ input: GateInput) -> Denial? {
        guard let facts = input.day, facts.limits.lossMax != nil || facts.limits.profitMax != nil else {
            return nil
        }
        if let reached = facts.reached {
            return Denial(
                reached.limit.code, "\(reached.words); that ended the day",
                remedy: "wait for \(facts.rollWords), when the next trading day begins")
        }
        guard let realised = facts.realised else {
            return Denial(
                .dailyLossLimit, "what the day has realised is not known",
                remedy: "wait until fills and balance were compared with the venue")
        }
        // Verdicts from before these were told went by what was realised alone.
        let (lowest, highest) = (facts.lowest ?? realised, facts.highest ?? realised)
        if let most = facts.limits.lossMax, lowest.tenThousandths <= -most.tenThousandths {
            return Denial(
                .dailyLossLimit,
                "the day has realised \(told(lowest, now: realised)); its limit is a loss of \(most)",
                remedy: "wait for \(facts.rollWords), when the next trading day begins")
        }
        if let most = facts.limits.profitMax, highest >= most {
            return Denial(
                .dailyProfitTarget,
                "the day has realised \(told(highest, now: realised)); it ends at \(most)",
                remedy: "wait for \(facts.rollWords), or raise risk.daily_profit")
        }
        guard let net = facts.net, let open = facts.open, let limit = facts.limits.reached(by: net) else {
            return nil
        }
        let most = limit == .loss ? facts.limits.lossMax : facts.limits.profitMax
        return Denial(
            limit.code,
            "the day stands at \(net) USD, \(open) of it open; its limit is a "
                + "\(limit == .loss ? "loss" : "profit") of \(told(most))",
            remedy:
                "wait until the market is back, or for \(facts.rollWords); or set risk.daily_basis: realised")
    }

    private static func told(_ reached: Money, now realised: Money) -> String {
        reached == realised ? "\(realised) USD" : "\(reached) USD, and \(realised) by now"
    }

    /// Of the windows that are full the one that has to be waited for longest.
    private static func tradeCount(_ input: GateInput) -> Denial? {
        guard let facts = input.day, let most = facts.limits.tradesMax, facts.trades >= most else {
            return windowCount(input)
        }
        return Denial(
            .tradeCountLimit, "\(facts.trades) entries filled today or may; the limit is \(most)",
            remedy: "wait for \(facts.rollWords), or raise risk.max_trades")
    }

    private static func windowCount(_ input: GateInput) -> Denial? {
        guard let facts = input.day else { return nil }
        for window in TradeWindow.allCases {
            guard let most = facts.limits.windowTradesMax[window], let count = facts.windowTrades[window],
                count >= most
            else { continue }
            return Denial(
                .tradeCountLimit,
                "\(count) entries first filled within the last \(window.rawValue) or may fill; the limit is \(most)",
                remedy:
                    "wait until the oldest of them filled a \(window.rawValue) ago, or raise "
                    + "risk.max_trades_\(window.rawValue)")
        }
        return nil
    }

    /// The windows that have a limit.
    private static func windowInputs(_ input: GateInput) -> [(key: String, value: String)] {
        guard let facts = input.day else { return [] }
        return TradeWindow.allCases.flatMap { window -> [(key: String, value: String)] in
            guard let most = facts.limits.windowTradesMax[window] else { return [] }
            return [
                ("trades_\(window.rawValue)", facts.windowTrades[window].map { "\($0)" } ?? "NO_DATA"),
                ("max_trades_\(window.rawValue)", "\(most)"),
            ]
        }
    }
}

extension DayFacts {
    /// `17:00 in Chicago`.
    fileprivate var rollWords: String {
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(roll / 3_600)):\(two(roll / 60 % 60)) in Chicago"
    }
}
