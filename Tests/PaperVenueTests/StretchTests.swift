import OwnThreads
import Testing

@testable import PaperVenue

@Suite(.ownThreads)
struct StretchTests {
    /// Any stretch that its volume can show.
    static func stretch(_ dice: inout Dice) -> Stretch {
        let volume = dice.pick(12)
        let prices = (0..<min(3, volume)).map { _ in dice.pick(40) + 100 }
        return Stretch(from: 110, over: prices, volume: volume)
    }

    @Test(arguments: UInt64(0)..<20)
    func `is cut in two that together are exactly it`(seed: UInt64) {
        var dice = Dice(seed: seed)
        for number in UInt64(0)..<500 {
            let whole = Self.stretch(&dice)
            let split = StretchSplit(
                of: whole, share: 0.05 + 0.9 * dice.next(), wildness: 1 + 3 * dice.next(), seed: number)
            #expect(split.left.followed(by: split.right) == whole)
            #expect(split.left.close == split.right.open)
            for part in [split.left, split.right] {
                #expect(part.volume >= 0 && part.low <= part.high)
                #expect(part.skeleton(prefersHigh: true).count <= part.volume)
            }
        }
    }

    @Test(arguments: UInt64(0)..<20, [4, 20, 40])
    func `is shown whole by four steps or more, with a print for every move`(seed: UInt64, steps: Int) {
        var dice = Dice(seed: seed)
        for number in UInt64(0)..<200 {
            let whole = Self.stretch(&dice)
            let path = SecondPath(whole, steps: steps, seed: number)
            #expect(path.prices.count == steps && path.volumes.count == steps)
            #expect(
                Stretch(from: path.prices[0], over: path.prices, volume: path.volumes.reduce(0, +)) == whole)
            for index in 1..<steps where path.prices[index] != path.prices[index - 1] {
                #expect(path.volumes[index] > 0)
            }
        }
    }

    @Test(arguments: [1, 2, 3]) func `ends at its close even in few steps`(steps: Int) {
        var dice = Dice(seed: 3)
        for number in UInt64(0)..<200 {
            let whole = Self.stretch(&dice)
            let path = SecondPath(whole, steps: steps, seed: number)
            #expect(path.prices.last == whole.close)
            #expect(path.prices.allSatisfy { $0 >= whole.low && $0 <= whole.high })
            #expect(path.volumes.reduce(0, +) == whole.volume)
        }
    }
}
