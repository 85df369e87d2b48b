/// Whether a write-ahead log has lost what was durable in it.
///
/// SQLite takes a log up to the first frame that does not add up for the whole of it: so it must, after a
/// power cut, and so it would pass over every batch behind one flipped bit. The two differ: each of our
/// commits is synced before the next begins, so that a power cut can break the last one only.
///
/// What remains unseen: a log that ends with the damage, in its last commit or because it was cut off there; and damage
/// that takes the mark along which ends the commit before the last, as both look like one then.
///
/// Format: SQLite's "WAL-mode File Format", read 2026-11.
///
/// It takes the log piece by piece, so that a long one costs time and no memory.
struct LogCheck {
    private static let headerBytes = 32
    private static let frameHeaderBytes = 24
    /// The pages of a ledger have SQLite's usual size; a header that says otherwise is damaged itself.
    private static let pageBytes = 4_096
    private static let frameBytes = frameHeaderBytes + pageBytes

    /// What is not yet a whole header or frame.
    private var pending: [UInt8] = []
    private var isHeaderTaken = false
    private var isBigEndian = false
    /// What every frame of the log carries; behind a damaged header what two frames in a row carry stands in, as the
    /// first of them may be damaged too.
    private var salts: Pair?
    private var lastSalts = Self.none
    private var sum = Self.none
    private var frames = 0
    /// The first frame that does not add up, from 1; 0 for the header.
    private var broken: Int?
    private var commits = 0
    /// What a frame of zeros carries.
    private static let none = Pair(first: 0, second: 0)

    private struct Pair: Hashable {
        var first: UInt32
        var second: UInt32
    }

    /// What is wrong with all that was taken; nil when nothing is, or there is too little to tell.
    var fault: String? {
        guard let broken, commits > 1 else { return nil }
        return broken == 0
            ? "the header of its log is damaged, and \(commits) commits are behind it"
            : "frame \(broken) of its log is damaged, and \(commits) commits are behind it"
    }

    /// Takes the next bytes of the log.
    mutating func take(_ bytes: some Collection<UInt8>) {
        var held = pending
        pending = []
        held.append(contentsOf: bytes)
        let taken = held.withUnsafeBytes { takeWhole($0) }
        pending = Array(held.dropFirst(taken))
    }

    /// - Returns: How many bytes were headers and frames.
    private mutating func takeWhole(_ bytes: UnsafeRawBufferPointer) -> Int {
        var start = 0
        if !isHeaderTaken {
            guard bytes.count >= Self.headerBytes else { return 0 }
            takeHeader(bytes)
            start = Self.headerBytes
        }
        while start + Self.frameBytes <= bytes.count {
            takeFrame(UnsafeRawBufferPointer(rebasing: bytes[start..<start + Self.frameBytes]))
            start += Self.frameBytes
        }
        return start
    }

    private mutating func takeHeader(_ header: UnsafeRawBufferPointer) {
        isHeaderTaken = true
        isBigEndian = Self.word(header, 0) & 1 == 1
        add(header, 0..<24)
        let isKnown = Self.word(header, 0) & ~1 == 0x377f_0682
        if isKnown, Self.word(header, 8) == UInt32(Self.pageBytes), sum == Self.pair(header, 24) {
            salts = Self.pair(header, 16)
        } else {
            broken = 0
        }
    }

    private mutating func takeFrame(_ frame: UnsafeRawBufferPointer) {
        frames += 1
        let own = Self.pair(frame, 8)
        if salts == nil, own == lastSalts, own != Self.none { salts = own }
        lastSalts = own
        let isOurs = own == salts
        if broken == nil {
            add(frame, 0..<8)
            add(frame, Self.frameHeaderBytes..<frame.count)
            if !isOurs || sum != Self.pair(frame, 16) { broken = frames }
        }
        if broken != nil, isOurs, Self.word(frame, 4) != 0 { commits += 1 }
    }

    /// The checksum goes by words of four bytes, two at a time.
    private mutating func add(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        var (first, second) = (sum.first, sum.second)
        var index = range.lowerBound
        while index < range.upperBound {
            let left = bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)
            let right = bytes.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self)
            first = first &+ (isBigEndian ? UInt32(bigEndian: left) : UInt32(littleEndian: left)) &+ second
            second = second &+ (isBigEndian ? UInt32(bigEndian: right) : UInt32(littleEndian: right)) &+ first
            index += 8
        }
        sum = Pair(first: first, second: second)
    }

    private static func pair(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Pair {
        Pair(first: word(bytes, offset), second: word(bytes, offset + 4))
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
