/// One path of the REST API with its own error codes.
///
/// Source: ProjectX Gateway Swagger file, read 2026-09. Paths are sent in exactly this case. Twenty of its 21
/// endpoints stand here: `Auth/loginApp` is left out on purpose, since the vendor withdrew its page and calls
/// the login by key the only supported one.
struct Endpoint: Sendable {
    /// `Order/place`: the path below `/api/`, and the name in messages.
    let name: String
    let codes: CodeTable

    var path: String { "/api/" + name }

    static let loginKey = Endpoint(name: "Auth/loginKey", codes: .login)
    static let validate = Endpoint(name: "Auth/validate", codes: .validate)
    static let logout = Endpoint(name: "Auth/logout", codes: .logout)
    static let accountSearch = Endpoint(name: "Account/search", codes: .successOnly)
    static let contractSearch = Endpoint(name: "Contract/search", codes: .successOnly)
    static let contractSearchById = Endpoint(name: "Contract/searchById", codes: .contractSearchById)
    static let contractAvailable = Endpoint(name: "Contract/available", codes: .successOnly)
    static let retrieveBars = Endpoint(name: "History/retrieveBars", codes: .bars)
    static let orderPlace = Endpoint(name: "Order/place", codes: .place)
    static let orderCancel = Endpoint(name: "Order/cancel", codes: .cancel)
    static let orderModify = Endpoint(name: "Order/modify", codes: .modify)
    static let orderSearch = Endpoint(name: "Order/search", codes: .search)
    static let orderSearchOpen = Endpoint(name: "Order/searchOpen", codes: .search)
    static let orderSearchById = Endpoint(name: "Order/searchById", codes: .searchById)
    static let orderQuery = Endpoint(name: "Order/v2/query", codes: .search)
    static let positionSearchOpen = Endpoint(name: "Position/searchOpen", codes: .search)
    static let positionClose = Endpoint(name: "Position/closeContract", codes: .close)
    static let positionPartialClose = Endpoint(
        name: "Position/partialCloseContract", codes: .partialClose)
    static let tradeSearch = Endpoint(name: "Trade/search", codes: .search)
    static let ping = Endpoint(name: "Status/ping", codes: .successOnly)

    static let all: [Endpoint] = [
        .loginKey, .validate, .logout, .accountSearch, .contractSearch, .contractSearchById,
        .contractAvailable, .retrieveBars, .orderPlace, .orderModify, .orderCancel, .orderSearch,
        .orderSearchOpen, .orderSearchById, .orderQuery, .positionSearchOpen, .positionClose,
        .positionPartialClose, .tradeSearch, .ping,
    ]
}
