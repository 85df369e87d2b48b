/// A refusal made here, before anything was sent. The venue's refusal is a `Rejection`.
package struct Denial: Error, Hashable, Sendable {
    /// Stored in the ledger; a test holds the README's table to this list.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case killSwitchActive = "KILL_SWITCH_ACTIVE"
        case tradingHalted = "TRADING_HALTED"
        case tradingStateReducing = "TRADING_STATE_REDUCING"
        case lockedOut = "LOCKED_OUT"
        case accountUnknown = "ACCOUNT_UNKNOWN"
        case accountNotTradable = "ACCOUNT_NOT_TRADABLE"
        case accountStateStale = "ACCOUNT_STATE_STALE"
        case accountClassForbidden = "ACCOUNT_CLASS_FORBIDDEN"
        case streamReconciling = "STREAM_RECONCILING"
        case stateStale = "STATE_STALE"
        case unresolvedOrder = "UNRESOLVED_ORDER"
        case clockUntrusted = "CLOCK_UNTRUSTED"
        case bracketModeConflict = "BRACKET_MODE_CONFLICT"
        case signalTooOld = "SIGNAL_TOO_OLD"
        case signalFromFuture = "SIGNAL_FROM_FUTURE"
        case duplicateSignal = "DUPLICATE_SIGNAL"
        case repeatedExecutionLimit = "REPEATED_EXECUTION_LIMIT"
        case instrumentNotFound = "INSTRUMENT_NOT_FOUND"
        case contractNotActive = "CONTRACT_NOT_ACTIVE"
        case contractContradicted = "CONTRACT_CONTRADICTED"
        case contractExpiring = "CONTRACT_EXPIRING"
        case sessionUnknown = "SESSION_UNKNOWN"
        case marketHoliday = "MARKET_HOLIDAY"
        case outsideSession = "OUTSIDE_SESSION"
        case entryCutOffPassed = "ENTRY_CUTOFF_PASSED"
        case newsBlackout = "NEWS_BLACKOUT"
        case quantityInvalid = "QUANTITY_INVALID"
        case quantityExceedsMaximum = "QUANTITY_EXCEEDS_MAXIMUM"
        case priceOffTick = "PRICE_OFF_TICK"
        case orderTypeNotAllowed = "ORDER_TYPE_NOT_ALLOWED"
        case bracketRequired = "BRACKET_REQUIRED"
        case bracketTicksInvalid = "BRACKET_TICKS_INVALID"
        case bracketTooTight = "BRACKET_TOO_TIGHT"
        case orderNotChangeable = "ORDER_NOT_CHANGEABLE"
        case customTagInvalid = "CUSTOM_TAG_INVALID"
        case positionLimitInstrument = "POSITION_LIMIT_INSTRUMENT"
        case reduceOnlyWouldIncrease = "REDUCE_ONLY_WOULD_INCREASE_POSITION"
        case positionNotFound = "POSITION_NOT_FOUND"
        case notionalExceedsMaximum = "NOTIONAL_EXCEEDS_MAX_PER_ORDER"
        case priceInvalid = "PRICE_INVALID"
        case priceOutsideCollar = "PRICE_OUTSIDE_COLLAR"
        case referencePriceUnavailable = "REFERENCE_PRICE_UNAVAILABLE"
        case priceTooFar = "PRICE_TOO_FAR"
        case stopWrongSide = "STOP_WRONG_SIDE"
        case nearPriceLimit = "NEAR_PRICE_LIMIT"
        case contractClassMix = "CONTRACT_CLASS_MIX"
        case crossAccountHedge = "CROSS_ACCOUNT_HEDGE"
        case pyramidingLimit = "PYRAMIDING_LIMIT"
        case selfMatch = "SELF_MATCH"
        case riskPerTradeExceeded = "RISK_PER_TRADE_EXCEEDED"
        case openRiskUnbounded = "OPEN_RISK_UNBOUNDED"
        case symbolNotAllowed = "SYMBOL_NOT_ALLOWED"
        case symbolBlocked = "SYMBOL_BLOCKED"
        case positionLimitAccount = "POSITION_LIMIT_ACCOUNT"
        case scalingPlanExceeded = "SCALING_PLAN_EXCEEDED"
        case workingOrderLimit = "WORKING_ORDER_LIMIT"
        case dailyLossHeadroom = "DAILY_LOSS_HEADROOM"
        case maxLossHeadroom = "MAX_LOSS_HEADROOM"
        case dailyLossLimit = "DAILY_LOSS_LIMIT"
        case dailyProfitTarget = "DAILY_PROFIT_TARGET"
        case tradeCountLimit = "TRADE_COUNT_LIMIT"
        case rateLimitExceeded = "RATE_LIMIT_EXCEEDED"
        case apiBudgetExhausted = "API_BUDGET_EXHAUSTED"
        case rejectBreakerOpen = "REJECT_BREAKER_OPEN"
        case ledgerUnavailable = "LEDGER_UNAVAILABLE"
        case reversalNotAllowed = "REVERSAL_NOT_ALLOWED"
    }

    package let code: Code
    /// What went wrong, with the numbers that made it so.
    package let reason: String
    /// What the operator can do about it.
    package let remedy: String

    package init(_ code: Code, _ reason: String, remedy: String) {
        self.code = code
        self.reason = reason
        self.remedy = remedy
    }
}
