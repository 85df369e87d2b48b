import Glibc

/// How many descriptors this process may have open.
enum OpenFilesLimit {
    /// Raises the soft limit as far as the hard one lets it; where that is not enough, connections wait.
    static func raise(to wanted: Int) {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(wanted) else { return }
        limit.rlim_cur = min(rlim_t(wanted), limit.rlim_max)
        _ = setrlimit(resource, &limit)
    }
}
