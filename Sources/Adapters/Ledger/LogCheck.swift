/// Whether a write-ahead log has lost what was durable in it.
///
/// SQLite takes a log up to the first frame that does not add up for the whole of it: so it must, after a
/// power cut, and so it would pass over every batch behind one flipped bit. The two differ: each of our
/// commits is synced before the next begins, so that a power cut can break the last one only.
///
/// What remains unseen: a log that ends with the damage, in its last commit or because it was cut off there.
///
/// Format: SQLite's "WAL-mode File Format", read 2026-11.
struct LogCheck {
    private static let headerBytes = 32
    private static let frameHeaderBytes = 24

    private let log: UnsafeRawBufferPointer
    private let isBigEndian: Bool
    private let pageBytes: Int
    private var sum: (UInt32, UInt32) = (0, 0)

    /// - Returns: What is wrong; nil when nothing is, or there is too little to tell.
    static func fault(in log: [UInt8]) -> String? {
        log.withUnsafeBytes { bytes in
            guard var check = LogCheck(bytes) else { return nil }
            return check.fault()
        }
    }

    private init?(_ log: UnsafeRawBufferPointer) {
        guard log.count > Self.headerBytes else { return nil }
        self.log = log
        let magic = Self.word(log, 0)
        isBigEndian = magic & 1 == 1
        let size = Int(Self.word(log, 8))
        // The pages of a ledger have SQLite's usual size; a header that says otherwise is damaged itself.
        pageBytes = size == 4_096 ? size : 4_096
    }

    private mutating func fault() -> String? {
        add(0..<24)
        let isHeaderSound = word(0) & ~1 == 0x377f_0682 && word(8) == 4_096 && sum == pair(24)
        let salts = isHeaderSound ? pair(16) : pair(Self.headerBytes + 8)
        var broken = isHeaderSound ? nil : 0
        var commits = 0
        let frame = Self.frameHeaderBytes + pageBytes
        for (number, start) in stride(from: Self.headerBytes, through: log.count - frame, by: frame)
            .enumerated()
        {
            let isOurs = pair(start + 8) == salts
            if broken == nil {
                add(start..<start + 8)
                add(start + Self.frameHeaderBytes..<start + frame)
                if !isOurs || sum != pair(start + 16) { broken = number + 1 }
            }
            if broken != nil, isOurs, word(start + 4) != 0 { commits += 1 }
        }
        guard let broken, commits > 1 else { return nil }
        return broken == 0
            ? "the header of its log is damaged, and \(commits) commits are behind it"
            : "frame \(broken) of its log is damaged, and \(commits) commits are behind it"
    }

    /// The checksum goes by words of four bytes, two at a time.
    private mutating func add(_ range: Range<Int>) {
        var (first, second) = sum
        var index = range.lowerBound
        while index < range.upperBound {
            let left = log.loadUnaligned(fromByteOffset: index, as: UInt32.self)
            let right = log.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self)
            first = first &+ (isBigEndian ? UInt32(bigEndian: left) : UInt32(littleEndian: left)) &+ second
            second = second &+ (isBigEndian ? UInt32(bigEndian: right) : UInt32(littleEndian: right)) &+ first
            index += 8
        }
        sum = (first, second)
    }

    private func word(_ offset: Int) -> UInt32 { Self.word(log, offset) }

    private func pair(_ offset: Int) -> (UInt32, UInt32) { (word(offset), word(offset + 4)) }

    private static func word(_ log: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        UInt32(bigEndian: log.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
