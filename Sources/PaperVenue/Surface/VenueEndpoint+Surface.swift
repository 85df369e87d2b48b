extension VenueEndpoint {
    /// As the Swagger file writes it.
    var path: String {
        switch self {
        case .loginKey: "/api/Auth/loginKey"
        case .loginApp: "/api/Auth/loginApp"
        case .validate: "/api/Auth/validate"
        case .logout: "/api/Auth/logout"
        case .searchAccounts: "/api/Account/search"
        case .searchContracts: "/api/Contract/search"
        case .contractByID: "/api/Contract/searchById"
        case .availableContracts: "/api/Contract/available"
        case .retrieveBars: "/api/History/retrieveBars"
        case .place: "/api/Order/place"
        case .modify: "/api/Order/modify"
        case .cancel: "/api/Order/cancel"
        case .searchOrders: "/api/Order/search"
        case .searchOpenOrders: "/api/Order/searchOpen"
        case .orderByID: "/api/Order/searchById"
        case .queryOrders: "/api/Order/v2/query"
        case .searchOpenPositions: "/api/Position/searchOpen"
        case .closePosition: "/api/Position/closeContract"
        case .partiallyClosePosition: "/api/Position/partialCloseContract"
        case .searchTrades: "/api/Trade/search"
        case .ping: "/api/Status/ping"
        }
    }

    /// What faults and files call it: `Order/place`.
    var shortPath: String { String(path.dropFirst("/api/".count)) }

    /// What its body is read as; nil where none is read.
    var request: SurfaceModel? {
        switch self {
        case .loginKey: .loginKey
        case .loginApp: .loginApp
        case .searchAccounts: .searchAccounts
        case .searchContracts: .searchContracts
        case .contractByID: .contractByID
        case .availableContracts: .availableContracts
        case .retrieveBars: .retrieveBars
        case .place: .place
        case .modify: .modify
        case .cancel: .cancel
        case .searchOrders: .searchOrders
        case .searchOpenOrders: .searchOpenOrders
        case .orderByID: .orderByID
        case .queryOrders: .queryOrders
        case .searchOpenPositions: .searchPositions
        case .closePosition: .closePosition
        case .partiallyClosePosition: .partialClosePosition
        case .searchTrades: .searchTrades
        case .validate, .logout, .ping: nil
        }
    }

    /// What stands beside the envelope in its answer. Lists are null where the call failed.
    var payload: [SurfaceField] {
        switch self {
        case .loginKey, .loginApp: [.nullable("token", .string)]
        case .validate: [.optional("newToken", .string)]
        case .searchAccounts: [.nullable("accounts", .models(.account))]
        case .searchContracts, .availableContracts: [.nullable("contracts", .models(.contract))]
        case .contractByID: [.nullable("contract", .model(.contract))]
        case .retrieveBars: [.nullable("bars", .models(.bar))]
        case .place: [.nullable("orderId", .int64)]
        case .searchOrders, .searchOpenOrders: [.nullable("orders", .models(.order))]
        case .orderByID: [.nullable("order", .model(.order))]
        case .queryOrders: [.nullable("orders", .models(.order)), .optional("totalCount", .int32)]
        case .searchOpenPositions: [.nullable("positions", .models(.position))]
        case .searchTrades: [.nullable("trades", .models(.trade))]
        case .logout, .modify, .cancel, .closePosition, .partiallyClosePosition, .ping: []
        }
    }

    /// Its own error codes; nil where there is no envelope.
    var codes: SurfaceEnum? {
        switch self {
        case .loginKey, .loginApp: .login
        case .validate: .validate
        case .logout: .logout
        case .searchAccounts: .searchAccount
        case .searchContracts: .searchContract
        case .contractByID: .searchContractByID
        case .availableContracts: .availableContract
        case .retrieveBars: .retrieveBar
        case .place: .placeOrder
        case .modify: .modifyOrder
        case .cancel: .cancelOrder
        case .searchOrders, .searchOpenOrders, .queryOrders: .searchOrder
        case .orderByID: .searchOrderByID
        case .searchOpenPositions: .searchPosition
        case .closePosition: .closePosition
        case .partiallyClosePosition: .partialClosePosition
        case .searchTrades: .searchTrade
        case .ping: nil
        }
    }
}
