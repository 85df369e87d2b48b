/// One fault as files name it. The table in this folder's README is held to this list by a test.
struct FaultKind: Sendable {
    let name: String
    let parameters: [FaultParameter]
    let make: @Sendable (FaultValues) -> VenueFault

    private init(
        _ name: String, _ parameters: [FaultParameter] = [],
        _ make: @escaping @Sendable (FaultValues) -> VenueFault
    ) {
        self.name = name
        self.parameters = parameters
        self.make = make
    }

    static let all = calls + market + events + deeds

    private static let calls: [FaultKind] = [
        FaultKind("cut_answer") { _ in .cutAnswer },
        FaultKind("cut_reused") { _ in .cutReused },
        FaultKind("delay_answer", [whole("milliseconds", 0...600_000, 30_000)]) {
            .delayAnswer(milliseconds: $0.number("milliseconds"))
        },
        FaultKind("bad_gateway", [truth("after_work", false)]) {
            $0.truth("after_work") ? .badGatewayAfterWork : .badGateway
        },
        FaultKind("too_many_requests") { _ in .tooManyRequests },
        FaultKind("unauthorized") { _ in .unauthorized },
        FaultKind("expired_token") { _ in .expiredToken },
        FaultKind("uncertain_place", [whole("code", 6...7, 6), truth("created", true)]) {
            .uncertainPlace(code: $0.number("code"), created: $0.truth("created"))
        },
        FaultKind("refuse", [whole("code", 1...99, 2), text("message", nil), truth("with_id", true)]) {
            .refuse(
                code: $0.number("code"), message: $0.text("message"), withID: $0.truth("with_id"))
        },
        FaultKind("duplicate_tag") { _ in
            .refusePlace(code: Refusal.duplicateTag.code, message: Refusal.duplicateTag.message)
        },
        FaultKind("position_brackets") { _ in .positionBrackets },
        FaultKind("refuse_login", [whole("code", 1...10, 9)]) { .refuseLogin(code: $0.number("code")) },
        FaultKind("null_list") { _ in .nullList },
        FaultKind("strange_answer") { _ in .strangeAnswer },
    ]

    private static let market: [FaultKind] = [
        FaultKind("partial_fill") { _ in .partialFill },
        FaultKind("sibling_left") { _ in .siblingLeft },
        FaultKind("oco_race") { _ in .ocoRace },
        FaultKind("leftover_stop_fills", [whole("milliseconds", 0...600_000, 50)]) {
            .leftoverStopFills(milliseconds: $0.number("milliseconds"))
        },
    ]

    private static let events: [FaultKind] = [
        FaultKind("hub_cut", [whole("losing", 1...1_000_000, 1)]) { .hubCut(losing: $0.number("losing")) },
        FaultKind("miss_event", [event]) { .missEvent(VenueEventKind($0.text("event"))) },
        FaultKind("repeat_event", [event]) { .repeatEvent(VenueEventKind($0.text("event"))) },
        FaultKind("reverse_events") { _ in .reverseEvents },
        FaultKind("child_first") { _ in .childFirst },
        FaultKind("trade_first") { _ in .tradeFirst },
    ]

    private static let deeds: [FaultKind] = [
        FaultKind("hub_silent") { _ in .hubSilent },
        FaultKind("market_silent") { _ in .marketSilent },
        FaultKind("hub_close", [truth("allow_reconnect", true), hub("user")]) {
            .hubClose(
                allowReconnect: $0.truth("allow_reconnect"),
                hub: VenueHub(rawValue: $0.text("hub") ?? "") ?? .user)
        },
        FaultKind("hub_reset", [hub("both")]) {
            .hubReset(VenueHub(rawValue: $0.text("hub") ?? "") ?? .both)
        },
        FaultKind("gateway_logout") { _ in .hubLogout },
        FaultKind("strange_events") { _ in .strangeEvents },
        FaultKind("big_depth_frame", [whole("bytes", 1...16_777_216, 1_572_864)]) {
            .bigDepthFrame(bytes: $0.number("bytes"))
        },
        FaultKind(
            "foreign_order",
            [account, text("root", "MNQ"), whole("side", 0...1, 0), whole("size", 1...1_000, 1)]
        ) {
            .foreignOrder(
                account: $0.whole("account"), root: $0.text("root") ?? "", side: $0.whole("side") ?? 0,
                size: $0.whole("size") ?? 1)
        },
        FaultKind("platform_flatten", [account]) { .platformFlatten(account: $0.whole("account")) },
        FaultKind("cannot_trade", [account]) { .canTrade(account: $0.whole("account"), false) },
        FaultKind("can_trade", [account]) { .canTrade(account: $0.whole("account"), true) },
        FaultKind("contract_roll", [text("product", "MNQ")]) {
            .contractRoll(product: $0.text("product") ?? "")
        },
    ]

    private static let account = FaultParameter(
        name: "account", kind: .whole(1...Int64(Int32.max), default: nil))
    private static let event = FaultParameter(
        name: "event", kind: .choice(VenueEventKind.allCases.map(\.rawValue), default: "any"))

    private static func whole(_ name: String, _ range: ClosedRange<Int64>, _ value: Int64)
        -> FaultParameter
    {
        FaultParameter(name: name, kind: .whole(range, default: value))
    }

    private static func truth(_ name: String, _ value: Bool) -> FaultParameter {
        FaultParameter(name: name, kind: .truth(default: value))
    }

    private static func text(_ name: String, _ value: String?) -> FaultParameter {
        FaultParameter(name: name, kind: .text(default: value))
    }

    private static func hub(_ value: String) -> FaultParameter {
        FaultParameter(name: "hub", kind: .choice(VenueHub.allCases.map(\.rawValue), default: value))
    }
}

extension VenueEventKind {
    fileprivate init(_ text: String?) { self = text.flatMap(Self.init(rawValue:)) ?? .any }
}
