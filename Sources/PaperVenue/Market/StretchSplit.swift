/// Cuts a stretch in two that together are exactly it: the same open, extremes, close and volume.
///
/// A market made from its days down to its seconds needs no walk through every step to know a month's high:
/// the high is known first, and each cut says in which part it was reached. The cut follows the activity, so
/// that where more is traded prices run further, as √volume.
struct StretchSplit: Sendable {
    /// A part with fewer contracts than this cannot show every shape, since each move needs a print.
    private static let volumeForAnyShape: Int64 = 3
    /// Spread of the price at the cut, and reach of a part beyond its ends, as shares of the whole range.
    /// Chosen so that ranges shrink with the square root of time, as measured over all products.
    private static let spread = 0.4
    private static let reach = 0.85
    /// How far the price at the cut is drawn to where the stretch went beyond its ends.
    private static let pull = 1.7
    private static let overshoot = 0.4
    /// How often a part that would show both extremes gives one away: else a whole day's range would now and
    /// then happen in a second.
    private static let separation = 1.0

    let left: Stretch
    let right: Stretch

    /// - Parameters:
    ///   - share: How much of the activity lies left of the cut, before chance: above 0, below 1.
    ///   - wildness: How far chance moves it: 1 is quiet, 4 makes calm and fast stretches.
    ///   - seed: Of this cut alone.
    init(of whole: Stretch, share: Double, wildness: Double, seed: UInt64) {
        var dice = Dice(seed: seed)
        let leftWeight = share * dice.weight(wildness)
        let rightWeight = (1 - share) * dice.weight(wildness)
        let part = leftWeight / (leftWeight + rightWeight)
        let volume = min(whole.volume, Int64(Double(whole.volume) * part + dice.next()))
        let rest = whole.volume - volume
        if whole.range == 0 {
            left = Stretch(flat: whole.open, volume: volume)
            right = Stretch(flat: whole.open, volume: rest)
        } else if min(volume, rest) < Self.volumeForAnyShape {
            (left, right) = Self.cutSkeleton(whole, volume, rest, part, &dice)
        } else {
            (left, right) = Self.cutFreely(whole, volume, rest, part, &dice)
        }
    }

    /// Deals the few moves out that the volumes allow.
    private static func cutSkeleton(
        _ whole: Stretch, _ volume: Int64, _ rest: Int64, _ part: Double, _ dice: inout Dice
    ) -> (Stretch, Stretch) {
        let moves = whole.skeleton(prefersHigh: dice.next() < 0.5)
        let fewest = max(0, moves.count - Int(clamping: rest))
        let most = min(moves.count, Int(clamping: volume))
        let wanted = Int(Double(moves.count) * part + dice.next())
        let count = min(max(wanted, fewest), most)
        let middle = count == 0 ? whole.open : moves[count - 1]
        return (
            Stretch(from: whole.open, over: moves[..<count], volume: volume),
            Stretch(from: middle, over: moves[count...], volume: rest)
        )
    }

    private static func cutFreely(
        _ whole: Stretch, _ volume: Int64, _ rest: Int64, _ part: Double, _ dice: inout Dice
    ) -> (Stretch, Stretch) {
        let range = Double(whole.range)
        let excursion = Double(whole.high + whole.low - whole.open - whole.close) / 2
        let mean =
            Double(whole.open) + Double(whole.close - whole.open) * part
            + pull * excursion * 4 * part * (1 - part)
        let noise = dice.bell() * spread * range * (part * (1 - part)).squareRoot()
        let middle = min(max(Int64((mean + noise).rounded()), whole.low), whole.high)
        let leftReach = reach * range * part.squareRoot()
        let rightReach = reach * range * (1 - part).squareRoot()

        let tops = (max(whole.open, middle), max(middle, whole.close))
        let floors = (min(whole.open, middle), min(middle, whole.close))
        // How much sooner than the right part the left one comes to each extreme.
        let highLead =
            Double(tops.0 - tops.1) + leftReach * dice.next() - rightReach * dice.next()
        let lowLead =
            Double(floors.1 - floors.0) + leftReach * dice.next() - rightReach * dice.next()
        var highIsLeft = highLead >= 0
        var lowIsLeft = lowLead >= 0
        if highIsLeft == lowIsLeft, dice.next() < separation {
            if abs(highLead) < abs(lowLead) { highIsLeft.toggle() } else { lowIsLeft.toggle() }
        }
        let up = Int64((overshoot * (highIsLeft ? rightReach : leftReach) * dice.next()).rounded())
        let down = Int64((overshoot * (lowIsLeft ? rightReach : leftReach) * dice.next()).rounded())
        let left = Stretch(
            open: whole.open, high: highIsLeft ? whole.high : min(whole.high, tops.0 + up),
            low: lowIsLeft ? whole.low : max(whole.low, floors.0 - down), close: middle, volume: volume)
        let right = Stretch(
            open: middle, high: highIsLeft ? min(whole.high, tops.1 + up) : whole.high,
            low: lowIsLeft ? max(whole.low, floors.1 - down) : whole.low, close: whole.close, volume: rest)
        return (left, right)
    }
}
