/// What a power cut leaves of the changes that no sync has confirmed.
enum PowerCut {
    static let sectorBytes = 512

    /// In the order in which they reached the disk: by the dice none, all, the first ones, or any in any
    /// order; each whole or torn between sectors.
    static func survivors(of changes: [DiskFile.Change], _ dice: inout Dice) -> [DiskFile.Change] {
        let kept = changes.filter { if case .write(_, _, true) = $0 { false } else { true } }
        guard !kept.isEmpty else { return [] }
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: return []
        case 1: return kept
        case 2:
            let count = Int.random(in: 0..<kept.count, using: &dice)
            return kept.prefix(count) + [torn(kept[count], &dice)]
        default:
            var some: [DiskFile.Change] = []
            for change in kept.shuffled(using: &dice) where dice.chance(600) {
                some.append(dice.chance(300) ? torn(change, &dice) : change)
            }
            return some
        }
    }

    /// Its first sectors only, or its last ones.
    private static func torn(_ change: DiskFile.Change, _ dice: inout Dice) -> DiskFile.Change {
        guard case .write(let offset, let written, _) = change, written.count > 1 else { return change }
        let split = Int.random(in: 0..<written.count, using: &dice) / sectorBytes * sectorBytes
        let part = dice.chance(700) ? 0..<split : split..<written.count
        let kept = written.lowerBound + part.lowerBound..<written.lowerBound + part.upperBound
        return .write(at: offset + part.lowerBound, written: kept, isDropped: false)
    }
}
