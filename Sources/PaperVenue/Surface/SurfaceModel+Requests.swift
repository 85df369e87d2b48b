extension SurfaceModel {
    /// In the order of the Swagger file, which is the one in which missing ones are named.
    var requestFields: [SurfaceField] {
        switch self {
        case .loginKey: [.needed("userName", .string), .needed("apiKey", .string)]
        case .loginApp:
            ["userName", "password", "deviceId", "appId", "verifyKey"].map { .needed($0, .string) }
        case .searchAccounts: [.needed("onlyActiveAccounts", .bool)]
        case .searchContracts: [.optional("searchText", .string), .needed("live", .bool)]
        case .contractByID: [.needed("contractId", .string)]
        case .availableContracts: [.needed("live", .bool)]
        case .retrieveBars:
            [
                .needed("contractId", .string), .needed("live", .bool), .needed("startTime", .dateTime),
                .needed("endTime", .dateTime), .needed("unit", .number(.aggregateBarUnit)),
                .needed("unitNumber", .int32), .needed("limit", .int32),
                .needed("includePartialBar", .bool),
            ]
        case .searchPositions, .closePosition, .partialClosePosition, .searchTrades: holdingFields
        default: orderRequestFields
        }
    }

    private var holdingFields: [SurfaceField] {
        switch self {
        case .closePosition: [.needed("accountId", .int32), .needed("contractId", .string)]
        case .partialClosePosition:
            [.needed("accountId", .int32), .needed("contractId", .string), .needed("size", .int32)]
        case .searchTrades:
            [
                .needed("accountId", .int32), .optional("startTimestamp", .dateTime),
                .optional("endTimestamp", .dateTime),
            ]
        default: [.needed("accountId", .int32)]
        }
    }

    private var orderRequestFields: [SurfaceField] {
        switch self {
        case .place:
            [
                .needed("accountId", .int32), .needed("contractId", .string),
                .needed("type", .number(.orderType)), .needed("side", .number(.orderSide)),
                .needed("size", .int32), .optional("limitPrice", .decimal),
                .optional("stopPrice", .decimal), .optional("trailPrice", .decimal),
                .optional("customTag", .string), .optional("stopLossBracket", .model(.bracket)),
                .optional("takeProfitBracket", .model(.bracket)),
            ]
        case .bracket: [.needed("ticks", .int32), .needed("type", .number(.orderType))]
        case .modify:
            [
                .needed("accountId", .int32), .needed("orderId", .int64), .optional("size", .int32),
                .optional("limitPrice", .decimal), .optional("stopPrice", .decimal),
                .optional("trailPrice", .decimal),
            ]
        case .cancel, .orderByID: [.needed("accountId", .int32), .needed("orderId", .int64)]
        case .searchOrders:
            [
                .needed("accountId", .int32), .needed("startTimestamp", .dateTime),
                .optional("endTimestamp", .dateTime),
            ]
        case .queryOrders:
            [
                .needed("filter", .model(.queryFilter)), .optional("pageSize", .int32),
                .optional("pageOffset", .int32), .optional("sortBy", .number(.orderSortField)),
                .optional("sortDirection", .number(.sortDirection)),
                .optional("includeTotalCount", .bool),
            ]
        case .queryFilter:
            [
                .needed("accountId", .int32), .optional("statuses", .numbers(.orderStatus)),
                .optional("contractId", .string), .optional("createdAfter", .dateTime),
                .optional("createdBefore", .dateTime),
            ]
        default: [.needed("accountId", .int32)]
        }
    }
}
