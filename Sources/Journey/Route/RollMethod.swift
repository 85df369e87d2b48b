/// How a symbol without a month is given one.
package enum RollMethod: Hashable, Sendable, CustomStringConvertible {
    /// The month that the venue calls active.
    case venue
    /// The next month from so many business days before the earlier of last trade and first notice.
    case daysBeforeExpiry(Int64)
    /// The month that traded more on the last complete trading day: the venue's, or the one after it.
    case volume

    package static let daysBeforeExpiryWord = "days_before_expiry"

    /// `venue`, `volume` or `days_before_expiry:8`.
    package init?(_ text: some StringProtocol) {
        switch text {
        case "venue": self = .venue
        case "volume": self = .volume
        default:
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == Self.daysBeforeExpiryWord, let days = Int64(parts[1]),
                days >= 0
            else { return nil }
            self = .daysBeforeExpiry(days)
        }
    }

    package var description: String {
        switch self {
        case .venue: "venue"
        case .volume: "volume"
        case .daysBeforeExpiry(let days): "\(Self.daysBeforeExpiryWord):\(days)"
        }
    }
}
