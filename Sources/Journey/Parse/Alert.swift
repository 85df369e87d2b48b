package import Trading

/// An alert as every dialect ends up: what was said, with nothing left to guess.
package struct Alert: Hashable, Sendable {
    /// The word in the message.
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case buy, sell, close, flatten, reverse, cancel, breakeven
        case cancelAll = "cancel_all"
        case moveStop = "move_stop"
        case targetPosition = "target_position"
    }

    package var source: String
    package var dialect: String
    /// The sender's own name for this alert.
    package var id: String?
    package var strategy: String?
    package var symbol: ChartSymbol
    package var action: Action
    /// What the action means together with the strategy's own position.
    package var intent: AlertIntent
    /// Contracts that the message names.
    package var size: Size?
    /// What an exit takes off a position, in hundredths of a percent of it: above zero, below 10 000. Nil where the
    /// message names contracts, or none.
    package var exitShare: Int64?
    package var type: OrderType
    package var limitPrice: Price?
    package var stopPrice: Price?
    /// The chart's price when the alert fired: recorded, never an order's price.
    package var price: Price?
    package var bracket: AlertBracket?
    /// What an entry does about what the account holds and has working.
    package var entry: EntryPolicy
    /// Whether entries that wait at their price in the product are taken back first, without anything being closed.
    package var cancelsWaiting = false
    /// Where an account has to stand for the alert to concern it; another one is left alone.
    package var concerns: Set<Standing>
    /// The strategy's own position before and after; nil where the message does not tell both.
    package var step: StrategyStep?
    /// The month that a continuous chart shows, where its script tells.
    package var chartMonth: ChartSymbol.Expiry?
    /// When the alert fired, by its sender.
    package var time: Timestamp?
    /// The key that tells it, in its dialect.
    package var timeKey = "time"
    /// When the bar opened that it fired on; an interval comes with it wherever its age matters.
    package var barTime: Timestamp?
    /// The sender's own limit to the age of an entry; the source's holds beside it.
    package var maxAge: Span?
    /// Whether the chart ran on delayed data, as its exchange's name tells.
    package var isFeedDelayed: Bool
    /// The exchange of a chart that is none of the venue's futures, where the message tells one.
    package var foreignExchange: String?
    /// Why nothing is entered for it; an order that takes off what an account holds is taken all the same.
    package var entryRefusal: Refusal?
    /// The chart that it fired on; nil where its sender does not tell.
    package var interval: ChartInterval?
    /// Keys that say something which its action has no use for.
    package var unheeded: [String] = []
    /// Labels of the sender's own.
    package var tags: Set<String> = []
    /// The message as canonical JSON, without its secret.
    package var canonical: [UInt8]

    package init(
        source: String, dialect: String, id: String? = nil, strategy: String? = nil, symbol: ChartSymbol,
        action: Action, intent: AlertIntent, size: Size? = nil, type: OrderType = .market,
        limitPrice: Price? = nil, stopPrice: Price? = nil, price: Price? = nil, bracket: AlertBracket? = nil,
        entry: EntryPolicy = .asSaid, concerns: Set<Standing> = Standing.all, time: Timestamp? = nil,
        maxAge: Span? = nil, canonical: [UInt8]
    ) {
        self.source = source
        self.dialect = dialect
        self.id = id
        self.strategy = strategy
        self.symbol = symbol
        self.action = action
        self.intent = intent
        self.size = size
        self.type = type
        self.limitPrice = limitPrice
        self.stopPrice = stopPrice
        self.price = price
        self.bracket = bracket
        self.entry = entry
        self.concerns = concerns
        self.time = time
        self.maxAge = maxAge
        isFeedDelayed = symbol.isFeedDelayed
        foreignExchange = symbol.foreignExchange
        self.canonical = canonical
    }
}

extension Alert {
    /// What a dialect begins with; who sent it, in which dialect and by which text is added by the reader.
    init(_ symbol: ChartSymbol, _ action: Action, _ intent: AlertIntent, size: Size? = nil) {
        self.init(
            source: "", dialect: "", symbol: symbol, action: action, intent: intent, size: size, canonical: []
        )
    }
}

extension Alert {
    /// An order to buy or sell, from which the dialect goes on.
    static func entry(_ symbol: ChartSymbol, _ side: Side, _ size: Size? = nil) -> Alert {
        Alert(symbol, side == .buy ? .buy : .sell, .enter(side), size: size)
    }

