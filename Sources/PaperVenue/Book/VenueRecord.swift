import Trading

/// One row of the venue's memory, as it stands now; a later row of the same key replaces an earlier one.
enum VenueRecord: Hashable, Sendable {
    case account(VenueAccount)
    case order(VenueOrder)
    case trade(VenueTrade)
    /// With `signedSize` 0 the account is flat.
    case position(VenuePosition)
    case anchor(ContractID, Market.Anchor)
    /// Tags of orders that are forgotten.
    case tags(AccountID, TagSet)
    case counters(VenueCounters)
    /// By product code: months that the active contract was pushed ahead.
    case rolls(String, Int)
    /// A token that was logged out, by its number, and the second at which it would have ended by itself.
    case loggedOut(String, ends: Int64)
    /// A user's last token that is no good any more.
    case loggedOutWhole(String, last: String)
}
