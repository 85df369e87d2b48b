import Trading

/// Limits over time, and the clock that they hang on.
extension Checks {
    static let clock: [Check] = [
        Check(
            id: "PT-08", title: "clock", classes: entry, codes: [.clockUntrusted],
            inputs: { input in
                let clock = input.trading.venueClock
                return [
                    ("trusted", "\(input.trading.clockFault == nil && clock?.isTrusted != false)"),
                    (
                        "venue_ahead",
                        clock.map { "\(Span(microseconds: -$0.ahead.microseconds))" } ?? "NO_DATA"
                    ),
                    ("venue_ahead_max", "\(VenueClock.aheadMax)"),
                ]
            }, changes: .none, fails: clockTrust)
    ]

    private static func clockTrust(_ input: GateInput) -> Denial? {
        if let fault = input.trading.clockFault {
            return Denial(
                .clockUntrusted, "this machine's clock was set back: \(fault)",
                remedy: "set the clock right; if it is right now, `\(ControlRow.Key.clock.release)`")
        }
        guard let clock = input.trading.venueClock, !clock.isTrusted else { return nil }
        return Denial(
            .clockUntrusted,
            "this machine's clock is \(clock.words) the venue's, by the median of its last "
                + "\(VenueClock.readingsMin) answers; the limit is \(VenueClock.aheadMax)",
            remedy: "set the clock right, by NTP; entries go on by themselves once the venue's answers agree")
    }

    static let repeats: [Check] = [
        Check(
            id: "PT-12", title: "repeated executions", classes: entry, codes: [.repeatedExecutionLimit],
            inputs: { $0.trading.repeats.inputs }, changes: .none, fails: repeated)
    ]

    static let rate: [Check] = [
        Check(
            id: "PT-50", title: "order rate", classes: entry, codes: [.rateLimitExceeded],
            inputs: { input in
                guard let rate = input.trading.rate else { return [("rate", "none")] }
                return [
                    ("tokens", "\(rate.tokens)"), ("per_second", "\(rate.perSecond)"),
                    ("burst", "\(rate.burst)"),
                ]
            }, changes: .none,
            fails: { input in
                guard let rate = input.trading.rate, rate.tokens < 1 else { return nil }
                return Denial(
                    .rateLimitExceeded,
                    "entries came faster than \(rate.perSecond) a second, and the burst of \(rate.burst) is used up",
                    remedy:
                        "find out why the strategy sends so many, or raise risk.order_rate and order_burst")
            }),
        Check(
            id: "PT-51", title: "API budget", classes: entry, codes: [.apiBudgetExhausted],
            inputs: { input in
                guard let shortage = input.shortage else { return [("used", "asked when its turn comes")] }
                return [
                    ("used", "\(shortage.used)"), ("used_max", "\(shortage.usedMax)"),
                    ("window", "\(shortage.window)"), ("resting", "\(shortage.isResting)"),
                ]
            }, changes: .none, fails: { $0.shortage.map(missedTurn) }),
        Check(
            id: "PT-52", title: "reject breaker", classes: entry, codes: [.rejectBreakerOpen],
            inputs: { $0.trading.rejects.inputs }, changes: .none,
            fails: { input in
                guard let rejects = input.trading.rejects, rejects.isFull else { return nil }
                return Denial(
                    .rejectBreakerOpen,
                    "the venue refused \(rejects.count) entries of strategy \(rejects.strategy) within "
                        + "\(rejects.window)",
                    remedy:
                        "read why with `ledger orders --state rejected`; it ends by itself, or at once with "
                        + "`\(ControlRow.Key(.strategy, rejects.strategy).release)`")
            }),
    ]

    /// The answer to an entry whose turn did not come before it was too old.
    ///
    /// The gate cannot know it: reads and commands take from the same budget, so it is asked at the door.
    package static func missedTurn(_ shortage: RequestShortage) -> Denial {
        let numbers = "\(shortage.used) of the \(shortage.usedMax) requests that leave room for an entry"
        let rest = shortage.isResting ? "; the venue had answered that they were too many" : ""
        return Denial(
            .apiBudgetExhausted,
            "its turn did not come before it was too old: \(numbers) were used within "
                + "\(shortage.window)\(rest)",
            remedy:
                "send fewer alerts, raise the source's max_age, or give some accounts a login of their own")
    }

    private static func repeated(_ input: GateInput) -> Denial? {
        guard let repeats = input.trading.repeats else { return nil }
        let release = ControlRow.Key(.strategy, repeats.strategy).release
        if let trip = repeats.trip {
            return Denial(
                .repeatedExecutionLimit, "strategy \(repeats.strategy) is stopped: \(trip)",
                remedy: "`\(release)` once you know why it repeated itself")
        }
        guard repeats.isFull else { return nil }
        return Denial(
            .repeatedExecutionLimit,
            "strategy \(repeats.strategy) entered \(repeats.count) times on this side within \(repeats.window) "
                + "with nothing between; the limit is \(repeats.countMax ?? 0)",
            remedy: "`\(release)` once you know why it repeated itself, or raise breakers.repeats")
    }
}

extension TradingFacts.Count? {
    fileprivate var inputs: [(key: String, value: String)] {
        guard let self else { return [("limit", "none")] }
        return [
            ("count", "\(self.count)"), ("max", self.countMax.map { "\($0)" } ?? "none"),
            ("window", "\(self.window)"), ("tripped", "\(self.trip != nil)"),
        ]
    }
}
