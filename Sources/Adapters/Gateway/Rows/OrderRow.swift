import JSON
import Journey
import Trading

/// An order as REST and the hub write it, its account still a number.
///
/// Source: ProjectX Gateway API, `OrderModel`, and live captures of 2026-08.
struct OrderRow: Sendable {
    let accountID: AccountID
    /// What a trader asks about beside the order itself.
    let extras: OrderListing.Extras
    private let order: VenueOrder

    /// - Throws: `Unreadable` when a member is missing that tells which order it is or how large.
    init(_ value: JSONValue) throws(Unreadable) {
        let row = try Row(value, "order")
        accountID = AccountID(try row.whole("accountId"))
        let status = VenueOrder.Status(wireValue: row.value("status"))
        let size = try row.whole("size")
        order = VenueOrder(
            id: try Self.id(row), account: AccountName(""), contract: ContractID(try row.text("contractId")),
            tag: try row.textIfPresent("customTag").flatMap { $0.isEmpty ? nil : OrderTag($0) },
            status: status, type: row.value("type")?.int64.flatMap(OrderType.init(rawValue:)),
            side: row.value("side")?.int64.flatMap(Side.init(wireNumber:)), size: size,
            filled: try row.wholeIfPresent("fillVolume") ?? (status == .filled ? size : 0),
            limitPrice: try row.priceIfPresent("limitPrice"), stopPrice: try row.priceIfPresent("stopPrice"),
            averagePrice: try row.priceIfPresent("filledPrice"),
            parent: try row.wholeIfPresent("parentOrderId").map(OrderID.init),
            createdAt: row.value("creationTimestamp")?.time)
        extras = OrderListing.Extras(
            symbolID: row.value("symbolId")?.string, updatedAt: row.value("updateTimestamp")?.time,
            linked: row.value("linkedOrderId")?.int64.map(OrderID.init),
            trailTicks: row.value("trailDistance")?.int64,
            trailDistance: row.value("trailPrice")?.numberText.flatMap { Price(rounding: $0) })
    }

    func listing(of account: AccountName) -> OrderListing {
        OrderListing(order: venueOrder(of: account), extras: extras)
    }

    var tag: OrderTag? { order.tag }
    var id: OrderID { order.id }

    func venueOrder(of account: AccountName) -> VenueOrder {
        var named = order
        named.account = account
        return named
    }

    /// One live hub event carried `orderId` in place of `id`.
    private static func id(_ row: Row) throws(Unreadable) -> OrderID {
        let id = try row.wholeIfPresent("id")
        let orderID = try row.wholeIfPresent("orderId")
        guard let number = id ?? orderID, number > 0 else { throw row.missing("id") }
        return OrderID(number)
    }
}

extension VenueOrder.Status {
    /// Stands for a status that is absent or no whole number.
    static let unstated = VenueOrder.Status.unknown(-1)

    init(wireValue: JSONValue?) {
        switch wireValue?.int64 {
        case 1: self = .open
        case 2: self = .filled
        case 3: self = .cancelled
        case 4: self = .expired
        case 5: self = .rejected
        case 6: self = .pending
        case 7: self = .pendingCancellation
        case 8: self = .suspended
        case let number?: self = .unknown(number)
        case nil: self = .unstated
        }
    }
}

extension JSONValue {
    /// A moment that may be left out: one that cannot be read is none.
    fileprivate var time: Timestamp? { string.flatMap { Timestamp($0) } }
}
