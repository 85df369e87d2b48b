import Glibc
import Journey
import Trading

/// The machine's clocks: the only place where the program reads them for a decision.
enum SystemClock {
    /// Wall time, and a steady one that counts through sleep.
    static let now: @Sendable () -> Moment = {
        Moment(wall: read(CLOCK_REALTIME), steady: read(CLOCK_BOOTTIME))
    }

    private static func read(_ clock: clockid_t) -> Timestamp {
        var time = timespec()
        clock_gettime(clock, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
