import Glibc

/// What a thread has cost so far.
enum ProcessorTime {
    /// Nanoseconds.
    static func ofThread() -> Int64 {
        var time = timespec()
        guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
