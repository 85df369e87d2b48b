import Glibc

/// Ctrl-C and `kill`, taken by the main thread alone.
enum Signals {
    private static let stopping = [SIGINT, SIGTERM]

    enum Told: Hashable {
        /// By the signal of that name.
        case stop(String)
        case reload
    }

    /// A peer that hangs up is no reason to die, nor is a file that may not grow: the write fails, and that is
    /// reported.
    static func outliveFailedWrites() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Keeps the stop signals from every thread; call before the first one is made.
    static func hold() {
        var set = stopSet
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Lets the stop signals end the program again, while it waits for a person.
    static func release() {
        var set = stopSet
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Waits for the next stop signal, and returns its name.
    static func wait() -> String {
        var set = stopSet
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        return number == SIGINT ? "SIGINT" : "SIGTERM"
    }

    /// Keeps SIGHUP from every thread, too, for `next`; call before the first one is made.
    static func holdReload() {
        var set = reloadSet
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for the next signal to stop or to reload.
    static func next() -> Told {
        var set = reloadSet
        for number in stopping { sigaddset(&set, number) }
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        switch number {
        case SIGHUP: return .reload
        case SIGINT: return .stop("SIGINT")
        default: return .stop("SIGTERM")
        }
    }

    private static var reloadSet: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGHUP)
        return set
    }

    private static var stopSet: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in stopping { sigaddset(&set, number) }
        return set
    }
}
