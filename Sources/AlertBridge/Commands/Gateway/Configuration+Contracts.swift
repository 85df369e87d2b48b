import Journey
import Settings
import Trading

extension Configuration {
    /// What was last known of the contracts that the rules trade; nothing before the bridge first ran.
    func contractLines(at now: Timestamp) -> [String] {
        gateways.flatMap { login -> [String] in
            guard let kept = KeptContracts(self, login.name) else { return [] }
            let lines = tradedRoots.compactMap { root -> String? in
                guard let row = kept.contract(root) else {
                    return "contract: \(login.name) told of no active \(root)"
                }
                let methods = rollMethods(ofRoot: root).map(\.description).joined(separator: ", ")
                return "contract: \(login.name) trades \(row.contract.name) for \(root), told "
                    + "\(now.since(row.toldAt)) ago; roll \(methods)"
            }
            let faults = kept.rows.filter(\.contract.isActive).compactMap { row in
                FuturesProduct.contradiction(of: row.contract).map { "notice: \(login.name): \($0)" }
            }
            return lines + faults
        }
    }
}
