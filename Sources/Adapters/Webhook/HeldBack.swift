/// Whose answers are held back for long. Each has a connection, which somebody who knows a secret may need: together
/// they have half of all places. One network has no more than its share, so that it takes no other's.
///
/// A place is taken from when the request has come until its time is over, whether or not the sender still waits.
struct HeldBack: Sendable {
    private let countMax: Int
    private let shareMax: Int
    private var count = 0
    private var byNetwork: [String: Int] = [:]

    /// - Parameter connections: How many the listener has. An eighth of the usual 2,048 is as many as one address may
    ///   have at all; only behind a proxy can there be more.
    init(connections: Int) {
        countMax = connections / 2
        shareMax = connections / 8
    }

    /// - Returns: false where there is no room.
    mutating func take(_ network: String) -> Bool {
        let share = byNetwork[network] ?? 0
        guard count < countMax, share < shareMax else { return false }
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
