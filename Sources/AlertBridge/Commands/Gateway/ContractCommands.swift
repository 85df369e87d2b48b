import Gateway
import JSON
import Trading

enum ContractSearchCommand: GatewayCommand {
    static let words = ["contract", "search"]
    static let operands = ["TEXT"]
    static let summary =
        "Lists at most 20 contracts that match loosely: ES also finds MES. Compare root and symbol_id."
    static let columns = ContractRecord.columns

    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]] {
        guard let text = arguments.rest.first else { throw UsageError("name a text to search for") }
        let found = try visit.reads.contracts(matching: text)
        if !found.isEmpty {
            Console.error("the venue matches loosely: take the row whose root or symbol_id is the one meant")
        }
        return found.map(ContractRecord.json)
    }
}

enum ContractShowCommand: GatewayCommand {
    static let words = ["contract", "show"]
    static let operands = ["CONTRACT"]
    static let summary = "Shows one contract: by its id, or the active one by name (MNQZ6) or root (MNQ)."
    static let columns = ContractRecord.columns

    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]] {
        guard let text = arguments.rest.first else { throw UsageError("name a contract") }
        return [ContractRecord.json(try visit.contract(text))]
    }
}

private enum ContractRecord {
    static let columns = [
        "contract", "name", "root", "symbol_id", "tick_size", "tick_value", "active", "description",
    ]

    static func json(_ contract: Contract) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("contract", contract.id.text)
                $0.member("name", contract.name)
                $0.member("root", contract.root)
                $0.member("symbol_id", contract.symbolID)
                $0.member("tick_size", number: contract.tickSize.description)
                $0.member("tick_value", number: contract.tickValue.description)
                $0.member("active", contract.isActive)
                $0.member("description", contract.description)
            }
        }
    }
}
