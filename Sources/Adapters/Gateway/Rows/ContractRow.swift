import JSON
import Trading

/// A contract month as REST writes it.
///
/// Source: ProjectX Gateway API, `ContractModel`.
struct ContractRow: Sendable {
    let contract: Contract

    init(_ value: JSONValue) throws(Unreadable) {
        let row = try Row(value, "contract")
        guard let tickSize = row.value("tickSize")?.numberText.flatMap({ TickSize($0) }) else {
            throw row.wrong("tickSize", "a number above zero")
        }
        let tickValue = try row.money("tickValue")
        guard tickValue > .zero else { throw row.wrong("tickValue", "above zero") }
        contract = Contract(
            id: ContractID(try row.text("id")), name: try row.text("name"),
            description: try row.textIfPresent("description") ?? "", tickSize: tickSize,
            tickValue: tickValue, isActive: try row.truth("activeContract"),
            symbolID: try row.textIfPresent("symbolId") ?? "")
    }
}
