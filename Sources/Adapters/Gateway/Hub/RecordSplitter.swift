/// Cuts the hub's text into records. A message may hold several, and a record may span messages.
struct RecordSplitter: Sendable {
    static let separator: UInt8 = 0x1E

    private let bytesMax: Int
    private var rest: [UInt8] = []

    /// - Parameter bytesMax: A record may be so long; the depth snapshot of the market hub passes one MiB.
    init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// The records that these bytes complete, without separators.
    ///
    /// - Throws: `Unreadable` when a record passes the limit.
    mutating func take(_ bytes: [UInt8]) throws(Unreadable) -> [[UInt8]] {
        var records: [[UInt8]] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: Self.separator) {
            records.append(rest + bytes[start..<end])
            rest = []
            start = end + 1
        }
        rest += bytes[start...]
        guard rest.count <= bytesMax, records.allSatisfy({ $0.count <= bytesMax }) else {
            throw Unreadable("a record of more than \(bytesMax) bytes")
        }
        return records
    }
}
