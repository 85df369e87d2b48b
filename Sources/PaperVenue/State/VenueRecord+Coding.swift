import JSON
import Trading

/// Records as members of one JSON object each; the kind of row is the name of its only member.
extension VenueRecord {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .account(let account): write("account", to: &writer) { Self.write(account, to: &$0) }
            case .order(let order): write("order", to: &writer) { Self.write(order, to: &$0) }
            case .trade(let trade): write("trade", to: &writer) { Self.write(trade, to: &$0) }
            case .position(let position): write("position", to: &writer) { Self.write(position, to: &$0) }
            case .anchor(let contract, let anchor):
                write("anchor", to: &writer) {
                    $0.member("contract", contract.text)
                    $0.member("price", anchor.price.nanos)
                    $0.member("at", anchor.at.microseconds)
                }
            case .tags(let account, let tags):
                write("tags", to: &writer) {
                    $0.member("account", account.number)
                    $0.key("numbers")
                    $0.array { writer in
                        for number in tags.numbers.sorted() { writer.value(Int64(bitPattern: number)) }
                    }
                }
            case .rolls(let product, let count):
                write("rolls", to: &writer) {
                    $0.member("product", product)
                    $0.member("count", count)
                }
            case .loggedOut(let token, let ends):
                write("loggedOut", to: &writer) {
                    $0.member("token", token)
                    $0.member("ends", ends)
                }
            case .loggedOutWhole(let user, let last):
                write("loggedOutWhole", to: &writer) {
                    $0.member("user", user)
                    $0.member("last", last)
                }
            case .counters(let counters):
                write("counters", to: &writer) { Self.write(counters, to: &$0) }
            }
        }
    }

    private func write(
        _ kind: String, to writer: inout JSONWriter, _ body: (inout JSONWriter) -> Void
    ) {
        writer.key(kind)
        writer.object(body)
    }

    private static func write(_ counters: VenueCounters, to writer: inout JSONWriter) {
        writer.member("order", counters.order.number)
        writer.member("trade", counters.trade.number)
        writer.member("position", counters.position)
        writer.member("queue", counters.queue)
    }

    private static func write(_ account: VenueAccount, to writer: inout JSONWriter) {
        writer.member("id", account.id.number)
        writer.member("name", account.name)
        writer.member("balance", account.balance.tenThousandths)
        writer.member("canTrade", account.canTrade)
        writer.member("isVisible", account.isVisible)
        writer.member("bracketMode", account.bracketMode.rawValue)
        writer.member("isFollower", account.isFollower)
        writer.member("positionMax", ifPresent: account.positionMax)
        writer.member("isSimulated", account.isSimulated)
        writer.member("isLive", account.isLive)
    }

    private static func write(_ order: VenueOrder, to writer: inout JSONWriter) {
        writer.member("id", order.id.number)
        writer.member("account", order.account.number)
        writer.member("contract", order.contract.text)
        writer.member("symbol", order.symbolID)
        writer.member("created", order.created.microseconds)
        writer.member("updated", order.updated.microseconds)
        writer.member("status", order.status.rawValue)
        writer.member("type", order.type)
        writer.member("side", order.sideNumber)
        writer.member("size", order.size)
        writer.member("limit", ifPresent: order.limitPrice?.nanos)
        writer.member("stop", ifPresent: order.stopPrice?.nanos)
        writer.member("fillVolume", order.fillVolume)
        writer.member("filled", ifPresent: order.filledPrice?.nanos)
        writer.member("tag", ifPresent: order.tag)
        writer.member("parent", ifPresent: order.parent?.number)
        writer.member("linked", ifPresent: order.linked?.number)
        writer.member("trailDistance", ifPresent: order.trailDistance)
        writer.member("trailPrice", ifPresent: order.trailPrice?.nanos)
        writer.member("stopLossTicks", ifPresent: order.stopLoss?.ticks)
        writer.member("stopLossType", ifPresent: order.stopLoss?.type)
        writer.member("takeProfitTicks", ifPresent: order.takeProfit?.ticks)
        writer.member("takeProfitType", ifPresent: order.takeProfit?.type)
        writer.member("hasRested", order.hasRested)
        writer.member("queue", order.queue)
        if order.isTriggered { writer.member("isTriggered", true) }
    }

    private static func write(_ trade: VenueTrade, to writer: inout JSONWriter) {
        writer.member("id", trade.id.number)
        writer.member("account", trade.account.number)
        writer.member("contract", trade.contract.text)
        writer.member("created", trade.created.microseconds)
        writer.member("price", trade.price.nanos)
        writer.member("profit", ifPresent: trade.profitAndLoss?.tenThousandths)
        writer.member("fees", trade.fees.tenThousandths)
        writer.member("commissions", trade.commissions.tenThousandths)
        writer.member("side", trade.side.rawValue)
        writer.member("size", trade.size)
        writer.member("order", trade.order.number)
    }

    private static func write(_ position: VenuePosition, to writer: inout JSONWriter) {
        writer.member("id", position.id)
        writer.member("account", position.account.number)
        writer.member("contract", position.contract.text)
        writer.member("displayName", position.displayName)
        writer.member("created", position.created.microseconds)
        writer.member("signedSize", position.signedSize)
        writer.member("averagePrice", position.averagePrice.nanos)
    }
}
