import Glibc

/// Microseconds of a clock that never steps back.
enum SteadyClock {
    static var microseconds: Int64 {
        var time = timespec()
        precondition(clock_gettime(CLOCK_MONOTONIC, &time) == 0, "CLOCK_MONOTONIC can always be read")
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
