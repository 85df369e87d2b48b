/// What nobody outside the firm knows for certain, each with the side that the venue takes unless told.
///
/// Raw values are the words of the users file.
///
/// Source: `projectx-gateway` notes, section 14.1; what stands here is inferred there or seen both ways.
package struct VenueSwitches: Hashable, Sendable {
    package enum LimitFill: String, CaseIterable, Sendable {
        /// A resting limit fills when the opposite quote reaches its price.
        case touch
        /// Only when the opposite quote goes through it.
        case tradeThrough = "trade_through"
    }

    package enum StopTrigger: String, CaseIterable, Sendable {
        /// The last trade at or through the stop.
        case last
        /// The ask for a buy stop, the bid for a sell stop.
        case quote
    }

    package enum ChildrenOnFlat: String, CaseIterable, Sendable {
        /// Bracket children go on working when something else made the position flat.
        case stay
        case sweep
    }

    package enum ChildCancelled: String, CaseIterable, Sendable {
        /// The other child stays when the user cancels one.
        case siblingStays = "sibling_stays"
        case cancelsBoth = "cancels_both"
    }

    package enum PartialExit: String, CaseIterable, Sendable {
        /// Children keep their size when something else reduces the position.
        case unchanged
        case cancelsGroup = "cancels_group"
    }

    package enum ChildrenOnPartialFill: String, CaseIterable, Sendable {
        /// Children appear when the entry is done.
        case whenDone = "when_done"
        /// Children appear with the first execution and grow with the following ones.
        case growing
    }

    package enum ClosedMarket: String, CaseIterable, Sendable {
        /// Code 5, as documented in 2026.
        case outsideTradingHours = "outside_trading_hours"
        /// Code 2 with the same text, as seen live in 2025.
        case orderRejected = "order_rejected"
    }

    package enum FinishedOrder: String, CaseIterable, Sendable {
        /// Cancel and modify of a finished order meet code 3.
        case rejected
        /// They meet code 2, as if there had never been one.
        case notFound = "not_found"
    }

    package enum RateWindow: String, CaseIterable, Sendable {
        case sliding
        /// Counts start again when the window that began with a first call is over.
        case fixed
    }

    package enum Logout: String, CaseIterable, Sendable {
        /// Ends the token that came with the call.
        case oneToken = "one_token"
        /// Ends every token of the user.
        case everyToken = "every_token"
    }

    package var limitFill = LimitFill.touch
    package var stopTrigger = StopTrigger.last
    package var childrenOnFlat = ChildrenOnFlat.stay
    package var childCancelled = ChildCancelled.siblingStays
    package var partialExit = PartialExit.unchanged
    package var childrenOnPartialFill = ChildrenOnPartialFill.whenDone
    package var closedMarket = ClosedMarket.outsideTradingHours
    package var finishedOrder = FinishedOrder.rejected
    package var rateWindow = RateWindow.sliding
    /// Whether a 429 says in `Retry-After` how many seconds to wait.
    package var sendsRetryAfter = false
    package var logout = Logout.oneToken
    /// Whether `Order/v2/query` heeds its contract filter.
    package var filtersByContract = false
    /// Contracts at one price level, 1 to this many: larger orders then fill in several executions, each at
    /// the level that is left. Nil fills any size at once.
    package var levelSizeMax: Int64?
    /// For so many milliseconds after its creation `Order/search` and `Order/v2/query` do not show an order.
    package var searchLagMilliseconds: Int64 = 0
    /// Whether the platform cancels and closes everything at 15:10 Chicago; only where session hours count.
    package var flattensAtDayEnd = true

    package init() {}
}
