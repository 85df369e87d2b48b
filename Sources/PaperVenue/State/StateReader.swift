import Glibc
import JSON

/// Reads the venue's memory from its file, line by line.
struct StateReader {
    private static let chunkBytes = 1 << 18
    /// Earlier versions wrote a whole turn into one line, however long.
    private static let limits = JSONLimits(bytesMax: JSONLimits.bytesCeiling, nodesMax: 100_000_000)

    let path: String
    let descriptor: Int32

    /// Hands over every row, and cuts off a last line that has no line feed.
    ///
    /// - Returns: How many bytes the file has then.
    /// - Throws: `StateFileError` that names the line which is damaged or holds no row of a venue.
    func replay(_ restore: (VenueRecord) -> Void) throws(StateFileError) -> Int {
        var bytes = 0
        var number = 0
        var rest: [UInt8] = []
        while true {
            let chunk = try read(at: bytes + rest.count)
            guard !chunk.isEmpty else { break }
            var start = chunk.startIndex
            while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = rest + chunk[start..<end]
                rest = []
                number += 1
                bytes += line.count + 1
                start = end + 1
                if !line.isEmpty { try hand(line, number: number, to: restore) }
            }
            rest += chunk[start...]
        }
        if !rest.isEmpty, ftruncate(descriptor, off_t(bytes)) != 0 { throw .fault(path, "truncate") }
        return bytes
    }

    private func hand(_ line: [UInt8], number: Int, to restore: (VenueRecord) -> Void)
        throws(StateFileError)
    {
        guard let document = try? JSONDocument(line, limits: Self.limits), document.root.kind == .array else {
            throw StateFileError(path: path, reason: "line \(number) is damaged")
        }
        for element in document.root.elements {
            guard let record = VenueRecord(element) else {
                throw StateFileError(path: path, reason: "line \(number) holds no row of a venue")
            }
            restore(record)
        }
    }

    private func read(at offset: Int) throws(StateFileError) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        while true {
            let count = chunk.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(offset))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .fault(path, "read") }
            return Array(chunk[..<count])
        }
    }
}
