import Simulation

/// One way to damage a file, drawn from dice.
enum Damage {
    private static let sectorBytes = 512
    private static let pageBytes = 4_096

    /// Changes at least one byte, or the length unless that is to be kept.
    static func strike(
        _ bytes: [UInt8], _ dice: inout Dice, keepsLength: Bool = false
    ) -> (bytes: [UInt8], what: String) {
        var damaged = bytes
        while true {
            let what = once(&damaged, &dice, keepsLength ? 18 : 20)
            if damaged != bytes { return (damaged, what) }
        }
    }

    private static func once(_ bytes: inout [UInt8], _ dice: inout Dice, _ kinds: Int) -> String {
        guard !bytes.isEmpty else { return "nothing left" }
        let at = Int.random(in: bytes.indices, using: &dice)
        switch Int.random(in: 0..<kinds, using: &dice) {
        case 0..<11:
            let bit = Int.random(in: 0..<8, using: &dice)
            bytes[at] ^= 1 << bit
            return "bit \(bit) of byte \(at)"
        case 11..<14:
            let length = min(Int.random(in: 2...64, using: &dice), bytes.count - at)
            for index in at..<at + length { bytes[index] = UInt8.random(in: 0...255, using: &dice) }
            return "\(length) bytes at \(at)"
        case 14..<16:
            let start = at / sectorBytes * sectorBytes
            for index in start..<min(start + sectorBytes, bytes.count) { bytes[index] = 0 }
            return "sector at \(start) zeroed"
        case 16..<18:
            let other = Int.random(in: bytes.indices, using: &dice) / pageBytes * pageBytes
            let start = at / pageBytes * pageBytes
            for offset in 0..<pageBytes where max(start, other) + offset < bytes.count {
                bytes.swapAt(start + offset, other + offset)
            }
            return "pages at \(start) and \(other) swapped"
        default:
            // As often between pages as anywhere.
            let length = dice.chance(500) ? at : at / pageBytes * pageBytes
            bytes.removeSubrange(length...)
            return "cut off at \(length)"
        }
    }
}
