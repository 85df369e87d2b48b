/// The REST paths of the venue, in lower case: matching takes no notice of case.
enum VenueEndpoint: String, CaseIterable, Sendable {
    case loginKey = "/api/auth/loginkey"
    case loginApp = "/api/auth/loginapp"
    case validate = "/api/auth/validate"
    case logout = "/api/auth/logout"
    case searchAccounts = "/api/account/search"
    case searchContracts = "/api/contract/search"
    case contractByID = "/api/contract/searchbyid"
    case availableContracts = "/api/contract/available"
    case retrieveBars = "/api/history/retrievebars"
    case place = "/api/order/place"
    case modify = "/api/order/modify"
    case cancel = "/api/order/cancel"
    case searchOrders = "/api/order/search"
    case searchOpenOrders = "/api/order/searchopen"
    case orderByID = "/api/order/searchbyid"
    case queryOrders = "/api/order/v2/query"
    case searchOpenPositions = "/api/position/searchopen"
    case closePosition = "/api/position/closecontract"
    case partiallyClosePosition = "/api/position/partialclosecontract"
    case searchTrades = "/api/trade/search"
    case ping = "/api/status/ping"

    init?(path: String) { self.init(rawValue: path.lowercased()) }

    var method: String { self == .ping ? "GET" : "POST" }

    var needsToken: Bool {
        switch self {
        case .loginKey, .loginApp, .ping: false
        default: true
        }
    }

    /// All but the ones that clients call without a body, or with an empty object.
    var takesBody: Bool { request != nil }

    /// The payload field of those that answer with a list.
    var list: String? {
        guard let field = payload.first, case .models = field.kind else { return nil }
        return field.name
    }
}
