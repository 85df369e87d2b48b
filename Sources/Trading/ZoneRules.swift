/// A time zone's offsets from UTC, as the operating system's zone file states them.
package struct ZoneRules: Hashable, Sendable {
    /// From when (seconds since 1970) which offset east of UTC (seconds) holds, ascending.
    private let changes: [(from: Int64, offset: Int64)]
    private let before: Int64

    package init(before: Int64, changes: [(from: Int64, offset: Int64)]) {
        self.before = before
        self.changes = changes.sorted { $0.from < $1.from }
    }

    /// Reads a compiled zone file of version 2 or later (RFC 8536); nil when it is none.
    ///
    /// The 64-bit block is used. Past its last change the last offset stays: Debian ships files that reach 2037.
    package init?(tzif bytes: [UInt8]) {
        guard let first = Header(bytes, at: 0), first.version >= UInt8(ascii: "2"),
            let second = Header(bytes, at: 44 + first.blockLength(timeLength: 4))
        else { return nil }
        let times = second.start
        let types = times + second.timeCount * 8
        let infos = types + second.timeCount
        guard second.typeCount > 0, infos + second.typeCount * 6 <= bytes.count else { return nil }
        let offsets = (0..<second.typeCount).map {
            Int64(Int32(truncatingIfNeeded: big(bytes, infos + $0 * 6, 4)))
        }
        var changes: [(from: Int64, offset: Int64)] = []
        for index in 0..<second.timeCount {
            let type = Int(bytes[types + index])
            guard type < offsets.count else { return nil }
            changes.append((big(bytes, times + index * 8, 8), offsets[type]))
        }
        self.init(before: offsets[0], changes: changes)
    }

    /// Seconds east of UTC at a moment.
    package func offset(at time: Timestamp) -> Int64 {
        let second = time.microseconds.floorDivided(by: 1_000_000)
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].from <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? before : changes[low - 1].offset
    }

    /// The first change after `from` and no later than `to`, in seconds since 1970.
    func change(from: Int64, to: Int64) -> Int64? {
        changes.first { $0.from > from && $0.from <= to }?.from
    }

    package static func == (left: ZoneRules, right: ZoneRules) -> Bool {
        left.before == right.before && left.changes.elementsEqual(right.changes) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(before)
        hasher.combine(changes.count)
        hasher.combine(changes.last?.from)
    }
}

/// The counts at the head of one block of a zone file.
private struct Header {
    let version: UInt8
    let start: Int
    let timeCount: Int
    let typeCount: Int
    private let utcCount: Int
    private let standardCount: Int
    private let leapCount: Int
    private let nameLength: Int

    init?(_ bytes: [UInt8], at position: Int) {
        guard position >= 0, position + 44 <= bytes.count,
            bytes[position..<(position + 4)].elementsEqual("TZif".utf8)
        else { return nil }
        version = bytes[position + 4]
        let counts = (0..<6).map { Int(big(bytes, position + 20 + $0 * 4, 4)) }
        guard counts.allSatisfy({ $0 <= bytes.count }) else { return nil }
        utcCount = counts[0]
        standardCount = counts[1]
        leapCount = counts[2]
        timeCount = counts[3]
        typeCount = counts[4]
        nameLength = counts[5]
        start = position + 44
        guard start + timeCount <= bytes.count else { return nil }
    }

    func blockLength(timeLength: Int) -> Int {
        timeCount * (timeLength + 1) + typeCount * 6 + nameLength + leapCount * (timeLength + 4)
            + standardCount + utcCount
    }
}

/// A big-endian number of 4 or 8 bytes; 4 bytes are read without a sign.
private func big(_ bytes: [UInt8], _ position: Int, _ length: Int) -> Int64 {
    var value: UInt64 = 0
    for byte in bytes[position..<(position + length)] { value = value << 8 | UInt64(byte) }
    return Int64(bitPattern: value)
}
