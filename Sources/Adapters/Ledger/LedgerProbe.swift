import Glibc

/// Looks whether a ledger is in use, without opening it.
package enum LedgerProbe {
    /// Whether another process holds the lock of the ledger at a path: a bridge runs on it.
    ///
    /// Nothing is made or written. For some microseconds the lock is shared, and a bridge that started just
    /// then would say that the ledger is in use. False where there is no lock file, or it may not be read.
    package static func isInUse(path: String) -> Bool {
        let descriptor = open(path + ".lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }
}
