import JSON
import Journey
import SQLite
import Trading

extension ContractRow: TableRow {
    static let table = LedgerTable(
        "contracts", key: ["gateway", "contract"],
        columns: [
            "name", "description", "symbol_id", "tick_size", "tick_value", "is_active", "volume",
            "volume_from",
            "told_at",
        ])

    var values: [SQLiteValue] {
        [
            .text(gateway.text), .text(contract.id.text), .text(contract.name), .text(contract.description),
            .text(contract.symbolID), .int64(contract.tickSize.nanos),
            .int64(contract.tickValue.tenThousandths), .int64(contract.isActive ? 1 : 0),
            .optional(contract.volume?.contracts), .optional(contract.volume?.start.microseconds),
            .int64(toldAt.microseconds),
        ]
    }

    init(_ columns: inout ColumnReader) throws(LedgerFault) {
        let gateway = GatewayName(try columns.text())
        let id = ContractID(try columns.text())
        let (name, description, symbolID) = (try columns.text(), try columns.text(), try columns.text())
        let tickSize = try columns.tickSize()
        var contract = Contract(
            id: id, name: name, description: description, tickSize: tickSize, tickValue: try columns.money(),
            isActive: try columns.truth(), symbolID: symbolID)
        let (volume, start) = (try columns.optionalInt64(), try columns.optionalTime())
        if let volume, let start { contract.volume = ContractVolume(start: start, contracts: volume) }
        self.init(gateway: gateway, contract: contract, toldAt: try columns.time())
    }

    static func key(of body: JSONValue) -> [SQLiteValue]? { body.key(.text("gateway"), .text("contract")) }
}
