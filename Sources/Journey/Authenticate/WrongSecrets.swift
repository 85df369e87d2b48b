package import Trading

/// Who offered wrong secrets lately, and what that costs him. A right secret is never asked about here.
package struct WrongSecrets: Sendable {
    package struct Ruling: Hashable, Sendable {
        /// How long the answer is held back.
        package let delay: Span
        /// Whether the ledger takes note: beyond the free ones it does not, or anyone could fill it.
        package let isNoted: Bool
    }

    /// Every wrong secret is answered after this, so that the time taken tells nothing of what was looked up.
    package static let shortest = Span.milliseconds(100)
    /// Beyond the free ones.
    package static let longest = Span.seconds(2)
    package static let freePerMinute = 10
    /// Addresses remembered; when all are recent, a new one gets the longest delay.
    package static let addressesMax = 4_096
    private static let minute = Span.seconds(60)

    /// The free ones of the last minute, by address, oldest first.
    private var lately: [String: [Timestamp]] = [:]

    package init() {}

    /// - Parameter now: By a clock that never steps back.
    package mutating func note(_ address: String, now: Timestamp) -> Ruling {
        var times = (lately[address] ?? []).filter { now.since($0) < Self.minute }
        guard times.count < Self.freePerMinute, hasRoom(for: address, now) else {
            return Ruling(delay: Self.longest, isNoted: false)
        }
        times.append(now)
        lately[address] = times
        return Ruling(delay: Self.shortest, isNoted: true)
    }

    private mutating func hasRoom(for address: String, _ now: Timestamp) -> Bool {
        guard lately[address] == nil, lately.count >= Self.addressesMax else { return true }
        lately = lately.filter { entry in entry.value.contains { now.since($0) < Self.minute } }
        return lately.count < Self.addressesMax
    }
}
