import JSON
import Journey
import SQLite
import Trading

extension OrderRow: TableRow {
    static let table = LedgerTable(
        "orders", key: ["tag"],
        columns: [
            "alert", "rule", "account", "contract", "class", "side", "size", "type", "limit_price",
            "stop_price", "trail_price", "stop_ticks", "target_ticks", "stop_trails", "stage", "state",
            "code", "reason", "remedy",
            "venue_order", "parent", "leg", "filled", "average_price", "created_at",
        ] + StageTimes().points.map(\.name), fixed: ["alert", "parent", "leg", "created_at"])

    var values: [SQLiteValue] {
        let wanted: [SQLiteValue] = [
            .text(tag.text), .optional(alert?.bytes), .optional(rule), .text(account.text),
            .optional(contract?.text), .text(orderClass.rawValue), .optional(side?.rawValue),
            .optional(size), .text(type.word), .optional(limitPrice?.nanos), .optional(stopPrice?.nanos),
            .optional(trailPrice?.nanos), .optional(bracket?.stop?.count),
            .optional(bracket?.target?.count), .optional(bracket?.stopTrails == true ? 1 : nil),
        ]
        let decided: [SQLiteValue] = [
            .text(stage.rawValue), .text(state.rawValue), .optional(code), .optional(reason),
            .optional(remedy), .optional(venueOrder?.number), .optional(parent?.text), .int64(Int64(leg)),
            .int64(filled), .optional(averagePrice?.nanos), .int64(createdAt.microseconds),
        ]
        return wanted + decided + times.points.map { .optional($0.at?.microseconds) }
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            tag: OrderTag(try columns.text()),
            alert: try columns.optionalFingerprint(),
            rule: try columns.optionalText(), account: AccountName(try columns.text()),
            contract: try columns.optionalText().map { ContractID($0) }, orderClass: try columns.word(),
            side: try columns.optionalWord(),
            size: try columns.optionalInt64(), type: try columns.word { OrderType(word: $0) },
            limitPrice: try columns.optionalInt64().map { Price(nanos: $0) },
            stopPrice: try columns.optionalInt64().map { Price(nanos: $0) },
            trailPrice: try columns.optionalInt64().map { Price(nanos: $0) },
            bracket: Bracket(
                stop: try columns.optionalInt64().map { Ticks($0) },
                target: try columns.optionalInt64().map { Ticks($0) }, stopTrails: try columns.mark()),
            stage: try columns.word(), state: try columns.word(), code: try columns.optionalText(),
            reason: try columns.optionalText(), remedy: try columns.optionalText(),
            venueOrder: try columns.optionalInt64().map { OrderID($0) },
            parent: try columns.optionalText().map { OrderTag($0) }, leg: try columns.int(),
            filled: try columns.int64(), averagePrice: try columns.optionalInt64().map { Price(nanos: $0) },
            createdAt: try columns.time(), times: try StageTimes(&columns))
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.text("tag")) }
}

extension StageTimes {
    /// In the order of `points`.
    fileprivate init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init()
        acceptedAt = try columns.optionalTime()
        bodyAt = try columns.optionalTime()
        decidedAt = try columns.optionalTime()
        durableAt = try columns.optionalTime()
        repliedAt = try columns.optionalTime()
        sentAt = try columns.optionalTime()
        answeredAt = try columns.optionalTime()
        hubAckAt = try columns.optionalTime()
        filledAt = try columns.optionalTime()
        reconciledAt = try columns.optionalTime()
    }
}
