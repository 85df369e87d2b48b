import Glibc

/// A file system of its own in memory, as small as a test wants it; for users who may mount.
final class SmallDisk {
    struct Refused: Error {
        let number: Int32
    }

    static let isAllowed: Bool = {
        guard let disk = try? SmallDisk(mebibytes: 1) else { return false }
        disk.end()
        return true
    }()

    let path: String
    private var isMounted = true

    init(mebibytes: Int) throws {
        var template = Array("/tmp/ledger-disk-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
        }
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(mebibytes)m,mode=0700") == 0 else {
            let number = errno
            rmdir(path)
            throw Refused(number: number)
        }
    }

    /// Takes it away, whatever is open on it.
    func end() {
        guard isMounted else { return }
        isMounted = false
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }

    func remount(isReadOnly: Bool) -> Bool {
        let flags = UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0)
        return mount("tmpfs", path, "tmpfs", flags, nil as UnsafeRawPointer?) == 0
    }

    /// Takes all the room that is left.
    func fill() {
        let descriptor = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 1, count: 4_096)
        while write(descriptor, block, block.count) == block.count {}
    }

    func empty() { unlink(filler) }

    private var filler: String { path + "/filler" }
}
