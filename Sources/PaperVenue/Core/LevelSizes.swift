import Trading

/// How many contracts the market shows at each price level, and what is left of them.
///
/// The sizes are computed from seed, contract, side, time slot and level, so they are the same in every run. They
/// fill up again with each price and each slot. Level 0 is the best price, level 1 one tick worse.
struct LevelSizes: Sendable {
    struct Offer: Hashable, Sendable {
        let level: Int64
        /// Above zero.
        let size: Int64
    }

    private struct Key: Hashable, Sendable {
        let contract: ContractID
        let side: Side
    }

    private struct Left: Sendable {
        let slot: Int64
        let quote: VenueQuote
        var level: Int64 = 0
        var taken: Int64 = 0
    }

    private let seed: UInt64
    private let sizeMax: UInt64
    private let slot: Span
    private var left: [Key: Left] = [:]

    /// - Parameter sizeMax: Contracts at one level at most; at least one.
    init(seed: UInt64, sizeMax: Int64, slot: Span) {
        self.seed = Scatter.seed(seed, named: "levels")
        self.sizeMax = UInt64(max(1, sizeMax))
        self.slot = slot
    }

    /// What an order of this side can take next.
    func offer(_ contract: ContractID, to side: Side, quote: VenueQuote, at now: Timestamp) -> Offer {
        let left = current(Key(contract: contract, side: side), quote, now)
        return Offer(level: left.level, size: size(contract, side, left) - left.taken)
    }

    /// Takes no more than was offered.
    mutating func take(
        _ size: Int64, of contract: ContractID, to side: Side, quote: VenueQuote, at now: Timestamp
    ) {
        let key = Key(contract: contract, side: side)
        var left = current(key, quote, now)
        left.taken += size
        if left.taken >= self.size(contract, side, left) {
            left.level += 1
            left.taken = 0
        }
        self.left[key] = left
    }

    /// When sizes fill up again.
    func nextSlot(after now: Timestamp) -> Timestamp {
        Timestamp(microseconds: (number(of: now) + 1) * slot.microseconds)
    }

    private func current(_ key: Key, _ quote: VenueQuote, _ now: Timestamp) -> Left {
        if let left = left[key], left.slot == number(of: now), left.quote == quote { return left }
        return Left(slot: number(of: now), quote: quote)
    }

    private func size(_ contract: ContractID, _ side: Side, _ left: Left) -> Int64 {
        let named = Scatter.seed(seed, named: contract.text)
        let sided = Scatter.value(named, UInt64(bitPattern: left.slot) &* 2 &+ (side == .buy ? 0 : 1))
        return 1 + Int64(Scatter.value(sided, UInt64(left.level)) % sizeMax)
    }

    private func number(of now: Timestamp) -> Int64 { now.microseconds.floorDivided(by: slot.microseconds) }
}
