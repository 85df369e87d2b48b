import Glibc
import Trading

/// Reads recorded prices from a CSV file.
///
/// The first line names the columns, in any order and case: `time,price[,volume]` for trades, or
/// `time,open,high,low,close[,volume]` for bars, and `symbol` where there is more than one product. Times are
/// RFC 3339, or seconds or milliseconds since 1970. A bar is played as four trades: its open, the extreme
/// on the far side of its close, the other one, and its close.
struct ReplayFile: Sendable {
    private static let bytesMax = 268_435_456

    private let recorded: [String: [ReplayTape.Row]]
    private let first: Timestamp

    /// - Parameter contract: The exchange root that rows without a symbol are about; where rows have one, the
    ///   only one that is played.
    init(path: String, contract: String?) throws(ReplayFault) {
        let text = try Self.read(path)
        var reader = try ReplayReader(path: path, text: text, contract: contract)
        recorded = try reader.rows()
        guard let first = recorded.values.compactMap({ $0.first?.at }).min() else {
            throw ReplayFault(
                path: path, line: nil, what: "no row of prices", remedy: "add rows below the header")
        }
        self.first = first
    }

    /// The tapes by product code, moved in time so that the first row is at `start`.
    func tapes(from start: Timestamp, calendar: MarketCalendar) -> [String: ReplayTape] {
        let shift = start.since(first)
        return recorded.mapValues { rows in
            ReplayTape(
                rows.map {
                    ReplayTape.Row(at: $0.at.advanced(by: shift), price: $0.price, volume: $0.volume)
                }, calendar: calendar)
        }
    }

    private static func read(_ path: String) throws(ReplayFault) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let why = String(cString: strerror(errno))
            throw ReplayFault(path: path, line: nil, what: why, remedy: "give the path of a CSV file")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let why = String(cString: strerror(errno))
                throw ReplayFault(path: path, line: nil, what: why, remedy: "give the path of a CSV file")
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= bytesMax else {
                throw ReplayFault(
                    path: path, line: nil, what: "more than \(bytesMax >> 20) MiB",
                    remedy: "cut the file into parts")
            }
        }
    }
}
