import Glibc
package import Trading

extension PaperVenueOptions {
    /// The system's time of day.
    package static let wallClock: @Sendable () -> Timestamp = {
        var time = timespec()
        precondition(clock_gettime(CLOCK_REALTIME, &time) == 0, "CLOCK_REALTIME can always be read")
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
