/// Whose answers are held back for long. Beyond so many they wait the shortest time only: each has a connection, which
/// somebody who knows a secret may need. One network takes no more than its share, so that it frees no other.
struct HeldBack: Sendable {
    static let countMax = 128
    static let shareMax = 16

    private var count = 0
    private var byNetwork: [String: Int] = [:]

    /// - Returns: false where there is no room.
    mutating func take(_ network: String) -> Bool {
        let share = byNetwork[network] ?? 0
        guard count < Self.countMax, share < Self.shareMax else { return false }
        count += 1
        byNetwork[network] = share + 1
        return true
    }

    mutating func give(_ network: String) {
        guard let share = byNetwork[network] else { return }
        count -= 1
        byNetwork[network] = share > 1 ? share - 1 : nil
    }
}
