/// Which hub's connections a fault means.
package enum VenueHub: String, Hashable, Sendable, CaseIterable {
    case user, market, both
}
