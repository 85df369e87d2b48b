package import Trading

/// Who trades which alerts. The first rule that matches an alert takes it.
package struct Rule: Hashable, Sendable {
    package let name: String
    package let condition: Condition
    package let targets: [Target]
    /// Whether an entry whose answer was lost may be sent again under the same tag while its alert is fresh.
    package let resendsEntries: Bool
    /// How long its entries may rest at most; nil leaves it to the account.
    package let entryLife: Span?
    /// How its entries are sent; nil leaves it to the alert.
    package let entryOrder: EntryOrder?
    package let reversal: Reversal

    package init(
        name: String, when condition: Condition, to targets: [Target], resendsEntries: Bool = false,
        entryLife: Span? = nil, entryOrder: EntryOrder? = nil, reversal: Reversal = .twoStep
    ) {
        self.entryLife = entryLife
        self.entryOrder = entryOrder
        self.reversal = reversal
        self.name = name
        self.condition = condition
        self.targets = targets
        self.resendsEntries = resendsEntries
    }

    /// The root that an account trades by it; nil where the alert's chart tells.
    package func root(for target: Target) -> String? { target.root ?? condition.ticker?.root }

    /// The same for alerts of every product.
    var ofAnyTicker: Rule {
        var condition = condition
        condition.ticker = nil
        return Rule(
            name: name, when: condition, to: targets, resendsEntries: resendsEntries, entryLife: entryLife,
            entryOrder: entryOrder, reversal: reversal)
    }

    /// What becomes of an alert that turns a position round.
    package enum Reversal: String, Hashable, Sendable, CaseIterable {
        /// Closed, verified flat, and only then entered the other way.
        case twoStep = "two_step"
        /// Both by one order, where the entry has no bracket and nothing else works on what is held; else in two steps.
        case singleOrder = "single_order"
        /// Closed, where the alert closes it; never entered the other way.
        case deny
    }

    /// What an alert must be; a part that is nil matches every alert.
    package struct Condition: Hashable, Sendable {
        package var source: String?
        /// A symbol as charts write it: compared by root, and by month where one is named.
        package var ticker: ChartSymbol?
        package var strategy: String?
        package var action: Alert.Action?
        /// The side that the alert leads to. What leads to none, such as a close, matches either.
        package var side: Side?
        /// When the alert came in, by Chicago's clock. Exits match at any time.
        package var hours: DayHours?
        /// The chart's bars; an alert that tells none matches no interval.
        package var interval: ChartInterval?
        /// Labels that the alert must have, all of them; it may have others.
        package var tags: Set<String>

        package init(
            source: String? = nil, ticker: ChartSymbol? = nil, strategy: String? = nil,
            action: Alert.Action? = nil, side: Side? = nil, hours: DayHours? = nil,
            interval: ChartInterval? = nil, tags: Set<String> = []
        ) {
            self.interval = interval
            self.tags = tags
            self.source = source
            self.ticker = ticker
            self.strategy = strategy
            self.action = action
            self.side = side
            self.hours = hours
        }

        /// - Parameters:
        ///   - second: Of Chicago's day, when the alert came in.
        ///   - alert: One for every product concerns all that its source may reach, whatever else a rule asks.
        package func matches(_ alert: Alert, at second: Int64) -> Bool {
            guard !alert.symbol.isEvery else { return source == nil || source == alert.source }
            return (source == nil || source == alert.source)
                && (side == nil || alert.intent.side == nil || side == alert.intent.side)
                && (hours == nil || alert.intent.isExit || hours?.holds(second) == true)
                && (strategy == nil || strategy == alert.strategy)
                && (action == nil || action == alert.action)
                && (ticker == nil || ticker?.takes(alert.symbol) == true)
                && (interval == nil || interval == alert.interval) && tags.isSubset(of: alert.tags)
        }
    }

    /// One account that follows the rule.
    package struct Target: Hashable, Sendable {
        package let account: AccountName
        /// The root to trade instead of the chart's: `MNQ` for alerts on `NQ1!`.
        package let root: String?
        package let size: SizeRule
        /// Used where the alert names no bracket of its own.
        package let bracket: Bracket?
        /// How a symbol without a month is given one; nil leaves it to the root's and the general setting.
        package let roll: RollMethod?

        package init(
            account: AccountName, root: String? = nil, size: SizeRule, bracket: Bracket? = nil,
            roll: RollMethod? = nil
        ) {
            self.roll = roll
            self.account = account
            self.root = root
            self.size = size
            self.bracket = bracket
        }
    }
}
