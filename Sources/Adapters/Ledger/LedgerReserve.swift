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
        /// It cannot be made here for another reason than room; tried again, for a disk may come back.
        case impossible
    }

    private let path: String
    private let folder: String
    private let bytes: Int64
    private let state: Mutex<State>

    /// Takes over the reserve that is there, or makes it where it and as much more fit: one that was made with the
    /// last room would leave none for the first write, at this start and at each one after.
    init(for file: String, bytes: Int64) {
        path = Self.name(for: file)
        folder = PrivateFile.folder(of: file)
        self.bytes = bytes
        let mayBeMade = Self.isWhole(path, bytes) || (Self.freeBytes(folder) ?? .max) >= 2 * bytes
        state = Mutex(mayBeMade ? Self.make(path, bytes) : .given)
    }

    /// Gives the space back to the disk.
    func release() {
        state.withLock { state in
            guard state == .held, Self.giveUp(path) else { return }
            state = .given
        }
    }

    /// Gives up what an earlier run kept aside for a ledger, which cannot be opened for want of room.
    ///
    /// - Returns: Whether there was any.
    static func giveUp(for file: String) -> Bool { giveUp(name(for: file)) }

    /// By name: a descriptor kept open for this would be one more that can run out. What a link leads to is not ours.
    private static func giveUp(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
            && truncate(path, 0) == 0
    }

    private static func name(for file: String) -> String { file + ".reserve" }

    /// Looks at the disk, and makes the reserve again once it and as much more fit.
    func room() -> LedgerRoom {
        let told = Self.freeBytes(folder)
        let free = told ?? .max
        let shortage = state.withLock { state -> String? in
            if state == .held, !Self.isWhole(path, bytes) { state = .given }
            if state != .held, free >= 2 * bytes { state = Self.make(path, bytes) }
            switch state {
            case .held: return nil
            case .given:
                return "\(Self.words(free)) free on its disk: its reserve was used, and needs "
                    + Self.words(2 * bytes)
            case .impossible:
                let needed = Self.words(bytes)
                return free < bytes ? "\(Self.words(free)) free on its disk, of \(needed) needed" : nil
            }
        }
        let isLow = free < Self.warningBytes
        let warning = isLow ? "\(Self.words(free)) free on the ledger's disk: make room" : nil
        return LedgerRoom(freeBytes: told, shortage: shortage, warning: warning)
    }

    /// Whether nobody took it away.
    private static func isWhole(_ path: String, _ bytes: Int64) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_size >= off_t(bytes)
    }

    private static func words(_ bytes: Int64) -> String { "\(bytes >> 20) MiB" }

    /// What this user may still write where the ledger stands; nil when the system does not tell.
    private static func freeBytes(_ folder: String) -> Int64? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        return Int64(clamping: UInt128(status.f_bavail) * UInt128(status.f_frsize))
    }

    private static func make(_ path: String, _ bytes: Int64) -> State {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return failed(errno) }
        defer { close(descriptor) }
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
        default: .impossible
        }
    }
}
