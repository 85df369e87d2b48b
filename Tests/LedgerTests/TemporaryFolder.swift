import Glibc

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/ledger-tests-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
        }
        precondition(!path.isEmpty, "no temporary folder: errno \(errno)")
    }

    deinit {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }

    var ledger: String { path + "/ledger.db" }

    /// What is in it, without the two dots.
    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The permission bits of a file in it.
    func mode(of file: String) -> mode_t {
        var status = stat()
        guard stat(file, &status) == 0 else { return 0 }
        return status.st_mode & 0o777
    }

    /// Overwrites bytes of a file, as a failing disk or a stranger would.
    func overwrite(_ file: String, at offset: off_t, with bytes: [UInt8]) -> Bool {
        let descriptor = open(file, O_WRONLY)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return pwrite(descriptor, bytes, bytes.count, offset) == bytes.count
    }
}
