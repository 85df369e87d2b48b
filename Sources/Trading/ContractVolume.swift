/// What traded of a contract in one of the venue's days.
package struct ContractVolume: Hashable, Sendable {
    /// When the venue's bar of that day begins: with the session, on the evening before in Chicago.
    package let start: Timestamp
    package let contracts: Int64

    package init(start: Timestamp, contracts: Int64) {
        self.start = start
        self.contracts = contracts
    }
}
