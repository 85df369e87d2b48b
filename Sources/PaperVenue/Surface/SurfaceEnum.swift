/// The numbers that stand for words: first those of rows and requests, then each endpoint's error codes.
enum SurfaceEnum: String, CaseIterable, Sendable {
    case orderType = "OrderType"
    case orderSide = "OrderSide"
    case orderStatus = "OrderStatus"
    case positionType = "PositionType"
    case aggregateBarUnit = "AggregateBarUnit"
    case tradeLogType = "TradeLogType"
    case domType = "DomType"
    case orderSortField = "OrderSortField"
    case sortDirection = "SortDirection"

    case login = "LoginErrorCode"
    case validate = "ValidateErrorCode"
    case logout = "LogoutErrorCode"
    case searchAccount = "SearchAccountErrorCode"
    case searchContract = "SearchContractErrorCode"
    case searchContractByID = "SearchContractByIdErrorCode"
    case availableContract = "ListAvailableContractErrorCode"
    case retrieveBar = "RetrieveBarErrorCode"
    case placeOrder = "PlaceOrderErrorCode"
    case modifyOrder = "ModifyOrderErrorCode"
    case cancelOrder = "CancelOrderErrorCode"
    case searchOrder = "SearchOrderErrorCode"
    case searchOrderByID = "SearchOrderByIdErrorCode"
    case searchPosition = "SearchPositionErrorCode"
    case closePosition = "ClosePositionErrorCode"
    case partialClosePosition = "PartialClosePositionErrorCode"
    case searchTrade = "SearchTradeErrorCode"

    /// Names from number 0 on, without a gap.
    var names: [String] {
        switch self {
        case .orderType:
            ["Unknown", "Limit", "Market", "StopLimit", "Stop", "TrailingStop", "JoinBid", "JoinAsk"]
        case .orderSide: ["Bid", "Ask"]
        case .orderStatus:
            [
                "None", "Open", "Filled", "Cancelled", "Expired", "Rejected", "Pending",
                "PendingCancellation", "Suspended",
            ]
        case .positionType: ["Undefined", "Long", "Short"]
        case .aggregateBarUnit:
            ["Unspecified", "Second", "Minute", "Hour", "Day", "Week", "Month", "Tick"]
        case .tradeLogType: ["Buy", "Sell"]
        case .domType:
            [
                "Unknown", "Ask", "Bid", "BestAsk", "BestBid", "Trade", "Reset", "Low", "High",
                "NewBestBid", "NewBestAsk", "Fill",
            ]
        case .orderSortField: ["CreatedAt", "Id"]
        case .sortDirection: ["Asc", "Desc"]
        default: ["Success"] + failures
        }
    }

    /// What the numbers from 1 on mean to one endpoint; the same number means another thing to the next.
    private var failures: [String] {
        switch self {
        case .login:
            [
                "UserNotFound", "PasswordVerificationFailed", "InvalidCredentials", "AppNotFound",
                "AppVerificationFailed", "InvalidDevice", "AgreementsNotSigned", "UnknownError",
                "ApiSubscriptionNotFound", "ApiKeyAuthenticationDisabled",
            ]
        case .validate: ["InvalidSession", "SessionNotFound", "ExpiredToken", "UnknownError"]
        case .logout: ["InvalidSession", "UnknownError"]
        case .searchContractByID: ["ContractNotFound"]
        case .retrieveBar: ["ContractNotFound", "UnitInvalid", "UnitNumberInvalid", "LimitInvalid"]
        case .placeOrder:
            [
                "AccountNotFound", "OrderRejected", "InsufficientFunds", "AccountViolation",
                "OutsideTradingHours", "OrderPending", "UnknownError", "ContractNotFound",
                "ContractNotActive", "AccountRejected",
            ]
        case .modifyOrder:
            [
                "AccountNotFound", "OrderNotFound", "Rejected", "Pending", "UnknownError",
                "AccountRejected", "ContractNotFound",
            ]
        case .cancelOrder:
            [
                "AccountNotFound", "OrderNotFound", "Rejected", "Pending", "UnknownError",
                "AccountRejected",
            ]
        case .closePosition:
            [
                "AccountNotFound", "PositionNotFound", "ContractNotFound", "ContractNotActive",
                "OrderRejected", "OrderPending", "UnknownError", "AccountRejected",
            ]
        case .partialClosePosition:
            [
                "AccountNotFound", "PositionNotFound", "ContractNotFound", "ContractNotActive",
                "InvalidCloseSize", "OrderRejected", "OrderPending", "UnknownError", "AccountRejected",
            ]
        case .searchOrder, .searchPosition, .searchTrade: ["AccountNotFound"]
        case .searchOrderByID: ["OrderNotFound"]
        default: []
        }
    }
}