    /// An exit of a part, or of all where none is named, with an order of this side.
    static func exit(
        _ symbol: ChartSymbol, _ portion: AlertFields.Portion?, side: Side? = nil
    ) -> Alert {
        switch portion {
        case nil, .share(nil): return Alert(symbol, .close, .close)
        case .contracts(let size): return Alert(symbol, .close, .reduce(side), size: size)
        case .share(let share):
            var alert = Alert(symbol, .close, .reduce(side))
            alert.exitShare = share
            return alert
        }
    }

    /// When its bar is over at the latest; nil where it tells of none, or of one that no time ends.
    package var barEnd: Timestamp? {
        guard let barTime, let length = interval?.lengthMax else { return nil }
        return barTime.advanced(by: length)
    }

    /// From when it ages; nil where it tells neither its own time nor its bar's.
    package var firedAt: Timestamp? { [time, barEnd].compactMap(\.self).min() }

    /// Where its entry stands as far as the message tells: the order's own price, else the chart's.
    var entryPrice: Price? { limitPrice ?? stopPrice ?? price }
}

/// What an alert asks of an account.
package enum AlertIntent: Hashable, Sendable {
    case enter(Side)
    /// Take some contracts off a position, with an order of this side; nil takes the side that the position's
    /// exit has.
    case reduce(Side?)
    /// Close the whole position in the alert's product.
    case close
    /// Close everything on the account.
    case flatten
    /// Close the position in the alert's product, then hold `size` the other way; nil takes the opposite of
    /// what the account holds.
    case reverse(to: Side?, size: Size?)
    /// Hold so many contracts in the alert's product, above zero long: whatever leads there from what is held.
    case hold(Int64)
    /// Cancel the entries that wait at their price in the alert's product.
    case cancel
    /// Cancel every entry of the account that waits at its price.
    case cancelAll
    /// Bring the stops of a position nearer.
    case moveStop(StopMove)

    package var word: String {
        switch self {
        case .enter: "enter"
        case .reduce: "reduce"
        case .close: "close"
        case .flatten: "flatten"
        case .reverse: "reverse"
        case .hold: "hold"
        case .cancel: "cancel"
        case .cancelAll: "cancel all"
        case .moveStop: "move stop"
        }
    }

    /// The side that it leads to; nil where only the account's position tells, or where it leads to none.
    package var side: Side? {
        switch self {
        case .enter(let side): side
        case .reverse(let side, _): side
        case .hold(let count): count > 0 ? .buy : .sell
        case .reduce, .close, .flatten, .cancel, .cancelAll, .moveStop: nil
        }
    }

    /// The side of an order that takes contracts off, where it names one.
    package var exitSide: Side? { if case .reduce(let side) = self { side } else { nil } }

    /// Whether it can only take exposure or risk away.
    package var isExit: Bool {
        switch self {
        case .reduce, .close, .flatten, .cancel, .cancelAll, .moveStop: true
        case .enter, .reverse, .hold: false
        }
    }

    /// Whether it takes contracts off positions, and does nothing else.
    package var takesOff: Bool {
        switch self {
        case .reduce, .close, .flatten: true
        case .enter, .reverse, .hold, .cancel, .cancelAll, .moveStop: false
        }
    }

    /// Whether it takes everything of an account, or every entry, whatever its symbol.
    package var takesAccounts: Bool {
        switch self {
        case .flatten, .cancelAll: true
        case .enter, .reduce, .close, .reverse, .hold, .cancel, .moveStop: false
        }
    }

    /// Whether it may come too late. An exit is never too old; a stop's level is meant for the position of its time.
    package var ages: Bool {
        if case .moveStop = self { return true }
        return !isExit
    }

    /// Whether it changes orders that are at the venue, and places none.
    package var isChange: Bool {
        switch self {
        case .cancel, .cancelAll, .moveStop: true
        case .enter, .reduce, .close, .flatten, .reverse, .hold: false
        }
    }
}

/// Where a position's stops are to stand.
package enum StopMove: Hashable, Sendable {
    case to(Price)
    /// At the position's average price, and so many ticks into its profit; below zero into its loss.
    case breakeven(ticks: Int64)
}

/// The position that a strategy believes in, as its placeholders tell it.
package enum StatedPosition: Hashable, Sendable {
    /// Contracts, above zero long.
    case signed(Int64)
    case long, short, flat

    package var sign: Int64 {
        switch self {
        case .signed(let count): count.signum()
        case .long: 1
        case .short: -1
        case .flat: 0
        }
    }

    package var contracts: Int64? {
        if case .signed(let count) = self { return count.magnitude <= UInt64(Int32.max) ? abs(count) : nil }
        return sign == 0 ? 0 : nil
    }
}
