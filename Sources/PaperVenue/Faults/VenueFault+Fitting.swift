extension VenueFault {
    /// The largest error code of any endpoint.
    private static let codeMax = 10

    /// Whether it changes how a call to this endpoint is answered.
    func meets(_ endpoint: VenueEndpoint) -> Bool {
        switch self {
        case .delayAnswer, .badGateway, .badGatewayAfterWork, .tooManyRequests: true
        case .unauthorized, .expiredToken: endpoint.needsToken
        case .uncertainPlace, .refusePlace, .positionBrackets: endpoint == .place
        case .refuse(let code, _, _):
            endpoint.codes.map { $0.names.indices.contains(code) || code > Self.codeMax } ?? false
        case .refuseLogin: endpoint == .loginKey
        case .nullList: endpoint.list != nil
        case .strangeAnswer: endpoint.codes != nil
        default: false
        }
    }

    /// Whether it takes the connection away.
    var isCut: Bool { self == .cutAnswer || self == .cutReused }

    /// Whether it follows a call and does not change its answer.
    func follows(_ endpoint: VenueEndpoint) -> Bool {
        if case .leftoverStopFills = self {
            return endpoint == .closePosition || endpoint == .partiallyClosePosition || endpoint == .place
        }
        return isDeed
    }

    /// Whether it can strike at any moment, with no call or event to wait for.
    var isDeed: Bool {
        switch self {
        case .hubSilent, .marketSilent, .hubClose, .hubReset, .hubLogout, .strangeEvents, .bigDepthFrame,
            .foreignOrder, .platformFlatten, .canTrade, .contractRoll:
            true
        default: false
        }
    }

    /// Whether the book carries it out by itself when its moment comes.
    var isOfTheBook: Bool { self == .partialFill || self == .siblingLeft }

    /// Whether an endpoint can be named for it.
    func canName(_ endpoint: VenueEndpoint) -> Bool {
        isCut || isDeed || meets(endpoint) || follows(endpoint)
    }
}
