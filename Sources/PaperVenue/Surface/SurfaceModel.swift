/// The objects that travel over REST, by their names in the Swagger file.
enum SurfaceModel: String, CaseIterable, Sendable {
    case loginKey = "LoginKeyRequest"
    case loginApp = "LoginAppRequest"
    case searchAccounts = "SearchAccountRequest"
    case searchContracts = "SearchContractRequest"
    case contractByID = "SearchContractByIdRequest"
    case availableContracts = "ListAvailableContractRequest"
    case retrieveBars = "RetrieveBarRequest"
    case place = "PlaceOrderRequest"
    case bracket = "PlaceOrderBracket"
    case modify = "ModifyOrderRequest"
    case cancel = "CancelOrderRequest"
    case searchOrders = "SearchOrderRequest"
    case searchOpenOrders = "SearchOpenOrderRequest"
    case orderByID = "SearchOrderByIdRequest"
    case queryOrders = "QueryOrderRequest"
    case queryFilter = "QueryOrderFilter"
    case searchPositions = "SearchPositionRequest"
    case closePosition = "CloseContractPositionRequest"
    case partialClosePosition = "PartialCloseContractPositionRequest"
    case searchTrades = "SearchTradeRequest"

    case account = "TradingAccountModel"
    case contract = "ContractModel"
    case bar = "AggregateBarModel"
    case order = "OrderModel"
    case position = "PositionModel"
    case trade = "HalfTradeModel"

    var fields: [SurfaceField] { isRow ? rowFields : requestFields }

    /// Whether it is a row of an answer.
    var isRow: Bool {
        switch self {
        case .account, .contract, .bar, .order, .position, .trade: true
        default: false
        }
    }

    private var rowFields: [SurfaceField] {
        switch self {
        case .account:
            [
                .needed("id", .int32), .needed("name", .string), .needed("balance", .decimal),
                .needed("canTrade", .bool), .needed("isVisible", .bool), .needed("simulated", .bool),
            ]
        case .contract:
            [
                .needed("id", .string), .needed("name", .string), .needed("description", .string),
                .needed("tickSize", .decimal), .needed("tickValue", .decimal),
                .needed("activeContract", .bool), .needed("symbolId", .string),
            ]
        case .bar:
            [
                .needed("t", .dateTime), .needed("o", .decimal), .needed("h", .decimal),
                .needed("l", .decimal), .needed("c", .decimal), .needed("v", .int64),
            ]
        case .order: Self.orderFields
        case .position:
            [
                .needed("id", .int32), .needed("accountId", .int32), .needed("contractId", .string),
                .optional("contractDisplayName", .string), .needed("creationTimestamp", .dateTime),
                .needed("type", .number(.positionType)), .needed("size", .int32),
                .needed("averagePrice", .decimal),
            ]
        case .trade:
            [
                .needed("id", .int64), .needed("accountId", .int32), .needed("contractId", .string),
                .needed("creationTimestamp", .dateTime), .needed("price", .decimal),
                .nullable("profitAndLoss", .decimal), .needed("fees", .decimal),
                .optional("commissions", .decimal), .needed("side", .number(.orderSide)),
                .needed("size", .int32), .needed("voided", .bool), .needed("orderId", .int64),
            ]
        default: []
        }
    }

    /// Four are written as null where there is nothing, and four are left away.
    private static let orderFields: [SurfaceField] = [
        .needed("id", .int64), .needed("accountId", .int32), .needed("contractId", .string),
        .optional("symbolId", .string), .needed("creationTimestamp", .dateTime),
        .nullable("updateTimestamp", .dateTime), .needed("status", .number(.orderStatus)),
        .needed("type", .number(.orderType)), .needed("side", .number(.orderSide)),
        .needed("size", .int32), .nullable("limitPrice", .decimal), .nullable("stopPrice", .decimal),
        .needed("fillVolume", .int32), .nullable("filledPrice", .decimal),
        .nullable("customTag", .string), .optional("parentOrderId", .int64),
        .optional("linkedOrderId", .int64), .optional("trailDistance", .int32),
        .optional("trailPrice", .decimal),
    ]
}
