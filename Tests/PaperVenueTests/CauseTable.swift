import Trading

@testable import PaperVenue

/// What a client can do wrong, and the code and text that it gets; texts of sections 7.4 to 7.8.
enum CauseTable {
    typealias Cause = ErrorCodeTests.Cause

    static let all = logins + searches + bars + placing + prices + changing + closing

    private static func cause(
        _ section: String, _ path: String, _ change: [String: String], _ code: Int64, _ message: String? = nil
    ) -> Cause {
        Cause(section: section, path: path, change: change, code: code, message: message)
    }

    private static func on(_ cause: Cause, _ change: (inout VenueAccount) -> Void) -> Cause {
        var cause = cause
        change(&cause.account)
        return cause
    }

    private static func closed(_ cause: Cause, holds: Bool = false) -> Cause {
        var cause = cause
        cause.isClosed = true
        cause.holds = holds
        return cause
    }

    private static func holding(_ cause: Cause) -> Cause {
        var cause = cause
        cause.holds = true
        return cause
    }

    private static let stranger = ["accountId": "7"]

    private static let logins = [
        cause("4.1", "Auth/loginKey", [:], 0),
        cause("4.1", "Auth/loginKey", ["apiKey": #""wrong""#], 3),
        cause("4.1", "Auth/loginKey", ["userName": #""nobody""#], 3),
        cause("4.2", "Auth/loginApp", [:], 4),
    ]

    private static let searches = [
        cause("5.1", "Account/search", [:], 0), cause("5.2", "Contract/search", [:], 0),
        cause("5.2", "Contract/search", ["searchText": #""no such thing""#], 0),
        cause("5.3", "Contract/searchById", ["contractId": #""CON.F.US.NOPE.Z26""#], 1),
        cause("5.4", "Contract/available", [:], 0), cause("5.9", "Order/search", stranger, 1),
        cause("5.10", "Order/searchOpen", stranger, 1), cause("5.11", "Order/searchById", [:], 1),
        cause("5.12", "Order/v2/query", ["filter": #"{"accountId":7}"#], 1),
        cause("5.13", "Position/searchOpen", stranger, 1), cause("5.16", "Trade/search", stranger, 1),
    ]

    private static let bars = [
        cause("5.5", "History/retrieveBars", ["contractId": #""x""#], 1),
        cause("5.5", "History/retrieveBars", ["unit": "0"], 2),
        cause("5.5", "History/retrieveBars", ["unit": "9"], 2),
        cause("5.5", "History/retrieveBars", ["unitNumber": "0"], 3),
        cause("5.5", "History/retrieveBars", ["limit": "0"], 4),
        cause("5.5", "History/retrieveBars", ["limit": "20001"], 4),
    ]

    private static let placing = [
        cause("5.6", "Order/place", [:], 0), cause("5.6", "Order/place", stranger, 1),
        cause("7.8", "Order/place", ["type": "999"], 2, "invalid order type specified"),
        cause("7.1", "Order/place", ["type": "3"], 2, "invalid order type specified"),
        cause("7.8", "Order/place", ["size": "0"], 2, "invalid order size specified"),
        on(cause("5.6", "Order/place", [:], 3)) { $0.balance = .zero },
        on(cause("5.6", "Order/place", [:], 4)) { $0.canTrade = false },
        closed(cause("7.8", "Order/place", [:], 5, "Outside of trading hours.")),
        cause("5.6", "Order/place", ["contractId": #""x""#], 8),
        cause("5.6", "Order/place", ["contractId": #""CON.F.US.MNQ.H27""#], 9),
        on(cause("5.6", "Order/place", [:], 10)) { $0.isFollower = true },
        on(cause("7.8", "Order/place", ["size": "2"], 2, "maximum position exceeded")) {
            $0.positionMax = 1
        },
        on(
            cause(
                "7.3", "Order/place", ["stopLossBracket": #"{"ticks":-40,"type":4}"#], 2,
                "Brackets cannot be used with Position Brackets. You must enable Auto OCO Brackets.")
        ) { $0.bracketMode = .positionBrackets },
        cause(
            "7.5", "Order/place", ["stopLossBracket": #"{"ticks":40,"type":4}"#], 2,
            "Invalid stop loss ticks (40). Ticks should be less than zero when longing."),
        cause(
            "7.5", "Order/place", ["side": "1", "takeProfitBracket": #"{"ticks":426,"type":1}"#], 2,
            "Invalid take profit ticks (426). Ticks should be less than zero when going short."),
        cause(
            "7.5", "Order/place", ["stopLossBracket": #"{"ticks":-1,"type":4}"#], 2,
            "Invalid stop loss ticks (-1). Price should be at least 4 ticks away."),
    ]

    private static let prices = [
        cause("7.8", "Order/place", ["type": "1", "limitPrice": "25000.1"], 2, "Invalid price"),
        cause("7.8", "Order/place", ["type": "4", "stopPrice": "24000"], 2, "Invalid stop price"),
        cause("7.4", "Order/place", ["type": "5"], 2, "Trail Distance not set."),
        cause(
            "7.4", "Order/place", ["type": "5", "trailPrice": "24995.1"], 2,
            "Invalid trail price. Price is not aligned to tick size."),
        cause(
            "7.4", "Order/place", ["type": "5", "trailPrice": "5"], 2,
            "Trail Distance exceeds maximum (1000)"),
    ]

    private static let changing = [
        cause("5.7", "Order/modify", stranger, 1), cause("7.8", "Order/modify", [:], 2),
        cause("5.8", "Order/cancel", stranger, 1), cause("7.8", "Order/cancel", [:], 2),
        on(cause("5.7", "Order/modify", [:], 6)) { $0.isFollower = true },
        on(cause("5.8", "Order/cancel", [:], 6, "Follower accounts cannot cancel orders")) {
            $0.isFollower = true
        },
    ]

    private static let closing = [
        cause("5.14", "Position/closeContract", stranger, 1),
        cause("5.14", "Position/closeContract", [:], 2),
        cause("5.14", "Position/closeContract", ["contractId": #""x""#], 3),
        holding(cause("5.14", "Position/closeContract", [:], 0)),
        cause("5.15", "Position/partialCloseContract", stranger, 1),
        cause("5.15", "Position/partialCloseContract", [:], 2),
        cause("5.15", "Position/partialCloseContract", ["contractId": #""x""#], 3),
        holding(cause("5.15", "Position/partialCloseContract", ["size": "0"], 5)),
        holding(cause("5.15", "Position/partialCloseContract", ["size": "2"], 5)),
        holding(cause("5.15", "Position/partialCloseContract", ["size": "1"], 0)),
    ]
}
