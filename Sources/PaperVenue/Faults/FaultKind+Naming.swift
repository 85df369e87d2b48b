extension FaultKind {
    /// The name that files have for a fault.
    static func name(of fault: VenueFault) -> String {
        switch fault {
        case .cutAnswer: "cut_answer"
        case .cutReused: "cut_reused"
        case .delayAnswer: "delay_answer"
        case .badGateway, .badGatewayAfterWork: "bad_gateway"
        case .tooManyRequests: "too_many_requests"
        case .unauthorized: "unauthorized"
        case .expiredToken: "expired_token"
        case .uncertainPlace: "uncertain_place"
        case .refusePlace(_, Refusal.duplicateTag.message): "duplicate_tag"
        case .refuse, .refusePlace: "refuse"
        case .positionBrackets: "position_brackets"
        case .refuseLogin: "refuse_login"
        case .nullList: "null_list"
        case .strangeAnswer: "strange_answer"
        case .partialFill: "partial_fill"
        case .siblingLeft: "sibling_left"
        case .ocoRace: "oco_race"
        case .leftoverStopFills: "leftover_stop_fills"
        default: nameOfHubFault(fault)
        }
    }

    private static func nameOfHubFault(_ fault: VenueFault) -> String {
        switch fault {
        case .hubCut: "hub_cut"
        case .missEvent: "miss_event"
        case .repeatEvent: "repeat_event"
        case .reverseEvents: "reverse_events"
        case .childFirst: "child_first"
        case .tradeFirst: "trade_first"
        case .hubSilent: "hub_silent"
        case .marketSilent: "market_silent"
        case .hubClose: "hub_close"
        case .hubReset: "hub_reset"
        case .hubLogout: "gateway_logout"
        case .strangeEvents: "strange_events"
        case .bigDepthFrame: "big_depth_frame"
        case .foreignOrder: "foreign_order"
        case .platformFlatten: "platform_flatten"
        case .canTrade(_, false): "cannot_trade"
        case .canTrade: "can_trade"
        case .contractRoll: "contract_roll"
        default: ""
        }
    }
}
