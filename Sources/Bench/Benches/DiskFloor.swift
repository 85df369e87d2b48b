import CLinux
import Glibc

/// What the disk does at best: 4 KiB overwritten in place and made durable by `fdatasync`, one after the other.
enum DiskFloor {
    private static let pageBytes = 4_096
    private static let pages = 1_024

    /// - Parameter perSecond: Paced like the load that it stands beside; nil as fast as it goes.
    static func measure(_ run: BenchRun, perSecond: Double? = nil) throws -> Latencies {
        let path = run.household.folder + "/floor"
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchFailure("open \(path)", errno) }
        defer {
            close(descriptor)
            unlink(path)
        }
        let page = [UInt8](repeating: 0x5a, count: pageBytes)
        for number in 0..<pages { try write(page, number, descriptor) }
        guard fsync(descriptor) == 0 else { throw BenchFailure("fsync \(path)", errno) }
        var latencies = Latencies()
        let start = Stopwatch.now()
        let end = start + Int64(run.floorSeconds * 1e9)
        var due = start
        while due < end {
            if let perSecond {
                due += Int64(1e9 / perSecond)
                Stopwatch.rest(until: due)
            }
            let began = Stopwatch.now()
            try write(page, latencies.count % pages, descriptor)
            guard fdatasync(descriptor) == 0 else { throw BenchFailure("fdatasync \(path)", errno) }
            latencies.add(nanoseconds: Stopwatch.now() - began)
            if perSecond == nil { due = Stopwatch.now() }
        }
        return latencies
    }

    private static func write(_ page: [UInt8], _ number: Int, _ descriptor: Int32) throws {
        guard pwrite(descriptor, page, page.count, number * pageBytes) == page.count else {
            throw BenchFailure("pwrite", errno)
        }
    }
}
