import JSON
import Trading

extension VenueRecord {
    /// Nil when the object is no record that `write` makes.
    init?(_ value: JSONValue) {
        guard let (kind, row) = value.members.first, value.count == 1 else { return nil }
        let read: VenueRecord? =
            switch kind {
            case "account": Self.account(row)
            case "order": Self.order(row)
            case "trade": Self.trade(row)
            case "position": Self.position(row)
            case "anchor": Self.anchor(row)
            case "tags": Self.tags(row)
            case "counters": Self.counters(row)
            case "rolls": Self.rolls(row)
            case "loggedOut": Self.loggedOut(row)
            case "loggedOutWhole": Self.loggedOutWhole(row)
            default: nil
            }
        guard let read else { return nil }
        self = read
    }

    private static func account(_ row: JSONValue) -> VenueRecord? {
        guard let id = row["id"]?.int64, let name = row["name"]?.string,
            let balance = row["balance"]?.int64, let canTrade = row["canTrade"]?.bool,
            let isVisible = row["isVisible"]?.bool, let isFollower = row["isFollower"]?.bool,
            let mode = row["bracketMode"]?.string.flatMap(VenueAccount.BracketMode.init(rawValue:))
        else { return nil }
        var account = VenueAccount(
            id: AccountID(id), name: name, balance: Money(tenThousandths: balance), canTrade: canTrade,
            isVisible: isVisible, bracketMode: mode, isFollower: isFollower,
            positionMax: row["positionMax"]?.int64)
        account.isSimulated = row["isSimulated"]?.bool ?? true
        account.isLive = row["isLive"]?.bool ?? false
        return .account(account)
    }

    private static func order(_ row: JSONValue) -> VenueRecord? {
        guard let id = row["id"]?.int64, let account = row["account"]?.int64,
            let contract = row["contract"]?.string, let symbol = row["symbol"]?.string,
            let created = row["created"]?.int64, let updated = row["updated"]?.int64,
            let status = row["status"]?.int64.flatMap(VenueOrderStatus.init(rawValue:)),
            let type = row["type"]?.int64, let side = row["side"]?.int64, let size = row["size"]?.int64,
            let fillVolume = row["fillVolume"]?.int64, let hasRested = row["hasRested"]?.bool
        else { return nil }
        let price = { (name: String) in row[name]?.int64.map(Price.init(nanos:)) }
        return .order(
            VenueOrder(
                id: OrderID(id), account: AccountID(account), contract: ContractID(contract),
                symbolID: symbol, created: Timestamp(microseconds: created),
                updated: Timestamp(microseconds: updated), status: status, type: type, sideNumber: side,
                size: size, limitPrice: price("limit"), stopPrice: price("stop"), fillVolume: fillVolume,
                filledPrice: price("filled"), tag: row["tag"]?.string,
                parent: row["parent"]?.int64.map(OrderID.init),
                linked: row["linked"]?.int64.map(OrderID.init),
                trailDistance: row["trailDistance"]?.int64, trailPrice: price("trailPrice"),
                stopLoss: leg(row, "stopLoss"), takeProfit: leg(row, "takeProfit"), hasRested: hasRested,
                queue: row["queue"]?.int64 ?? id, isTriggered: row["isTriggered"]?.bool ?? false))
    }

    private static func leg(_ row: JSONValue, _ name: String) -> VenueBracketLeg? {
        guard let ticks = row[name + "Ticks"]?.int64, let type = row[name + "Type"]?.int64 else { return nil }
        return VenueBracketLeg(ticks: ticks, type: type)
    }

    private static func trade(_ row: JSONValue) -> VenueRecord? {
        guard let id = row["id"]?.int64, let account = row["account"]?.int64,
            let contract = row["contract"]?.string, let created = row["created"]?.int64,
            let price = row["price"]?.int64, let fees = row["fees"]?.int64,
            let commissions = row["commissions"]?.int64,
            let side = row["side"]?.string.flatMap(Side.init(rawValue:)), let size = row["size"]?.int64,
            let order = row["order"]?.int64
        else { return nil }
        return .trade(
            VenueTrade(
                id: TradeID(id), account: AccountID(account), contract: ContractID(contract),
                created: Timestamp(microseconds: created), price: Price(nanos: price),
                profitAndLoss: row["profit"]?.int64.map(Money.init(tenThousandths:)),
                fees: Money(tenThousandths: fees), commissions: Money(tenThousandths: commissions),
                side: side, size: size, order: OrderID(order)))
    }

    private static func position(_ row: JSONValue) -> VenueRecord? {
        guard let id = row["id"]?.int64, let account = row["account"]?.int64,
            let contract = row["contract"]?.string, let name = row["displayName"]?.string,
            let created = row["created"]?.int64, let size = row["signedSize"]?.int64,
            let average = row["averagePrice"]?.int64
        else { return nil }
        return .position(
            VenuePosition(
                id: id, account: AccountID(account), contract: ContractID(contract), displayName: name,
                created: Timestamp(microseconds: created), signedSize: size,
                averagePrice: Price(nanos: average)))
    }

    private static func anchor(_ row: JSONValue) -> VenueRecord? {
        // Earlier versions wrote the how many-th step of 50 ms since 1970 it was.
        let step = row["step"]?.int64?.multipliedReportingOverflow(by: 50_000)
        guard let contract = row["contract"]?.string, let price = row["price"]?.int64,
            let at = row["at"]?.int64 ?? step.flatMap({ $0.overflow ? nil : $0.partialValue })
        else { return nil }
        let anchor = Market.Anchor(price: Price(nanos: price), at: Timestamp(microseconds: at))
        return .anchor(ContractID(contract), anchor)
    }

    private static func tags(_ row: JSONValue) -> VenueRecord? {
        guard let account = row["account"]?.int64, let numbers = row["numbers"], numbers.kind == .array
        else { return nil }
        let read = numbers.elements.map(\.int64)
        guard read.allSatisfy({ $0 != nil }) else { return nil }
        return .tags(
            AccountID(account), TagSet(numbers: read.compactMap { $0.map(UInt64.init(bitPattern:)) }))
    }

    private static func rolls(_ row: JSONValue) -> VenueRecord? {
        guard let product = row["product"]?.string, let count = row["count"]?.int64,
            (0...1_000).contains(count)
        else { return nil }
        return .rolls(product, Int(count))
    }

    private static func loggedOut(_ row: JSONValue) -> VenueRecord? {
        guard let token = row["token"]?.string, let ends = row["ends"]?.int64 else { return nil }
        return .loggedOut(token, ends: ends)
    }

    private static func loggedOutWhole(_ row: JSONValue) -> VenueRecord? {
        guard let user = row["user"]?.string, let last = row["last"]?.string else { return nil }
        return .loggedOutWhole(user, last: last)
    }

    private static func counters(_ row: JSONValue) -> VenueRecord? {
        guard let order = row["order"]?.int64, let trade = row["trade"]?.int64,
            let position = row["position"]?.int64, let queue = row["queue"]?.int64
        else { return nil }
        return .counters(
            VenueCounters(order: OrderID(order), trade: TradeID(trade), position: position, queue: queue))
    }
}
