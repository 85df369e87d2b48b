import CLinux
import Glibc

/// The machine's clocks, as measurements need them.
enum Stopwatch {
    /// A clock that never steps, in nanoseconds.
    static func now() -> Int64 { read(CLOCK_MONOTONIC) }

    /// Wall time in microseconds since 1970, as venue and ledger write it.
    static func wallMicroseconds() -> Int64 { read(CLOCK_REALTIME) / 1_000 }

    static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Rests without doing anything until the clock of `now()` shows that time.
    static func rest(until time: Int64) {
        let end = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
        withUnsafePointer(to: end) {
            while clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), $0, nil) == EINTR {}
        }
    }

    /// Asks again and again until the answer is yes.
    ///
    /// - Returns: false when so much time passed before.
    static func wait(
        seconds: Double, every milliseconds: Int64 = 20, until isDone: () throws -> Bool
    ) rethrows -> Bool {
        let end = now() + Int64(seconds * 1e9)
        while true {
            if try isDone() { return true }
            guard now() < end else { return false }
            rest(until: now() + milliseconds * 1_000_000)
        }
    }
}
