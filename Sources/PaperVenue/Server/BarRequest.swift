import Trading

/// Which bars a caller wants.
struct BarRequest: Sendable {
    static let limitMax: Int64 = 20_000

    let contract: ContractID
    private let start: Timestamp
    private let end: Timestamp
    private let unit: Int64
    private let unitNumber: Int64
    private let limit: Int64
    private let includesPartial: Bool
    private let isLive: Bool

    init(_ body: [UInt8]) throws(BindingFault) {
        let fields = try RequestFields(
            body, model: "RetrieveBarRequest",
            required: [
                "contractId", "live", "startTime", "endTime", "unit", "unitNumber", "limit",
                "includePartialBar",
            ])
        contract = ContractID(try fields.string("contractId"))
        isLive = try fields.bool("live")
        start = try fields.time("startTime")
        end = try fields.time("endTime")
        unit = try fields.int32("unit")
        unitNumber = try fields.int32("unitNumber")
        limit = try fields.int32("limit")
        includesPartial = try fields.bool("includePartialBar")
    }

    /// Begin and end of each bar, the newest first; where there are more than the limit, the newest stay.
    ///
    /// A month counts 30 days here. With `live` there is nothing: the paper venue has no live feed.
    func times(now: Timestamp) throws(Refusal) -> [(start: Timestamp, end: Timestamp)] {
        let seconds: [Int64: Int64] = [1: 1, 2: 60, 3: 3_600, 4: 86_400, 5: 604_800, 6: 2_592_000]
        guard let unitSeconds = seconds[unit] else { throw Refusal(code: 2) }
        guard unitNumber >= 1, unitNumber <= 1_000 else { throw Refusal(code: 3) }
        guard limit >= 1, limit <= Self.limitMax else { throw Refusal(code: 4) }
        guard !isLive, start <= end else { return [] }
        let length = unitSeconds * unitNumber * 1_000_000
        var begin = (min(end, now).microseconds - 1).floorDivided(by: length) * length
        var bars: [(start: Timestamp, end: Timestamp)] = []
        while begin >= start.microseconds, bars.count < Int(limit) {
            let isWhole = begin + length <= now.microseconds
            if isWhole || includesPartial {
                let last = min(begin + length - 1, now.microseconds)
                bars.append((Timestamp(microseconds: begin), Timestamp(microseconds: last)))
            }
            begin -= length
        }
        return bars
    }
}
