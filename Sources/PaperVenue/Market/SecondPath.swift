/// One second, step by step: the prices that its stretch allows, and the contracts traded at each step.
struct SecondPath: Hashable, Sendable {
    let prices: [Int64]
    let volumes: [Int64]

    /// - Parameters:
    ///   - stretch: From the open at the first step to the close at the last; with four steps or more both
    ///     extremes are shown between.
    ///   - steps: 1 or more.
    init(_ stretch: Stretch, steps: Int, seed: UInt64) {
        var dice = Dice(seed: seed)
        prices = Self.prices(stretch, steps: steps, &dice)
        volumes = Self.volumes(stretch, prices: prices, &dice)
    }

    /// The first step after another at which the price is new and outside the band; the first of all counts as new.
    func firstReach(of band: PriceBand, after index: Int) -> Int? {
        prices.indices.first {
            $0 > index && band.isReached(by: prices[$0]) && ($0 == 0 || prices[$0] != prices[$0 - 1])
        }
    }

    private static func prices(_ stretch: Stretch, steps: Int, _ dice: inout Dice) -> [Int64] {
        let moves = stretch.skeleton(prefersHigh: dice.next() < 0.5)
        guard let close = moves.last else { return Array(repeating: stretch.open, count: steps) }
        guard steps > moves.count else {
            return Array(repeating: stretch.open, count: steps - 1) + [close]
        }
        let places = places(of: moves.count, among: steps, &dice)
        var spare = stretch.volume - Int64(moves.count)
        var prices = [stretch.open]
        for (place, move) in zip(places, moves) {
            guard let from = prices.last else { break }
            let first = prices.count - 1
            while prices.count < place {
                let way = Double(prices.count - first) / Double(place - first)
                let next = from + Int64((Double(move - from) * way).rounded(.towardZero))
                let last = prices[prices.count - 1]
                let goes = next != last && next != move && spare > 0
                if goes { spare -= 1 }
                prices.append(goes ? next : last)
            }
            prices.append(move)
        }
        return prices + Array(repeating: close, count: steps - prices.count)
    }

    /// Steps, ascending and none twice and none the first, at which the moves end.
    private static func places(of count: Int, among steps: Int, _ dice: inout Dice) -> [Int] {
        var places: [Int] = []
        for number in 0..<count {
            let first = (places.last ?? 0) + 1
            let last = steps - (count - number)
            let free = Int64(last - first + 1)
            places.append(first + Int(dice.pick(max(1, free * 2 / Int64(count - number + 1)))))
        }
        return places
    }

    /// One contract at least for every move, and the rest anywhere.
    private static func volumes(_ stretch: Stretch, prices: [Int64], _ dice: inout Dice) -> [Int64] {
        var volumes = prices.indices.map { index -> Int64 in
            let before = index == 0 ? stretch.open : prices[index - 1]
            return prices[index] == before ? 0 : 1
        }
        var rest = max(0, stretch.volume - volumes.reduce(0, +))
        let weights = prices.indices.map { _ in dice.low() }
        var weightLeft = weights.reduce(0, +)
        for index in prices.indices where rest > 0 {
            let part =
                index == prices.count - 1 || weightLeft <= 0
                ? rest : min(rest, Int64((Double(rest) * weights[index] / weightLeft).rounded()))
            volumes[index] += part
            rest -= part
            weightLeft -= weights[index]
        }
        return volumes
    }
}
