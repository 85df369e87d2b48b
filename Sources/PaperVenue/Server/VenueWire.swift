import JSON
import Trading

/// The rows of the venue as JSON: REST writes nulls out, the hub leaves them away.
enum VenueWire {
    enum Style: Sendable { case rest, hub }

    /// REST: microseconds without trailing zeros. Hub: a seventh digit, as captured live.
    static func time(_ time: Timestamp, _ style: Style) -> String {
        var text = time.description
        text.removeLast()
        switch style {
        case .hub: text.append(String(1 + time.microseconds.magnitude % 9))
        case .rest:
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text + "+00:00"
    }

    static func order(_ order: VenueOrder, _ style: Style, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", order.id.number)
            writer.member("accountId", order.account.number)
            writer.member("contractId", order.contract.text)
            writer.member("symbolId", order.symbolID)
            writer.member("creationTimestamp", time(order.created, style))
            writer.member("updateTimestamp", time(order.updated, style))
            writer.member("status", order.status.rawValue)
            writer.member("type", order.type)
            writer.member("side", order.sideNumber)
            writer.member("size", order.size)
            nullable("limitPrice", order.limitPrice, style, to: &writer)
            nullable("stopPrice", order.stopPrice, style, to: &writer)
            writer.member("fillVolume", order.fillVolume)
            nullable("filledPrice", order.filledPrice, style, to: &writer)
            if style == .rest {
                writer.member("customTag", order.tag)
            } else {
                writer.member("customTag", ifPresent: order.tag)
            }
            writer.member("parentOrderId", ifPresent: order.parent?.number)
            writer.member("linkedOrderId", ifPresent: order.linked?.number)
            writer.member("trailDistance", ifPresent: order.trailDistance)
            writer.member("trailPrice", numberIfPresent: order.trailPrice?.description)
        }
    }

    static func trade(_ trade: VenueTrade, _ style: Style, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", trade.id.number)
            writer.member("accountId", trade.account.number)
            writer.member("contractId", trade.contract.text)
            writer.member("creationTimestamp", time(trade.created, style))
            writer.member("price", number: trade.price.description)
            if style == .rest {
                writer.member("profitAndLoss", number: trade.profitAndLoss?.description)
            } else {
                writer.member("profitAndLoss", numberIfPresent: trade.profitAndLoss?.description)
            }
            writer.member("fees", number: trade.fees.description)
            writer.member("commissions", number: trade.commissions.description)
            writer.member("side", trade.side == .buy ? 0 : 1)
            writer.member("size", trade.size)
            writer.member("voided", false)
            writer.member("orderId", trade.order.number)
        }
    }

    static func position(_ position: VenuePosition, _ style: Style, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", position.id)
            writer.member("accountId", position.account.number)
            writer.member("contractId", position.contract.text)
            writer.member("contractDisplayName", position.displayName)
            writer.member("creationTimestamp", time(position.created, style))
            writer.member("type", position.type)
            writer.member("size", position.size)
            writer.member("averagePrice", number: position.averagePrice.description)
        }
    }

    static func account(_ account: VenueAccount, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", account.id.number)
            writer.member("name", account.name)
            writer.member("balance", number: account.balance.description)
            writer.member("canTrade", account.canTrade)
            writer.member("isVisible", account.isVisible)
            writer.member("simulated", account.isSimulated && !account.isLive)
        }
    }

    static func contract(_ contract: Contract, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", contract.id.text)
            writer.member("name", contract.name)
            writer.member("description", contract.description)
            writer.member("tickSize", number: contract.tickSize.description)
            writer.member("tickValue", number: contract.tickValue.description)
            writer.member("activeContract", contract.isActive)
            writer.member("symbolId", contract.symbolID)
        }
    }

    private static func nullable(
        _ name: String, _ price: Price?, _ style: Style, to writer: inout JSONWriter
    ) {
        if style == .rest {
            writer.member(name, number: price?.description)
        } else {
            writer.member(name, numberIfPresent: price?.description)
        }
    }
}
