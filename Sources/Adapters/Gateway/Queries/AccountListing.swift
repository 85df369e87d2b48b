package import Trading

/// An account as the venue lists it, named in the settings or not.
package struct AccountListing: Hashable, Sendable {
    package let id: AccountID
    package let name: String
    /// Cash; the venue states no open profit anywhere.
    package let balance: Money
    package let canTrade: Bool
    package let isVisible: Bool
    /// Nil where the venue does not say.
    package let isSimulated: Bool?
}
