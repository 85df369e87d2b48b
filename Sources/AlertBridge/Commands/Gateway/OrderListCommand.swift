import Gateway
import JSON
import Journey
import Trading

enum OrderListCommand: AccountwiseCommand {
    static let words = ["order", "list"]
    static let summary = "Lists orders at the venue: those that can still act, or all from a time on."
    static let own = [
        GatewayVisit.account,
        .init("open", nil, "only what can still act, suspended bracket legs included (default)"),
        .init("all", nil, "of every state; needs --since"),
        .init("since", "TIME", "with --all: created from this moment on, 2026-10-05T14:30:00Z"),
    ]
    static let columns = [
        "created_at", "account", "id", "contract", "type", "side", "size", "filled", "limit_price",
        "stop_price", "status", "leg", "tag",
    ]

    static func records(
        of account: GatewayVisit.Account, _ visit: GatewayVisit, _ arguments: Arguments
    ) throws -> [[UInt8]] {
        let since = try GatewayVisit.time("since", arguments)
        guard arguments.has("all") == (since != nil) else {
            throw UsageError(since == nil ? "--all needs --since TIME" : "--since needs --all")
        }
        guard !(arguments.has("all") && arguments.has("open")) else {
            throw UsageError("--open and --all exclude each other")
        }
        let listings =
            if let since {
                try visit.reads.orders(of: account.id, name: account.name, since: since)
            } else {
                try visit.reads.workingOrders(of: account.id, name: account.name)
            }
        return listings.map { json($0, account) }
    }

    static func json(_ listing: OrderListing, _ account: GatewayVisit.Account) -> [UInt8] {
        let order = listing.order
        return JSONWriter.write {
            $0.object {
                $0.member("created_at", order.createdAt?.description)
                $0.member("updated_at", listing.extras.updatedAt?.description)
                $0.member("account", account.name.text)
                $0.member("account_id", account.id.number)
                $0.member("id", order.id.number)
                $0.member("contract", order.contract.text)
                $0.member("symbol_id", listing.extras.symbolID)
                $0.member("tag", order.tag?.text)
                $0.member("leg", listing.leg?.rawValue)
                $0.member("entry_tag", listing.entryTag?.text)
                $0.member("parent_id", order.parent?.number)
                $0.member("linked_id", listing.extras.linked?.number)
                $0.member("status", order.status.word)
                $0.member("working", !order.status.isTerminal)
                $0.member("type", order.type?.word)
                $0.member("side", order.side?.rawValue)
                $0.member("size", order.size)
                $0.member("filled", order.filled)
                $0.member("limit_price", number: order.limitPrice?.description)
                $0.member("stop_price", number: order.stopPrice?.description)
                $0.member("trail_ticks", listing.extras.trailTicks)
                $0.member("trail_distance", number: listing.extras.trailDistance?.description)
                $0.member("average_price", number: order.averagePrice?.description)
            }
        }
    }
}
