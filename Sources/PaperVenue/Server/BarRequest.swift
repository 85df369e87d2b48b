import Trading

/// Which bars a caller wants.
struct BarRequest: Sendable {
    static let limitMax: Int64 = 20_000
    private static let unitNumberMax: Int64 = 1_000

    let contract: ContractID
    private let start: Timestamp
    private let end: Timestamp
    private let unit: Int64
    private let unitNumber: Int64
    private let limit: Int64
    private let includesPartial: Bool
    private let isLive: Bool

    init(_ body: [UInt8]) throws(BindingFault) {
        let fields = try RequestFields(body, as: .retrieveBars)
        contract = ContractID(try fields.string("contractId"))
        isLive = try fields.bool("live")
        start = try fields.time("startTime")
        end = try fields.time("endTime")
        unit = try fields.int32("unit")
        unitNumber = try fields.int32("unitNumber")
        limit = try fields.int32("limit")
        includesPartial = try fields.bool("includePartialBar")
    }

    /// Bars of the wanted stretch, the newest first; where there are more than the limit, the newest stay.
    ///
    /// With `live` there are none: the paper venue has no live feed.
    func bars(of listing: Listing, in market: Market, now: Timestamp) throws(Refusal) -> [PriceBar] {
        guard let unit = BarGrid.Unit(rawValue: unit) else { throw Refusal(code: 2) }
        guard unitNumber >= 1, unitNumber <= Self.unitNumberMax else { throw Refusal(code: 3) }
        guard limit >= 1, limit <= Self.limitMax else { throw Refusal(code: 4) }
        guard !isLive else { return [] }
        return market.bars(
            of: listing, BarGrid(unit, unitNumber, calendar: market.calendar), from: start, to: end, now: now,
            limit: Int(limit), includesPartial: includesPartial)
    }
}
