import JSON
import Trading

/// Reads a request of the operator's, strictly: every member is known, of its kind, and belongs to the action.
package enum OperatorReader {
    private static let common: Set<String> = ["id", "account", "action"]
    private static let keys: [String: Set<String>] = [
        "place": [
            "contract", "side", "size", "type", "limit_price", "stop_price", "trail_price", "stop_ticks",
            "target_ticks", "trailing",
        ],
        "cancel": ["order"],
        "modify": ["order", "size", "limit_price", "stop_price", "trail_price"],
        "close": ["contract", "size"],
        "close_all": [],
    ]

    package static func read(_ body: [UInt8]) throws(Refusal) -> OperatorRequest {
        let root = try open(body)
        let members = OperatorMembers(root)
        let word = try members.text("action")
        guard let known = keys[word] else {
            throw members.invalid("action", remedy: "use place, cancel, modify, close or close_all")
        }
        for (key, value) in root.members where !known.contains(key) && !common.contains(key) {
            throw Refusal(
                .keyUnknown, reason: "\"\(key.prefix(40))\" means nothing to \(word)",
                remedy: "remove it, or correct its spelling", line: value.line, column: value.column,
                key: key)
        }
        let id = try members.text("id")
        guard id.utf8.count <= 128 else {
            throw members.invalid("id", remedy: "use at most 128 bytes")
        }
        return OperatorRequest(
            id: id, account: AccountName(try members.text("account")), action: try action(word, members),
            canonical: root.canonical())
    }

    static func open(_ body: [UInt8]) throws(Refusal) -> JSONValue {
        let root: JSONValue
        do { root = try JSONDocument(body, limits: .alert).root } catch {
            throw Refusal(
                error.kind == .duplicateKey ? .repeatedKey : .bodyUnreadable, reason: error.what,
                remedy: "correct the JSON at this place", line: error.line, column: error.column,
                key: error.key)
        }
        guard root.kind == .object else {
            throw Refusal(
                .bodyUnreadable, reason: "the body is not a JSON object",
                remedy: "send an object with id and action", line: root.line, column: root.column)
        }
        return root
    }

    private static func action(
        _ word: String, _ members: OperatorMembers
    ) throws(Refusal) -> OperatorRequest.Action {
        switch word {
        case "cancel": return .cancel(order: try members.text("order"))
        case "modify":
            let order = try members.text("order")
            let change = OrderChange(
                size: try members.size("size"), limitPrice: try members.price("limit_price"),
                stopPrice: try members.price("stop_price"), trailPrice: try members.price("trail_price"))
            guard let change else {
                throw members.missing("size", "or a price: nothing would change")
            }
            return .modify(order: order, change)
        case "close": return .close(contract: try members.text("contract"), size: try members.size("size"))
        case "close_all": return .closeAll
        default: return .place(try order(members))
        }
    }

    private static func order(_ members: OperatorMembers) throws(Refusal) -> OperatorOrder {
        guard let side = Side(rawValue: try members.text("side")) else {
            throw members.invalid("side", remedy: "use buy or sell")
        }
        guard let size = try members.size("size") else { throw members.missing("size", "whole contracts") }
        var order = OperatorOrder(contract: try members.text("contract"), side: side, size: size)
        if let word = try members.optionalText("type") {
            guard let type = OrderType(word: word), type != .stopLimit else {
                throw members.invalid(
                    "type", remedy: "use market, limit, stop, trailing_stop, join_bid or join_ask")
            }
            order.type = type
        }
        order.limitPrice = try members.price("limit_price")
        order.stopPrice = try members.price("stop_price")
        order.trailPrice = try members.price("trail_price")
        order.bracket = try bracket(members)
        try checkPrices(order, members)
        return order
    }

    private static func bracket(_ members: OperatorMembers) throws(Refusal) -> Bracket? {
        let stop = try members.whole("stop_ticks").map(Ticks.init)
        let target = try members.whole("target_ticks").map(Ticks.init)
        let trails = try members.truth("trailing") ?? false
        if trails, stop == nil { throw members.missing("stop_ticks", "how far behind the stop trails") }
        return Bracket(stop: stop, target: target, stopTrails: trails)
    }

    /// Each type has one price of its own, or none; another would be left out in silence.
    private static func checkPrices(_ order: OperatorOrder, _ members: OperatorMembers) throws(Refusal) {
        let prices = [
            ("limit_price", order.limitPrice, OrderType.limit),
            ("stop_price", order.stopPrice, OrderType.stop),
            ("trail_price", order.trailPrice, OrderType.trailingStop),
        ]
        for (key, price, type) in prices {
            if order.type == type, price == nil {
                throw members.missing(key, "a \(type.word) order needs it")
            }
            if order.type != type, price != nil {
                throw members.invalid(key, remedy: "remove it: a \(order.type.word) order has none")
            }
        }
    }
}

/// The members of a request, each read as what it must be.
struct OperatorMembers {
    private let root: JSONValue

    init(_ root: JSONValue) { self.root = root }

    func text(_ key: String) throws(Refusal) -> String {
        guard let text = try optionalText(key) else { throw missing(key, "a text") }
        return text
    }

    func optionalText(_ key: String, bytesMax: Int = 128) throws(Refusal) -> String? {
        guard let value = present(key) else { return nil }
        guard let text = value.string, !text.isEmpty, text.utf8.count <= bytesMax else {
            throw invalid(key, remedy: "write a text of 1 to \(bytesMax) bytes")
        }
        return text
    }

    func whole(_ key: String) throws(Refusal) -> Int64? {
        guard let value = present(key) else { return nil }
        guard let number = value.int64, number > 0, number <= Int64(Int32.max) else {
            throw invalid(key, remedy: "write a whole number of 1 or more")
        }
        return number
    }

    func size(_ key: String) throws(Refusal) -> Size? { try whole(key).flatMap(Size.init) }

    func price(_ key: String) throws(Refusal) -> Price? {
        guard let value = present(key) else { return nil }
        guard let price = value.numberText.flatMap({ Price($0) }) else {
            throw invalid(key, remedy: "write a number with at most 9 decimals")
        }
        return price
    }

    func truth(_ key: String) throws(Refusal) -> Bool? {
        guard let value = present(key) else { return nil }
        guard let truth = value.bool else { throw invalid(key, remedy: "write true or false") }
        return truth
    }

    func missing(_ key: String, _ what: String) -> Refusal {
        Refusal(.keyMissing, reason: "\"\(key)\" is missing", remedy: "add \(key): \(what)", key: key)
    }

    func invalid(_ key: String, remedy: String) -> Refusal {
        let value = root[key]
        return Refusal(
            .valueInvalid, reason: "\"\(key)\" cannot be that", remedy: remedy, line: value?.line,
            column: value?.column, key: key)
    }

    private func present(_ key: String) -> JSONValue? { root[key].flatMap { $0.isNull ? nil : $0 } }
}
