import Glibc
import SQLite

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

    /// Its name as seen from where this process stands.
    var relative: String {
        guard let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        let steps = String(cString: here).split(separator: "/").count
        return String(repeating: "../", count: steps) + path.dropFirst()
    }

    /// The permission bits of a file in it.
    func mode(of file: String) -> mode_t {
        var status = stat()
        guard stat(file, &status) == 0 else { return 0 }
        return status.st_mode & 0o777
    }

    /// Everything in a file.
    func bytes(of file: String) -> [UInt8]? {
        let descriptor = open(file, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += buffer[..<count]
        }
    }

    /// Overwrites bytes of a file, as a failing disk or a stranger would.
    func overwrite(_ file: String, at offset: Int, with bytes: [UInt8]) -> Bool {
        let descriptor = open(file, O_WRONLY)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count
    }
}

extension TemporaryFolder {
    func copy(_ file: String, to other: String) -> Bool {
        let source = open(file, O_RDONLY)
        guard source >= 0 else { return false }
        defer { close(source) }
        let target = open(other, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard target >= 0 else { return false }
        defer { close(target) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else { return count == 0 }
            guard write(target, buffer, count) == count else { return false }
        }
    }

    /// Runs SQL on the ledger behind its program's back.
    ///
    /// - Returns: The rows that its last change touched.
    @discardableResult
    func run(_ sql: String) throws -> Int64 {
        let connection = try Connection(path: ledger, access: .readWriteCreate)
        try connection.execute("PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON; \(sql)")
        return connection.changes
    }

    /// The same, past what keeps careless hands off.
    @discardableResult
    func tamper(_ sql: String) throws -> Int64 {
        try run("DROP TRIGGER IF EXISTS audit_keeps; DROP TRIGGER IF EXISTS audit_stays; \(sql)")
    }
}

extension TemporaryFolder {
    /// Another folder with the same ledger; nil where it could not be copied.
    func copied() -> TemporaryFolder? {
        let other = TemporaryFolder()
        return copy(ledger, to: other.ledger) ? other : nil
    }

    func count(_ sql: String) throws -> Int64 {
        let connection = try Connection(path: ledger, access: .readOnly)
        guard case .int64(let number) = try connection.value(sql) else { return -1 }
        return number
    }
}

extension TemporaryFolder {
    /// What the thirteenth version added, taken away again.
    static let dropFloors = "ALTER TABLE days DROP COLUMN floor_since; "

    /// What the twelfth version added, and the one after it, taken away again.
    static let dropOpenings = dropFloors + "ALTER TABLE days DROP COLUMN opening_read_at; "

    /// What the eleventh version added, and those after it, taken away again.
    static let dropRefusals =
        dropOpenings
        + ["reason", "remedy", "fault_key", "fault_line", "fault_column"]
        .map { "ALTER TABLE deliveries DROP COLUMN \($0);" }.joined(separator: " ")

    /// What the fifth version added, and those after it, taken away again.
    static let dropVersionFive =
        dropRefusals
        + "DROP INDEX deliveries_at; DROP TABLE contracts; DROP TABLE controls; DROP INDEX days_floored; "
        + "ALTER TABLE deliveries DROP COLUMN signed_id;"
        + ["subject", "fingerprint"].map { "ALTER TABLE deliveries DROP COLUMN certificate_\($0);" }.joined()
        + ["floor", "peak", "is_breached", "floor_basis", "floor_entered", "floor_as_of"]
        .map { "ALTER TABLE days DROP COLUMN \($0);" }.joined(separator: " ")

    /// What keeps the table `holdings`, since the fourth version.
    static let heldTriggers = ["fills", "adoptions"].flatMap { table in
        ["new", "changed", "gone"].map { "\(table)_held_\($0)" }
    }
}
