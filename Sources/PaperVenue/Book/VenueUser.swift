import Trading

/// A login and the accounts that it reaches.
package struct VenueUser: Sendable, CustomStringConvertible {
    /// Compared without case, as the venue does.
    package let name: String
    let key: String
    package let accounts: [VenueAccount]

    package init(name: String, key: String, accounts: [VenueAccount]) {
        self.name = name
        self.key = key
        self.accounts = accounts
    }

    package var description: String { "\(name), \(accounts.count) accounts, key <secret>" }

    /// User `paper` with key `paper-api-key` and accounts 1001, 1002, … of 50,000 USD each.
    package static func paper(
        accounts count: Int, bracketMode: VenueAccount.BracketMode = .autoOCO
    ) -> VenueUser {
        VenueUser(
            name: "paper", key: "paper-api-key",
            accounts: (0..<max(0, count)).map {
                VenueAccount(id: AccountID(1_001 + Int64($0)), bracketMode: bracketMode)
            })
    }
}
