import JSON
import Journey
import SQLite
import Trading

extension AttemptRow: TableRow {
    static let table = LedgerTable(
        "attempts", key: ["tag", "number"],
        columns: ["kind", "at", "ending", "code", "message", "latency", "alert"], fixed: ["alert"])

    var values: [SQLiteValue] {
        [
            .text(tag.text), .int64(number), .text(kind.rawValue), .int64(at.microseconds),
            .optional(ending), .optional(code), .optional(message), .optional(latency?.microseconds),
            .optional(alert?.bytes),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            tag: OrderTag(try columns.text()), number: try columns.int64(), kind: try columns.word(),
            at: try columns.time(), ending: try columns.optionalText(), code: try columns.optionalInt64(),
            message: try columns.optionalText(),
            latency: try columns.optionalInt64().map { Span(microseconds: $0) },
            alert: try columns.optionalFingerprint())
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.text("tag"), .number("number")) }
}

extension FillRow: TableRow {
    static let table = LedgerTable(
        "fills", key: ["account", "trade"],
        columns: [
            "contract", "venue_order", "at", "price", "side", "size", "profit", "fees", "commissions",
            "is_voided", "tag", "day",
        ])

    var values: [SQLiteValue] {
        [
            .text(trade.account.text), .int64(trade.id.number), .text(trade.contract.text),
            .int64(trade.order.number), .int64(trade.at.microseconds), .int64(trade.price.nanos),
            .text(trade.side.rawValue), .int64(trade.size), .optional(trade.profit?.tenThousandths),
            .int64(trade.fees.tenThousandths), .optional(trade.commissions?.tenThousandths),
            .int64(trade.isVoided ? 1 : 0), .optional(tag?.text), .int64(day.date.daysSince1970),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        let account = AccountName(try columns.text())
        let trade = VenueTrade(
            id: TradeID(try columns.int64()), account: account, contract: ContractID(try columns.text()),
            order: OrderID(try columns.int64()), at: try columns.time(), price: try columns.price(),
            side: try columns.word(), size: try columns.int64(),
            profit: try columns.optionalInt64().map { Money(tenThousandths: $0) },
            fees: try columns.money(),
            commissions: try columns.optionalInt64().map { Money(tenThousandths: $0) },
            isVoided: try columns.truth())
        self.init(
            trade: trade, tag: try columns.optionalText().map { OrderTag($0) }, day: try columns.day())
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.text("account"), .number("trade_id")) }
}

extension PositionRow: TableRow {
    static let table = LedgerTable(
        "positions", key: ["account", "contract"], columns: ["signed_size", "average_price", "at"])

    var values: [SQLiteValue] {
        [
            .text(account.text), .text(position.contract.text), .int64(position.signedSize),
            .int64(position.averagePrice.nanos), .int64(at.microseconds),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            account: AccountName(try columns.text()),
            position: Position(
                contract: ContractID(try columns.text()), signedSize: try columns.int64(),
                averagePrice: try columns.price()),
            at: try columns.time())
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.text("account"), .text("contract")) }
}

extension DayRow: TableRow {
    static let table = LedgerTable(
        "days", key: ["account", "day"],
        columns: [
            "trades", "profit", "fees", "commissions", "opening_balance", "floor", "peak", "is_breached",
            "floor_basis", "floor_entered", "floor_as_of", "opening_read_at", "floor_since",
        ])

    var values: [SQLiteValue] {
        [
            .text(account.text), .int64(day.date.daysSince1970), .int64(trades),
            .int64(profit.tenThousandths), .int64(fees.tenThousandths), .int64(commissions.tenThousandths),
            .optional(openingBalance?.tenThousandths), .optional(floor?.loss.floor.tenThousandths),
            .optional(floor?.loss.peak.tenThousandths), .optional(floor.map { $0.loss.isBreached ? 1 : 0 }),
            .optional(floor?.basis.rawValue), .optional(floor?.entry.floor.tenThousandths),
            .optional(floor?.entry.asOf.daysSince1970), .optional(openingReadAt?.microseconds),
            .optional(floor?.since?.microseconds),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        self.init(
            account: AccountName(try columns.text()), day: try columns.day(), trades: try columns.int64(),
            profit: try columns.money(), fees: try columns.money(), commissions: try columns.money(),
            openingBalance: try columns.optionalInt64().map(Money.init(tenThousandths:)),
            floor: try DayFloor(&columns))
        openingReadAt = try columns.optionalTime()
        let since = try columns.optionalTime()
        floor?.since = since
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? {
        guard let account = body["account"]?.string, let day = body["day"]?.string,
            let start = Timestamp(day + "T00:00:00Z")
        else { return nil }
        return [.text(account), .int64(start.microseconds.floorDivided(by: 86_400_000_000))]
    }
}

extension DayFloor {
    /// Nil where a day has none: all of its columns are empty then.
    fileprivate init?(_ columns: inout ColumnReader) throws(LedgerFault) {
        guard let floor = try columns.optionalInt64() else {
            try columns.nothing(5)
            return nil
        }
        let peak = try columns.money()
        let isBreached = try columns.truth()
        let basis: Basis = try columns.word()
        let entered = try columns.money()
        let asOf = CivilDate(daysSince1970: try columns.int64())
        self.init(
            loss: LossFloor(
                peak: peak, floor: Money(tenThousandths: floor), isBreached: isBreached),
            basis: basis, entry: FloorEntry(floor: entered, asOf: asOf))
    }
}
