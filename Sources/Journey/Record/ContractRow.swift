package import JSON
package import Trading

/// A contract as a gateway last told of it.
package struct ContractRow: Hashable, Sendable {
    package var gateway: GatewayName
    package var contract: Contract
    /// Wall time of that word. Where nothing changes it is moved on from time to time, and not with each reading.
    package var toldAt: Timestamp

    package init(gateway: GatewayName, contract: Contract, toldAt: Timestamp) {
        self.gateway = gateway
        self.contract = contract
        self.toldAt = toldAt
    }
}

extension ContractRow: LedgerRecord {
    package static let recordKind = "contract"
    package var recordKey: String { "\(gateway)/\(contract.id)" }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("gateway", gateway.text)
        writer.member("contract", contract.id.text)
        writer.member("name", contract.name)
        writer.member("root", contract.root)
        writer.member("description", contract.description)
        writer.member("symbol_id", contract.symbolID)
        writer.member("tick_size", number: contract.tickSize.description)
        writer.member("tick_value", contract.tickValue)
        writer.member("active", contract.isActive)
        writer.member("volume", contract.volume?.contracts)
        writer.member("volume_from", contract.volume?.start)
        writer.member("told_at", toldAt)
    }
}
