import Glibc
import Journey
import Synchronization

/// A file beside the ledger that keeps some of the disk for us: given up when the disk is full, so that what is
/// under way can still be written to its end, and made again once there is room.
///
/// Where the file system lends no blocks in advance (glibc then writes into every block; some take that back by
/// compressing or copying on write), the free space that the system tells of stands in for it.
package final class LedgerReserve: Sendable {
    package static let usualBytes: Int64 = 16 << 20
    /// Below so much the operator is warned.
    package static let warningBytes: Int64 = 512 << 20

    private enum State: Hashable {
        /// It is on disk, whole.
        case held
        /// It was given up, or never had room.
        case given
        /// It cannot be made here, whatever the room.
        case impossible(Int32)
    }

    private let path: String
    private let folder: String
    private let bytes: Int64
    private let state: Mutex<State>

    /// Makes the reserve of a ledger, or takes over the one that is there.
    init(for file: String, bytes: Int64) {
        path = file + ".reserve"
        folder = PrivateFile.folder(of: file)
        self.bytes = bytes
        state = Mutex(Self.make(path, bytes))
    }

    /// Gives the space back to the disk.
    func release() {
        state.withLock { state in
            // By name: a descriptor kept open for this would be one more that can run out.
            guard state == .held, truncate(path, 0) == 0 else { return }
            state = .given
        }
    }

    /// Looks at the disk, and makes the reserve again once it and as much more fit.
    func room() -> LedgerRoom {
        let free = freeBytes()
        let shortage = state.withLock { state -> String? in
            let hasRoom = free.map { $0 >= 2 * bytes } ?? true
            if state == .held, !isWhole { state = .given }
            if state == .given, hasRoom { state = Self.make(path, bytes) }
            switch state {
            case .held: return nil
            case .given:
                return "\(Self.words(free)) free on its disk: its reserve was used, and needs \(needed)"
            case .impossible:
                return (free ?? .max) >= bytes
                    ? nil : "\(Self.words(free)) free on its disk, of \(needed) needed"
            }
        }
        let isLow = free.map { $0 < Self.warningBytes } ?? false
        let warning = isLow ? "\(Self.words(free)) free on the ledger's disk: make room" : nil
        return LedgerRoom(freeBytes: free, shortage: shortage, warning: warning)
    }

    /// Whether nobody took it away.
    private var isWhole: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_size >= off_t(bytes)
    }

    private var needed: String { Self.words(2 * bytes) }

    private static func words(_ bytes: Int64?) -> String { bytes.map { "\($0 >> 20) MiB" } ?? "unknown" }

    /// What this user may still write where the ledger stands; nil when the system does not tell.
    private func freeBytes() -> Int64? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        let (bytes, isTooLarge) = UInt64(status.f_bavail).multipliedReportingOverflow(
            by: UInt64(status.f_frsize))
        return isTooLarge ? .max : Int64(clamping: bytes)
    }

    private static func make(_ path: String, _ bytes: Int64) -> State {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return failed(errno) }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { return failed(errno) }
        let code = posix_fallocate(descriptor, 0, off_t(bytes))
        guard code == 0, fsync(descriptor) == 0 else {
            let number = code == 0 ? errno : code
            ftruncate(descriptor, 0)
            return failed(number)
        }
        return .held
    }

    private static func failed(_ number: Int32) -> State {
        switch number {
        case ENOSPC, EDQUOT, EIO, EINTR, EMFILE, ENFILE: .given
        default: .impossible(number)
        }
    }
}
