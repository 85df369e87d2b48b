import Gateway
import JSON
import Journey
import Trading

enum ContractSearchCommand: GatewayCommand {
    static let words = ["contract", "search"]
    static let operands = ["TEXT"]
    static let summary =
        "Lists at most 20 contracts that match loosely: ES also finds MES. Compare root and symbol_id."
    static let columns = ContractRecord.columns

    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]] {
        guard let text = arguments.rest.first else { throw UsageError("name a text to search for") }
        do {
            let found = try visit.reads.contracts(matching: text)
            if !found.isEmpty {
                Console.error(
                    "the venue matches loosely: take the row whose root or symbol_id is the one meant")
            }
            return found.map { ContractRecord.json($0) }
        } catch {
            return try visit.kept(after: error).matching(text).map {
                ContractRecord.json($0.contract, $0.toldAt)
            }
        }
    }
}

enum ContractShowCommand: GatewayCommand {
    static let words = ["contract", "show"]
    static let operands = ["CONTRACT"]
    static let summary = "Shows one contract: by its id, or the active one by name (MNQZ6) or root (MNQ)."
    static let columns = ContractRecord.columns

    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]] {
        guard let text = arguments.rest.first else { throw UsageError("name a contract") }
        do {
            return [ContractRecord.json(try visit.contract(text))]
        } catch let failure as GatewayReadFailure {
            let kept = try visit.kept(after: failure)
            guard let row = kept.contract(text) else { throw failure }
            return [ContractRecord.json(row.contract, row.toldAt)]
        }
    }
}

extension GatewayVisit {
    /// What was last known, where the venue cannot be asked.
    ///
    /// - Throws: The failure itself where the venue answered, or nothing is kept.
    func kept(after failure: GatewayReadFailure) throws -> KeptContracts {
        switch failure.kind {
        case .unreachable, .signIn, .throttled: break
        case .refused, .notFound, .unreadable: throw failure
        }
        guard let kept = KeptContracts(configuration, login.name) else { throw failure }
        Console.error(
            "gateway \(login.name): \(failure); as it was last told, "
                + "\(kept.age(at: SystemClock.now().wall)) ago, by the ledger \(configuration.ledger)")
        return kept
    }
}

private enum ContractRecord {
    static let columns = [
        "contract", "name", "root", "symbol_id", "tick_size", "tick_value", "active", "description",
    ]

    /// - Parameter toldAt: When the venue said so, where that is not now.
    static func json(_ contract: Contract, _ toldAt: Timestamp? = nil) -> [UInt8] {
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
                $0.member("told_at", ifPresent: toldAt?.description)
                let age = toldAt.map { SystemClock.now().wall.since($0).microseconds / 1_000_000 }
                $0.member("age_seconds", ifPresent: age)
            }
        }
    }
}
