import Journey
import Ledger
import Settings
import Trading

/// What a gateway told of its contracts when it was last reached, as the ledger keeps it.
struct KeptContracts {
    let rows: [ContractRow]

    /// - Returns: nil where there is no ledger that can be read, or nothing of this gateway in it.
    init?(_ configuration: Configuration, _ gateway: GatewayName) {
        guard let reader = try? LedgerReader(path: configuration.ledger), let all = try? reader.contracts()
        else {
            return nil
        }
        rows = all.filter { $0.gateway == gateway }.sorted { $0.contract.id < $1.contract.id }
        if rows.isEmpty { return nil }
    }

    /// The newest word of all.
    var toldAt: Timestamp { rows.map(\.toldAt).max() ?? Timestamp(microseconds: 0) }

    func age(at now: Timestamp) -> Span { now.since(toldAt) }

    /// By id, name or root; the active month of a root.
    func contract(_ text: String) -> ContractRow? {
        let wanted = text.uppercased()
        let active = rows.filter(\.contract.isActive)
        return rows.first { $0.contract.id.text == text }
            ?? active.first { $0.contract.name.uppercased() == wanted }
            ?? active.first { $0.contract.root.uppercased() == wanted }
            ?? active.first { $0.contract.symbolID.uppercased() == wanted }
            ?? rows.last { $0.contract.name.uppercased() == wanted }
    }

    /// As loosely as the venue searches.
    func matching(_ text: String) -> [ContractRow] {
        let wanted = text.lowercased()
        let hits = rows.filter { row in
            row.contract.isActive
                && [row.contract.name, row.contract.id.text, row.contract.description].contains {
                    $0.lowercased().contains(wanted)
                }
        }
        return Array(hits.prefix(20))
    }
}
