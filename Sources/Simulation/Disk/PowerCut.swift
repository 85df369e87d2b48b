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
        guard case .write(let offset, let bytes, _) = change, bytes.count > 1 else { return change }
        let split = Int.random(in: 0..<bytes.count, using: &dice) / sectorBytes * sectorBytes
        let part = dice.chance(700) ? 0..<split : split..<bytes.count
        let kept = DiskBytes()
        bytes.withBytes { kept.write(UnsafeRawBufferPointer(rebasing: $0[part]), at: 0) }
        return .write(at: offset + part.lowerBound, kept, isDropped: false)
    }
}
